import { render, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { App } from '../../../src/app/app';
import { makeCommand } from '../../samples';
import { backend, user } from '../../setup';

async function openLivePage(): Promise<void> {
  render(<App />);
  await waitFor(() => { expect(screen.getByRole('status', { name: 'Connection' })).toHaveTextContent('Live'); });
}

async function openWithElevenCommands(): Promise<void> {
  backend.commands = Array.from({ length: 11 }, (_none, index) => makeCommand({ command: `command_${index}` }));
  await openLivePage();
  await waitFor(() => { expect(shownCommands()).toHaveLength(10); });
}

function shownCommands(): (string | null)[] {
  const table = screen.getByRole('table', { name: /newest first/ });
  const buttons = within(table).queryAllByRole('button', { name: /^Details of/ });
  return buttons.map((button) => button.getAttribute('aria-label')?.replace(/, [0-9a-f]{8}$/, '') ?? null);
}

function sendEvents(): void {
  for (let number = 0; number < 100; number += 1) {
    backend.send({ type: 'command.created', command: makeCommand({ command: `event_${number}` }) });
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

test('turns pages, which stay as they are when commands arrive', async () => {
  await openWithElevenCommands();
  expect(screen.getByRole('button', { name: 'Newer' })).toBeDisabled();

  await user.click(screen.getByRole('button', { name: 'Older' }));

  await waitFor(() => { expect(shownCommands()).toEqual(['Details of command_10 for WVWZZZ1JZXW000001']); });
  expect(screen.getByRole('button', { name: 'Older' })).toBeDisabled();
  const asked = backend.lists;
  sendEvents();
  await screen.findByText('event_99');
  await pause(1_500);
  expect(shownCommands()).toEqual(['Details of command_10 for WVWZZZ1JZXW000001']);
  expect(backend.lists).toBe(asked);
  await user.click(screen.getByRole('button', { name: 'Newer' }));
  await waitFor(() => { expect(shownCommands()[0]).toBe('Details of event_99 for WVWZZZ1JZXW000001'); });
});

test('keeps its pages when one cannot be loaded, and recovers without a key', async () => {
  await openWithElevenCommands();
  backend.refusal = { status: 503, body: { detail: 'the database is not available' } };
  await user.click(screen.getByRole('button', { name: 'Older' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('the database is not available');
  expect(screen.getByRole('button', { name: 'Newer' })).toBeEnabled();

  backend.refusal = null;

  await waitFor(() => { expect(shownCommands()).toEqual(['Details of command_10 for WVWZZZ1JZXW000001']); });
  expect(screen.queryByRole('alert')).not.toBeInTheDocument();
});
