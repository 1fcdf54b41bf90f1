import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, test, vi } from 'vitest';
import { putInCache, pageKey, withCommand } from '../../../src/features/commands/command-cache';
import { makeCommand } from '../../samples';

const newest = makeCommand({ command: 'newest', created_at: '2026-01-01T00:00:03Z' });
const middle = makeCommand({ command: 'middle', created_at: '2026-01-01T00:00:02Z' });
const oldest = makeCommand({ command: 'oldest', created_at: '2026-01-01T00:00:01Z' });

test('a new command comes first, and the page stays as long as it was', () => {
  const list = withCommand({ items: [middle, oldest], next: null }, newest, { limit: 2 });

  expect(list).toEqual({ items: [newest, middle], next: middle.id });
});

test('a command that arrives late takes its place by age', () => {
  const list = withCommand({ items: [newest, oldest], next: null }, middle, { limit: 10 });

  expect(list).toEqual({ items: [newest, middle, oldest], next: null });
});

test('a command that is already there stays once', () => {
  const list = { items: [newest], next: null };

  expect(withCommand(list, { ...newest }, { limit: 2 })).toEqual(list);
});

test.each([
  ['queued', 'sent', 'sent'],
  ['running', 'sent', 'running'],
  ['completed', 'running', 'completed'],
])('a command that is %s and comes as %s is %s', (held, come, wanted) => {
  const list = withCommand({ items: [{ ...newest, status: held }], next: null }, { ...newest, status: come }, { limit: 2 });

  expect(list.items.map(({ status }) => status)).toEqual([wanted]);
});

test('a later page keeps its rows', () => {
  const list = { items: [oldest], next: null };

  expect(withCommand(list, newest, { limit: 2, before: middle.id })).toBe(list);
});

test('the list is asked for seldom, however many commands arrive while it is on its way', async () => {
  const client = new QueryClient();
  let asked = 0;
  const queryFn = async () => {
    asked += 1;
    await pause(200);
    return { items: [oldest], next: null };
  };
  const unsubscribe = new QueryObserver(client, { queryKey: pageKey({ limit: 10 }), queryFn }).subscribe(() => undefined);
  await vi.waitFor(() => { expect(client.getQueryData(pageKey({ limit: 10 }))).toBeDefined(); });
  void client.refetchQueries();
  for (let count = 0; count < 50; count += 1) {
    putInCache(client, makeCommand());
    await pause(10);
  }
  await vi.waitFor(() => { expect(asked).toBe(3); }, 5_000);
  unsubscribe();
});

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
