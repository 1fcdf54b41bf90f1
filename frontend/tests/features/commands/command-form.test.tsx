import { render, screen, waitFor, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { App } from '../../../src/app/app';
import { backend, user } from '../../setup';
import { button, choose, fill, openForm, send } from '../../typing';

test('posts what was chosen, and the list shows it', async () => {
  await openForm();

  await send('Read faults', { 'Control unit': 'brakes' });

  expect(await screen.findByText(/^Accepted read_dtc for WVWZZZ1JZXW000007\./)).toBeVisible();
  expect(backend.posted).toMatchObject([
    { vehicle_id: 'WVWZZZ1JZXW000007', command: 'read_dtc', parameters: { ecu: 'brakes' } },
  ]);
  expect(await screen.findByRole('button', { name: /^Details of read_dtc for WVWZZZ1JZXW000007/ })).toBeVisible();
});

test('lists a sent command also when no event tells of it', async () => {
  backend.announces = false;
  await openForm();

  await send('Read faults');

  expect(await screen.findByRole('button', { name: /^Details of read_dtc for WVWZZZ1JZXW000007/ })).toBeVisible();
  expect(within(screen.getByRole('log')).queryAllByRole('listitem')).toEqual([]);
});

test('shows the whole number of the chosen vehicle beside the list, which phones cut', async () => {
  await openForm();
  expect(screen.getByRole('combobox', { name: 'Vehicle' })).not.toHaveAccessibleDescription();

  await choose('Vehicle', 'Test car 1 (WVWZZZ1JZXW000001)');

  expect(screen.getByRole('combobox', { name: 'Vehicle' })).toHaveAccessibleDescription('WVWZZZ1JZXW000001');
});

test('keeps vehicle and command for the next one and empties the rest', async () => {
  await openForm();
  await send('Start routine', { Routine: 'self_test', Steps: '7' });
  await screen.findByText(/^Accepted start_routine/);

  expect(screen.getByRole('combobox', { name: 'Vehicle' })).toHaveValue('WVWZZZ1JZXW000007');
  expect(screen.getByRole('combobox', { name: 'Command' })).toHaveValue('start_routine');
  expect(screen.getByRole('textbox', { name: 'Routine' })).toHaveValue('');
  expect(screen.getByRole('textbox', { name: 'Steps' })).toHaveValue('5');
});

test.each([
  ['Start routine', { Routine: 'Self Test' }, 'Routine', /^"Self Test" does not match/],
  ['Start routine', { Routine: '' }, 'Routine', /^Enter a value/],
  ['Start routine', { Routine: 'self_test', Steps: '101' }, 'Steps', /^Enter at least 1 and at most 100/],
  ['Start routine', { Routine: 'self_test', Steps: '1.5' }, 'Steps', /^Enter a whole number/],
  ['Read data', { Values: '' }, 'Values', /^Enter a value/],
])('refuses %s with %o, and posts nothing', async (title, parameters, label, message) => {
  await openForm();

  await send(title, parameters);

  const input = screen.getByRole('textbox', { name: label });
  expect(input).toBeInvalid();
  expect(input).toHaveAccessibleDescription(message);
  expect(input).toHaveFocus();
  expect(backend.posted).toEqual([]);
});

test('sends numbers as they were typed, and lines as a list', async () => {
  await openForm();
  await send('Start routine', { Routine: 'self_test', Steps: '10' });
  await screen.findByText(/^Accepted start_routine/);
  await send('Read data', { Values: 'battery_voltage\n speed ' });
  await screen.findByText(/^Accepted read_data/);

  expect(backend.bodies[0]).toContain('"parameters":{"ecu":"engine","routine":"self_test","steps":10}}');
  expect(backend.bodies[1]).toContain('"parameters":{"ecu":"engine","names":["battery_voltage","speed"]}}');
});

test('refuses to send while the browser is offline, keeps the draft, and sends nothing by itself afterwards', async () => {
  await openForm();
  const online = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
  window.dispatchEvent(new Event('offline'));

  await send('Start routine', { Routine: 'self_test' });

  expect(await screen.findByText(/^This browser is offline\. Nothing was sent/)).toBeVisible();
  expect(screen.getByRole('textbox', { name: 'Routine' })).toHaveValue('self_test');
  online.mockReturnValue(true);
  window.dispatchEvent(new Event('online'));
  await waitFor(() => { expect(screen.getByRole('status', { name: 'Connection' })).toHaveTextContent('Live'); });
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(backend.posted).toEqual([]);
});

test('sends again under the same id what got no answer, and under another what was changed', async () => {
  await openForm();
  backend.losesAnswers = true;
  await send('Read faults');
  expect(await screen.findByText(/Whether the command was accepted is not known\. To try again is safe/)).toBeVisible();
  await user.click(button());
  await waitFor(() => { expect(backend.posted).toHaveLength(2); });
  await waitFor(() => { expect(button()).toBeEnabled(); });
  backend.losesAnswers = false;
  await user.click(button());
  await screen.findByText(/^Accepted read_dtc for WVWZZZ1JZXW000007\./);
  await send('Read faults');
  await waitFor(() => { expect(backend.posted).toHaveLength(4); });

  const ids = backend.posted.map(({ request_id }) => request_id);
  expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new Set(ids.slice(0, 3)).size).toBe(1);
  expect(ids[3]).not.toBe(ids[0]);
  expect(backend.commands).toHaveLength(2);
});

test('takes back its good news when the next form is refused', async () => {
  await openForm();
  await send('Start routine', { Routine: 'self_test' });
  await screen.findByText(/^Accepted start_routine/);

  await user.click(button());

  expect(screen.queryByText(/^Accepted start_routine/)).not.toBeInTheDocument();
});

test('keeps what is typed while a command is on its way', async () => {
  await openForm();
  const arrive = backend.holdAnswers();
  await send('Start routine', { Routine: 'self_test' });
  await fill('Routine', 'self_test_again');
  arrive();
  await screen.findByText(/^Accepted start_routine for/);

  expect(screen.getByRole('textbox', { name: 'Routine' })).toHaveValue('self_test_again');
});

test('asks for the vehicle and the command, and leads to the first of them', async () => {
  await openForm();

  await user.click(button());

  const vehicle = screen.getByRole('combobox', { name: 'Vehicle' });
  expect(vehicle).toHaveAccessibleDescription('Choose a vehicle.');
  expect(vehicle).toHaveFocus();
  expect(screen.getByRole('combobox', { name: 'Command' })).toHaveAccessibleDescription('Choose a command.');

  await choose('Vehicle', 'Test car 1 (WVWZZZ1JZXW000001)');
  expect(vehicle).toBeValid();
});

test('says what the server refuses, and keeps what was typed', async () => {
  await openForm();
  const detail = [{ type: 'value_error', loc: ['body', 'parameters', 'routine'], msg: 'Value error, there is none' }];
  backend.refusal = { status: 422, body: { detail } };

  await send('Start routine', { Routine: 'self_test' });

  expect(await screen.findByText('routine: there is none')).toBeVisible();
  expect(screen.getByRole('textbox', { name: 'Routine' })).toHaveValue('self_test');
});

test('says that vehicles and commands cannot be loaded, and loads them without a key', async () => {
  backend.refusal = { status: 503, body: { detail: 'the database is not available' } };
  render(<App />);
  const form = within(await screen.findByRole('region', { name: 'New command' }));
  expect(await form.findByRole('alert')).toHaveTextContent('the database is not available');

  backend.refusal = null;

  expect(await screen.findByRole('combobox', { name: 'Vehicle' })).toBeVisible();
});
