import { afterEach, expect, test, vi } from 'vitest';
import { openEventStream } from '../../src/transport/event-stream';
import type { Connection, EventStream } from '../../src/transport/event-stream';
import { FakeBackend } from '../fake-backend';
import { backend } from '../setup';

let stream: EventStream | undefined;

function eventually(check: () => void): Promise<void> {
  return vi.waitFor(check, 45_000);
}

afterEach(() => {
  stream?.close();
});

function open(url: string, longestSilence?: number): { states: Connection[]; messages: unknown[] } {
  const states: Connection[] = [];
  const messages: unknown[] = [];
  stream = openEventStream(url, {
    onConnection: (connection) => states.push(connection),
    onMessage: (data) => messages.push(data),
  }, longestSilence);
  return { states, messages };
}

test('comes back by itself, also to a server that was away', async () => {
  const away = new FakeBackend();
  const url = new URL('/ws/commands', await away.listen());
  url.protocol = 'ws:';
  await away.close();
  const { states, messages } = open(url.href);
  await eventually(() => { expect(states.slice(0, 2)).toEqual(['connecting', 'waiting']); });

  const back = new FakeBackend();
  await back.listen(Number(url.port));
  // It may have tried more than once until the server was there.
  await eventually(() => { expect(states.slice(-2)).toEqual(['connecting', 'live']); });
  back.send('hello');
  await eventually(() => { expect(messages).toEqual(['hello']); });
  await back.close();
});

test('tries at once when the browser says that it is online again', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(1);
  const { states } = open(backend.eventsUrl);
  await eventually(() => { expect(states).toContain('live'); });
  backend.hangUp();
  await eventually(() => { expect(states).toContain('waiting'); });

  window.dispatchEvent(new Event('online'));

  expect(states.slice(0, 4)).toEqual(['connecting', 'live', 'waiting', 'connecting']);
});

test('waits longer each time a server hangs up at once', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
  const timers = vi.spyOn(globalThis, 'setTimeout');
  const { states } = open(backend.eventsUrl);
  for (const lives of [1, 2]) {
    await eventually(() => { expect(states.filter((state) => state === 'live')).toHaveLength(lives); });
    backend.hangUp();
    await eventually(() => { expect(states.filter((state) => state === 'waiting')).toHaveLength(lives); });
  }

  const waits = timers.mock.calls.filter(([handler]) => handler.name === 'connect').map(([, delay]) => delay);
  expect(waits).toEqual([500, 1_000]);
});

test('takes a connection for dead on which nothing has come for too long', async () => {
  const { states } = open(backend.eventsUrl, 2_000);
  await eventually(() => { expect(states).toContain('live'); });
  backend.freeze();

  await eventually(() => { expect(states.slice(0, 5)).toEqual(['connecting', 'live', 'waiting', 'connecting', 'live']); });
});

test('keeps a connection on which something comes', async () => {
  const { states, messages } = open(backend.eventsUrl, 4_000);
  await eventually(() => { expect(states).toContain('live'); });
  for (let count = 0; count < 50; count += 1) {
    backend.send({ type: 'heartbeat' });
    await new Promise((resolve) => setTimeout(resolve, 100));
  }

  await eventually(() => { expect(messages).toHaveLength(50); });
  expect(states).toEqual(['connecting', 'live']);
});

test('stays closed once it is closed', async () => {
  const { states } = open(backend.eventsUrl);
  await eventually(() => { expect(backend.listeners).toBe(1); });

  stream?.close();

  await eventually(() => { expect(backend.listeners).toBe(0); });
  expect(states).not.toContain('waiting');
});
