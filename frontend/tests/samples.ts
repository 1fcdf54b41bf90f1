import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { CatalogEntry, Vehicle } from '../src/features/commands/catalog';
import type { Command } from '../src/features/commands/command';
import type { Part } from '../src/features/commands/part';

/** What the backend lists; its own tests hold it to be its answer, and tests/structure holds both copies together. */
export const CATALOG = JSON.parse(readFileSync('tests/catalog.json', 'utf8')) as { items: CatalogEntry[] };

export const VEHICLES: Vehicle[] = [
  { id: 'WVWZZZ1JZXW000001', name: 'Test car 1' },
  { id: 'WVWZZZ1JZXW000007', name: 'Test car 7' },
];

export const USER = { username: 'technician', password: 'correct horse battery' };

export function makeCommand(changes: Partial<Command> = {}): Command {
  const now = new Date().toISOString();
  return {
    id: randomUUID(),
    vehicle_id: 'WVWZZZ1JZXW000001',
    command: 'read_dtc',
    parameters: {},
    status: 'queued',
    response: null,
    cause: null,
    actor: 'anonymous',
    request_id: null,
    created_at: now,
    updated_at: now,
    ...changes,
  };
}

export function makePart(sequence: number, changes: Partial<Part> = {}): Required<Part> {
  return { sequence, body: { step: sequence }, final: false, created_at: new Date().toISOString(), ...changes };
}
