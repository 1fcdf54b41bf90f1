import { render, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { App } from '../../../src/app/app';
import { backend, user } from '../../setup';

interface Typed {
  vehicle: string;
  command: string;
  parameters: string;
}

async function send({ vehicle, command, parameters }: Typed): Promise<void> {
  const form = within(screen.getByRole('region', { name: 'New command' }));
  await fill(form.getByRole('textbox', { name: 'Vehicle id' }), vehicle);
  await fill(form.getByRole('textbox', { name: 'Command' }), command);
  await fill(form.getByRole('textbox', { name: 'Parameters' }), parameters);
  await user.click(form.getByRole('button', { name: 'Send command' }));
}

async function fill(input: HTMLElement, text: string): Promise<void> {
  await user.clear(input);
  await user.click(input);
  await user.paste(text);
}

test('posts what was typed, and the list shows it', async () => {
  render(<App />);
  await screen.findByText('No commands yet');

  await send({ vehicle: ' wvwzzz1jzxw000007 ', command: 'read_dtc', parameters: '{"ecu": "engine"}' });

  expect(await screen.findByText('Sent read_dtc to WVWZZZ1JZXW000007.')).toBeVisible();
  expect(backend.posted).toEqual([
    { vehicle_id: 'WVWZZZ1JZXW000007', command: 'read_dtc', parameters: { ecu: 'engine' } },
  ]);
  expect(await screen.findByRole('button', { name: 'Details of read_dtc to WVWZZZ1JZXW000007' })).toBeVisible();
  expect(screen.getByText('1 command')).toBeVisible();
});

test('lists a sent command also when no event tells of it', async () => {
  backend.announces = false;
  render(<App />);
  await screen.findByText('No commands yet');

  await send({ vehicle: 'WVWZZZ1JZXW000007', command: 'read_dtc', parameters: '' });

  expect(await screen.findByRole('button', { name: 'Details of read_dtc to WVWZZZ1JZXW000007' })).toBeVisible();
  expect(screen.queryByRole('log')).not.toBeInTheDocument();
});

test('keeps the vehicle for the next command and empties the rest', async () => {
  render(<App />);
  await send({ vehicle: 'WVWZZZ1JZXW000007', command: 'read_dtc', parameters: '{"ecu": "engine"}' });
  await screen.findByText(/^Sent read_dtc/);

  expect(screen.getByRole('textbox', { name: 'Vehicle id' })).toHaveValue('WVWZZZ1JZXW000007');
  expect(screen.getByRole('textbox', { name: 'Command' })).toHaveValue('');
  expect(screen.getByRole('textbox', { name: 'Parameters' })).toHaveValue('{}');
});

test.each([
  ['{"ecu": ', /^This is not JSON: /],
  ['["engine"]', /^Enter a JSON object/],
  ['null', /^Enter a JSON object/],
])('refuses the parameters %s with a message, and posts nothing', async (parameters, message) => {
  render(<App />);
  await screen.findByText('No commands yet');

  await send({ vehicle: 'WVWZZZ1JZXW000007', command: 'read_dtc', parameters });

  const input = screen.getByRole('textbox', { name: 'Parameters' });
  expect(input).toBeInvalid();
  expect(input).toHaveAccessibleDescription(message);
  expect(input).toHaveFocus();
  expect(backend.posted).toEqual([]);
});

test('asks for the vehicle and the command, and leads to the first of them', async () => {
  render(<App />);
  await screen.findByText('No commands yet');

  await user.click(screen.getByRole('button', { name: 'Send command' }));

  const vehicle = screen.getByRole('textbox', { name: 'Vehicle id' });
  expect(vehicle).toHaveAccessibleDescription('Enter the id of the vehicle.');
  expect(vehicle).toHaveFocus();
  expect(screen.getByRole('textbox', { name: 'Command' })).toHaveAccessibleDescription('Enter the name of the command.');

  await user.type(vehicle, 'W');
  expect(vehicle).toBeValid();
});

test('says what the server refuses, and keeps what was typed', async () => {
  render(<App />);
  await screen.findByText('No commands yet');
  const detail = [{ type: 'value_error', loc: ['body', 'command'], msg: 'Value error, a command starts with a letter' }];
  backend.refusal = { status: 422, body: { detail } };

  await send({ vehicle: 'WVWZZZ1JZXW000007', command: '-', parameters: '{}' });

  expect(await screen.findByText('command: a command starts with a letter')).toBeVisible();
  await waitFor(() => { expect(screen.getByRole('textbox', { name: 'Command' })).toHaveValue('-'); });
});
