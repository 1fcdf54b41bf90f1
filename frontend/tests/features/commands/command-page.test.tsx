import { render, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { App } from '../../../src/app/app';
import type { Command } from '../../../src/features/commands/command';
import { makeCommand, makePart } from '../../samples';
import { backend, user } from '../../setup';

async function openPageOf(command: Command): Promise<void> {
  backend.commands = [command];
  window.history.replaceState(null, '', `/commands/${command.id}`);
  render(<App />);
  await screen.findByRole('heading', { name: command.command });
  await waitFor(() => { expect(screen.getByRole('status', { name: 'Connection' })).toHaveTextContent('Live'); });
}

function shownParts(): (string | null)[] {
  return screen.queryAllByRole('region', { name: /^Part / }).map((part) => part.getAttribute('aria-label'));
}

test('shows parts as they arrive, and the state that the command has', async () => {
  const command = makeCommand({ command: 'start_routine', status: 'running' });
  await openPageOf(command);
  expect(screen.getByText('They appear here as they arrive.')).toBeVisible();

  backend.answerWith(command, makePart(1));
  backend.answerWith(command, makePart(2, { final: true }));
  backend.change(command, { status: 'completed' });

  await waitFor(() => { expect(shownParts()).toEqual(['Part 1', 'Part 2, the last']); });
  expect(screen.getByRole('region', { name: 'Part 1' })).toHaveTextContent('"step": 1');
  await waitFor(() => { expect(screen.getByRole('status', { name: 'State of the command' })).toHaveTextContent('Completed'); });
});

test('asks for what came while it did not listen, from the last part that it has, and shows each once', async () => {
  const command = makeCommand({ status: 'running' });
  await openPageOf(command);
  backend.answerWith(command, makePart(1));
  await waitFor(() => { expect(shownParts()).toEqual(['Part 1']); });
  backend.hangUp();
  backend.answerWith(command, makePart(2));
  backend.answerWith(command, makePart(3));
  await user.click(await screen.findByRole('button', { name: 'Reconnect now' }));

  await waitFor(() => { expect(shownParts()).toEqual(['Part 1', 'Part 2', 'Part 3']); });
  expect(backend.askedAfter.at(-1)).toBe(1);
});

test('fills a gap before it shows what came after it', async () => {
  const command = makeCommand({ status: 'running' });
  await openPageOf(command);
  backend.answerWith(command, makePart(1), true);
  backend.answerWith(command, makePart(2));
  backend.answerWith(command, makePart(3));

  await waitFor(() => { expect(shownParts()).toEqual(['Part 1', 'Part 2', 'Part 3']); });
});

test('has all parts again after a reload', async () => {
  const command = makeCommand({ status: 'completed' });
  backend.parts.set(command.id, [makePart(1), makePart(2), makePart(3, { final: true })]);
  await openPageOf(command);

  await waitFor(() => { expect(shownParts()).toEqual(['Part 1', 'Part 2', 'Part 3, the last']); });
});

test('asks for the last part when the command ends and no event told of it', async () => {
  const command = makeCommand({ status: 'running' });
  await openPageOf(command);
  backend.answerWith(command, makePart(1, { final: true }), true);

  backend.change(command, { status: 'completed' });

  await waitFor(() => { expect(shownParts()).toEqual(['Part 1, the last']); });
});

test('says why a command has failed', async () => {
  await openPageOf(makeCommand({ status: 'timed_out', cause: 'outcome unknown' }));

  expect(screen.getByRole('alert')).toHaveTextContent('outcome unknown');
  expect(await screen.findByText('None came.')).toBeVisible();
});

test('is reached from the list and left again, also by the back button', async () => {
  const command = makeCommand();
  backend.commands = [command];
  render(<App />);
  await user.click(await screen.findByRole('link', { name: 'read_dtc' }));
  expect(await screen.findByRole('heading', { name: 'read_dtc' })).toBeVisible();
  expect(window.location.pathname).toBe(`/commands/${command.id}`);

  window.history.back();

  expect(await screen.findByRole('heading', { name: 'Vehicle commands' })).toBeVisible();
});

test('says that there is no such command, and does not ask again', async () => {
  window.history.replaceState(null, '', '/commands/00000000-0000-4000-8000-000000000000');
  render(<App />);

  expect(await screen.findByText(/^there is no command 00000000-0000/)).toBeVisible();
});

test('says that there is no such page', async () => {
  window.history.replaceState(null, '', '/commands/none');
  render(<App />);

  expect(await screen.findByRole('heading', { name: 'There is no such page' })).toBeVisible();
});
