import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isToken } from '../../../src/features/access/api/sign-in';
import { isCatalog, isVehicleList } from '../../../src/features/commands/catalog';
import { isCommand, isCommandList, parseEvent } from '../../../src/features/commands/command';
import { isPartList } from '../../../src/features/commands/part';
import { makeCommand, makePart, USER } from '../../samples';
import { backend } from '../../setup';

interface Schema {
  type?: string;
  format?: string;
  $ref?: string;
  anyOf?: Schema[];
  enum?: string[];
  properties?: Record<string, Schema>;
  required?: string[];
}

// What the backend's tests hold to be its own description; tests/structure holds both copies together.
const { components } = JSON.parse(readFileSync('tests/openapi.json', 'utf8')) as {
  components: { schemas: Record<string, Schema> };
};

function example(schema: Schema): unknown {
  const { $ref, anyOf, enum: values, type, properties } = schema;
  if ($ref !== undefined) {
    return example(components.schemas[$ref.replace('#/components/schemas/', '')] ?? {});
  }
  if (anyOf !== undefined || values !== undefined) {
    return anyOf === undefined ? values?.[0] : example(anyOf[0] ?? {});
  }
  const examples: Record<string, unknown> = { string: 'text', array: [], integer: 1, boolean: true };
  return type === 'object' ? exampleOf(properties ?? {}) : examples[type ?? ''] ?? null;
}

function exampleOf(properties: Record<string, Schema>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, example(schema)]));
}

function named(name: string): Schema {
  return components.schemas[name] ?? {};
}

function fieldsOf(name: string): string[] {
  return Object.keys(named(name).properties ?? {}).sort();
}

async function ask(path: string, body?: unknown): Promise<Record<string, unknown>> {
  const url = backend.eventsUrl.replace('ws:', 'http:').replace('/ws/commands', `/api/v1${path}`);
  const answer = await fetch(url, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) });
  return await answer.json() as Record<string, unknown>;
}

function firstOf({ items }: Record<string, unknown>): string[] {
  return Object.keys((items as object[])[0] ?? {}).sort();
}

test('the page takes what the backend describes', () => {
  const command = example(named('CommandRead'));
  const part = example(named('PartRead'));
  const entry = { ...(example(named('EntryRead')) as object), parameters: { type: 'object' } };
  expect(isCommand(command)).toBe(true);
  expect(isCommandList({ ...(example(named('CommandPage')) as object), items: [command] })).toBe(true);
  expect(isPartList({ items: [part] })).toBe(true);
  expect(isVehicleList({ items: [example(named('VehicleRead'))] })).toBe(true);
  expect(isCatalog({ items: [entry] })).toBe(true);
  expect(isToken(example(named('Token')))).toBe(true);
  expect(parseEvent(JSON.stringify({ type: 'command.changed', command }))).toEqual({ type: 'command.changed', command });
});

test('the fake backend answers with the fields that the backend describes, and no others', async () => {
  const wanted = { vehicle_id: 'WVWZZZ1JZXW000001', command: 'read_dtc', parameters: {}, request_id: null };
  const stored = await ask('/commands', wanted);
  backend.parts.set(String(stored.id), [makePart(1)]);

  expect(Object.keys(stored).sort()).toEqual(fieldsOf('CommandRead'));
  expect(Object.keys(wanted).sort()).toEqual(fieldsOf('CommandCreate'));
  expect(named('CommandStatus').enum).toContain(stored.status);
  expect(Object.keys(await ask('/commands?limit=2')).sort()).toEqual(fieldsOf('CommandPage'));
  expect(firstOf(await ask(`/commands/${String(stored.id)}/parts?after=0`))).toEqual(fieldsOf('PartRead'));
  expect(firstOf(await ask('/vehicles'))).toEqual(fieldsOf('VehicleRead'));
  expect(firstOf(await ask('/catalog'))).toEqual(fieldsOf('EntryRead'));
  expect(Object.keys(await ask('/login', USER)).sort()).toEqual(fieldsOf('Token'));
  expect(Object.keys(USER).sort()).toEqual(fieldsOf('Login'));
});

test('each state of the backend is one that the page puts in order', () => {
  expect(named('CommandStatus').enum).toEqual(['queued', 'sent', 'running', 'completed', 'failed', 'timed_out']);
  expect(isCommand(makeCommand())).toBe(true);
});
