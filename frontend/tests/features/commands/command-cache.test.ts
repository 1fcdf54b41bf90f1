import { expect, test } from 'vitest';
import { withAdded, withReplaced } from '../../../src/features/commands/command-cache';
import { makeCommand } from '../../fake-backend';

const first = { limit: 2, offset: 0 };
const newest = makeCommand({ command: 'newest', created_at: '2026-01-01T00:00:03Z' });
const middle = makeCommand({ command: 'middle', created_at: '2026-01-01T00:00:02Z' });
const oldest = makeCommand({ command: 'oldest', created_at: '2026-01-01T00:00:01Z' });

test('a new command comes first, and the page stays as long as it was', () => {
  const list = withAdded({ items: [middle, oldest], total: 2 }, newest, first);

  expect(list).toEqual({ items: [newest, middle], total: 3 });
});

test('a command that arrives late takes its place by age', () => {
  const list = withAdded({ items: [newest, oldest], total: 2 }, middle, { limit: 10, offset: 0 });

  expect(list.items).toEqual([newest, middle, oldest]);
});

test('a command that is already there is not counted again', () => {
  const list = withAdded({ items: [newest], total: 1 }, { ...newest, status: 'sent' }, first);

  expect(list).toEqual({ items: [{ ...newest, status: 'sent' }], total: 1 });
});

test('a later page keeps its rows until it is fetched again', () => {
  const list = withAdded({ items: [oldest], total: 3 }, newest, { limit: 2, offset: 2 });

  expect(list).toEqual({ items: [oldest], total: 4 });
});

test('an older state of a command does not replace a newer one', () => {
  const completed = { ...newest, status: 'completed', updated_at: '2026-01-01T00:00:09Z' };
  const late = { ...newest, status: 'sent', updated_at: '2026-01-01T00:00:08.5Z' };

  expect(withReplaced({ items: [completed], total: 1 }, late).items).toEqual([completed]);
});
