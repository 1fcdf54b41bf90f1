import { render, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { App } from '../../../src/app/app';
import { makeCommand } from '../../samples';
import { backend, user } from '../../setup';

async function openLivePage(): Promise<void> {
  render(<App />);
  await waitFor(() => { expect(screen.getByRole('status', { name: 'Connection' })).toHaveTextContent('Live'); });
}

function shownCommands(): (string | null)[] {
  const table = screen.getByRole('table', { name: /newest first/ });
  const buttons = within(table).queryAllByRole('button', { name: /^Details of/ });
  return buttons.map((button) => button.getAttribute('aria-label')?.replace(/, [0-9a-f]{8}$/, '') ?? null);
}

test('lists the commands in the order of the server, with their status', async () => {
  backend.commands = [
    makeCommand({ command: 'clear_dtc', status: 'failed' }),
    makeCommand({ command: 'read_dtc', status: 'completed' }),
  ];
  await openLivePage();

  await waitFor(() => {
    expect(shownCommands()).toEqual([
      'Details of clear_dtc for WVWZZZ1JZXW000001',
      'Details of read_dtc for WVWZZZ1JZXW000001',
    ]);
  });
  expect(screen.getByText('Failed')).toBeVisible();
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

test('gives two commands that are alike buttons of different names', async () => {
  backend.commands = [makeCommand(), makeCommand()];
  await openLivePage();
  await waitFor(() => { expect(shownCommands()).toHaveLength(2); });

  const buttons = screen.getAllByRole('button', { name: /^Details of/ });

  expect(new Set(buttons.map((button) => button.getAttribute('aria-label'))).size).toBe(2);
});

test('does not call itself live while the server has no events', async () => {
  backend.hasEvents = false;
  render(<App />);
  const status = await screen.findByRole('status', { name: 'Connection' });
  const seen = new Set<string | null>();
  const observer = new MutationObserver(() => seen.add(status.textContent));
  observer.observe(status, { childList: true, characterData: true, subtree: true });

  await user.click(await screen.findByRole('button', { name: 'Reconnect now' }));
  await waitFor(() => { expect(seen).toContain('Connecting…'); });
  await waitFor(() => { expect(status).toHaveTextContent('Offline'); });
  observer.disconnect();

  expect([...seen].sort()).toEqual(['Connecting…', 'Offline']);
});

test('has its log from the start, so that what comes into it is announced', async () => {
  render(<App />);

  expect(await screen.findByRole('log', { name: 'Live events' })).toBeInTheDocument();
});

test('says that there are no commands', async () => {
  await openLivePage();

  expect(await screen.findByText('No commands yet')).toBeVisible();
});

test('marks the table as busy until the commands are there', async () => {
  render(<App />);

  expect(await screen.findByRole('table', { name: /newest first/ })).toHaveAttribute('aria-busy', 'true');
  expect(await screen.findByText('No commands yet')).toBeVisible();
});

test('says why the commands cannot be loaded, and loads them when asked again', async () => {
  backend.refusal = { status: 503, body: { detail: 'the database is not available' } };
  await openLivePage();
  const list = within(screen.getByRole('region', { name: 'Commands' }));
  const alert = await list.findByRole('alert');
  expect(alert).toHaveTextContent('the database is not available');

  backend.refusal = null;
  backend.commands = [makeCommand()];
  await user.click(within(alert).getByRole('button', { name: 'Try again' }));

  await waitFor(() => { expect(shownCommands()).toHaveLength(1); });
  expect(list.queryByRole('alert')).not.toBeInTheDocument();
});

test('puts a command that arrives on the WebSocket into the list and the log', async () => {
  backend.commands = [makeCommand({ command: 'old' })];
  await openLivePage();
  await waitFor(() => { expect(shownCommands()).toHaveLength(1); });

  backend.send({ type: 'command.created', command: makeCommand({ command: 'arrived', vehicle_id: 'WVWZZZ1JZXW000002' }) });

  // The log is there before the event is.
  const log = screen.getByRole('log', { name: 'Live events' });
  await waitFor(() => { expect(log).toHaveTextContent('arrivedqueued · WVWZZZ1JZXW000002'); });
  await waitFor(() => {
    expect(shownCommands()).toEqual(['Details of arrived for WVWZZZ1JZXW000002', 'Details of old for WVWZZZ1JZXW000001']);
  });
});

test('is not disturbed by messages that it does not know', async () => {
  await openLivePage();
  backend.send('no JSON');
  backend.send({ type: 'heartbeat' });
  backend.send({ type: 'command.created' });
  backend.send({ type: 'command.forgotten', command: makeCommand() });

  backend.send({ type: 'command.created', command: makeCommand({ command: 'known' }) });

  // Messages arrive in order, so one that was shown by mistake would stand beside the known one.
  const log = screen.getByRole('log', { name: 'Live events' });
  await waitFor(() => { expect(log).toHaveTextContent('known'); });
  expect(within(log).getAllByRole('listitem')).toHaveLength(1);
});

test('reconnects, and then lists what it missed', async () => {
  await openLivePage();
  await screen.findByText('No commands yet');

  backend.hangUp();
  const retry = await screen.findByRole('button', { name: 'Reconnect now' });
  backend.commands = [makeCommand({ command: 'missed' })];
  await user.click(retry);

  await waitFor(() => { expect(shownCommands()).toEqual(['Details of missed for WVWZZZ1JZXW000001']); });
  expect(screen.getByRole('status', { name: 'Connection' })).toHaveTextContent('Live');
});

test('shows where a command is on its way as events tell it, and never goes back', async () => {
  const command = makeCommand();
  backend.commands = [command];
  await openLivePage();
  await screen.findByText('Queued');

  backend.change(command, { status: 'sent' });
  expect(await screen.findByText('Sent')).toBeVisible();
  backend.change(command, { status: 'timed_out' });
  expect(await screen.findByText('Timed out')).toBeVisible();
  backend.send({ type: 'command.changed', command: { ...command, status: 'running' } });
  backend.send({ type: 'command.created', command: makeCommand({ command: 'later' }) });
  await waitFor(() => { expect(shownCommands()).toHaveLength(2); });

  expect(screen.getByText('Timed out')).toBeVisible();
  expect(screen.queryByText('Running')).not.toBeInTheDocument();
});
