import { expect, test } from 'vitest';
import { reconnectDelay } from '../../src/transport/reconnect-delay';

test.each([
  [0, 500, 1_000],
  [1, 1_000, 2_000],
  [4, 8_000, 16_000],
  [5, 15_000, 30_000],
  [50, 15_000, 30_000],
])('after %i failures waits from %i to %i milliseconds', (failures, shortest, longest) => {
  expect(reconnectDelay(failures, () => 0)).toBe(shortest);
  expect(reconnectDelay(failures, () => 1)).toBe(longest);
});
