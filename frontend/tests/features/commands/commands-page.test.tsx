import { render, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { App } from '../../../src/app/app';
import { makeCommand } from '../../fake-backend';
import { backend, user } from '../../setup';

async function openLivePage(): Promise<void> {
  render(<App />);
  await waitFor(() => { expect(screen.getByRole('status', { name: 'Connection' })).toHaveTextContent('Live'); });
}

function shownCommands(): (string | null)[] {
  const table = screen.getByRole('table', { name: /newest first/ });
  return within(table).queryAllByRole('button', { name: /^Details of/ }).map((button) => button.getAttribute('aria-label'));
}

test('lists the commands in the order of the server, with their number and status', async () => {
  backend.commands = [
    makeCommand({ command: 'clear_dtc', status: 'failed' }),
    makeCommand({ command: 'read_dtc', status: 'completed' }),
  ];
  await openLivePage();

  await waitFor(() => {
    expect(shownCommands()).toEqual([
      'Details of clear_dtc to WVWZZZ1JZXW000001',
      'Details of read_dtc to WVWZZZ1JZXW000001',
    ]);
  });
  expect(screen.getByText('2 commands')).toBeVisible();
  expect(screen.getByText('failed')).toBeVisible();
});

test('shows parameters and response of a command when its details are opened by keyboard', async () => {
  backend.commands = [makeCommand({ parameters: { ecu: 'engine' }, response: { faults: ['P0301'] } })];
  await openLivePage();
  const details = await screen.findByRole('button', { name: /^Details of read_dtc/ });
  expect(details).toHaveAttribute('aria-expanded', 'false');

  details.focus();
  await user.keyboard('{Enter}');

  expect(details).toHaveAttribute('aria-expanded', 'true');
  expect(await screen.findByRole('region', { name: 'Parameters' })).toHaveTextContent('"ecu": "engine"');
  expect(screen.getByRole('region', { name: 'Response' })).toHaveTextContent('"P0301"');
});

test('turns pages', async () => {
  backend.commands = Array.from({ length: 11 }, (_none, index) => makeCommand({ command: `command_${index}` }));
  await openLivePage();
  await waitFor(() => { expect(shownCommands()).toHaveLength(10); });

  await user.click(screen.getByRole('button', { name: 'Go to page 2' }));

  await waitFor(() => { expect(shownCommands()).toEqual(['Details of command_10 to WVWZZZ1JZXW000001']); });
});

test('says that there are no commands', async () => {
  await openLivePage();

  expect(await screen.findByText('No commands yet')).toBeVisible();
});

test('marks the table as busy until the commands are there', async () => {
  render(<App />);

  expect(screen.getByRole('table', { name: /newest first/ })).toHaveAttribute('aria-busy', 'true');
  expect(await screen.findByText('No commands yet')).toBeVisible();
});

test('says why the commands cannot be loaded, and loads them when asked again', async () => {
  backend.refusal = { status: 503, body: { detail: 'the database is not available' } };
  await openLivePage();
  const alert = await screen.findByRole('alert');
  expect(alert).toHaveTextContent('the database is not available');

  backend.refusal = null;
  backend.commands = [makeCommand()];
  await user.click(within(alert).getByRole('button', { name: 'Try again' }));

  await waitFor(() => { expect(shownCommands()).toHaveLength(1); });
  expect(screen.queryByRole('alert')).not.toBeInTheDocument();
});

test('puts a command that arrives on the WebSocket into the list and the log', async () => {
  backend.commands = [makeCommand({ command: 'old' })];
  await openLivePage();
  await waitFor(() => { expect(shownCommands()).toHaveLength(1); });

  backend.send({ type: 'command.created', command: makeCommand({ command: 'arrived', vehicle_id: 'WVWZZZ1JZXW000002' }) });

  const log = await screen.findByRole('log', { name: 'Live events' });
  expect(log).toHaveTextContent('arrivedcreated · WVWZZZ1JZXW000002');
  expect(shownCommands()).toEqual(['Details of arrived to WVWZZZ1JZXW000002', 'Details of old to WVWZZZ1JZXW000001']);
  expect(screen.getByText('2 commands')).toBeVisible();
});

test('shows the response that arrives for a listed command', async () => {
  const pending = makeCommand({ updated_at: '2026-01-01T00:00:00Z' });
  backend.commands = [pending];
  await openLivePage();
  expect(await screen.findByText('pending')).toBeVisible();

  const completed = { ...pending, status: 'completed', updated_at: '2026-01-01T00:00:01Z' };
  backend.send({ type: 'command.updated', command: completed });

  expect(await screen.findByText('completed')).toBeVisible();
  expect(screen.getByText('1 command')).toBeVisible();
});

test('is not disturbed by messages that it does not know', async () => {
  await openLivePage();
  backend.send('no JSON');
  backend.send({ type: 'heartbeat' });
  backend.send({ type: 'command.created' });
  backend.send({ type: 'vehicle.seen', command: makeCommand() });

  backend.send({ type: 'command.created', command: makeCommand({ command: 'known' }) });

  const log = await screen.findByRole('log', { name: 'Live events' });
  expect(within(log).getAllByRole('listitem')).toHaveLength(1);
});

test('reconnects, and then lists what it missed', async () => {
  await openLivePage();
  await screen.findByText('No commands yet');

  backend.hangUp();
  const retry = await screen.findByRole('button', { name: 'Reconnect now' });
  backend.commands = [makeCommand({ command: 'missed' })];
  await user.click(retry);

  await waitFor(() => { expect(shownCommands()).toEqual(['Details of missed to WVWZZZ1JZXW000001']); });
  expect(screen.getByRole('status', { name: 'Connection' })).toHaveTextContent('Live');
});
