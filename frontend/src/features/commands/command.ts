import { isPart } from './part';
import type { Part } from './part';

export interface Command {
  id: string;
  vehicle_id: string;
  command: string;
  parameters: Record<string, unknown>;
  status: string;
  response: Record<string, unknown> | null;
  /** Why it failed or timed out. */
  cause: string | null;
  actor: string;
  request_id: string | null;
  created_at: string;
  updated_at: string;
}

export interface CommandList {
  items: Command[];
  /** What to ask for as `before` to list older ones; null when there are none. */
  next: string | null;
}

export interface CommandEvent {
  type: 'command.created' | 'command.changed';
  command: Command;
}

export interface PartEvent extends Omit<Part, 'created_at'> {
  type: 'command.part';
  command_id: string;
}

const TEXT_FIELDS = ['id', 'vehicle_id', 'command', 'status', 'created_at', 'updated_at'] as const;
const STEPS = ['queued', 'sent', 'running'];

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isCommand(value: unknown): value is Command {
  return isObject(value) && isObject(value.parameters) && TEXT_FIELDS.every((field) => typeof value[field] === 'string');
}

export function isCommandList(value: unknown): value is CommandList {
  return (
    isObject(value) && Array.isArray(value.items) && value.items.every(isCommand)
    && (value.next === null || typeof value.next === 'string')
  );
}

/** Whether nothing more will come from the vehicle. */
export function isFinal({ status }: Command): boolean {
  return stepOf(status) === STEPS.length;
}

/** The one of two states of a command that is further on its way, since answers and events may overtake each other. */
export function furtherOf(held: Command, come: Command): Command {
  return stepOf(come.status) >= stepOf(held.status) ? come : held;
}

function stepOf(status: string): number {
  const step = STEPS.indexOf(status);
  return step === -1 ? STEPS.length : step;
}

/** Reads a message of the WebSocket; one that is no event of a command gives nothing, so that new kinds do no harm. */
export function parseEvent(data: unknown): CommandEvent | PartEvent | undefined {
  const message = typeof data === 'string' ? parseJson(data) : undefined;
  return isCommandEvent(message) || isPartEvent(message) ? message : undefined;
}

function isCommandEvent(value: unknown): value is CommandEvent & Record<string, unknown> {
  return (
    isObject(value) && (value.type === 'command.created' || value.type === 'command.changed') && isCommand(value.command)
  );
}

function isPartEvent(value: unknown): value is PartEvent & Record<string, unknown> {
  return isObject(value) && value.type === 'command.part' && typeof value.command_id === 'string' && isPart(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
