export interface Command {
  id: string;
  vehicle_id: string;
  command: string;
  parameters: Record<string, unknown>;
  status: string;
  response: Record<string, unknown> | null;
  created_at: string;
  updated_at: string;
}

export interface CommandList {
  items: Command[];
  total: number;
}

export interface CommandEvent {
  type: string;
  command: Command;
}

const TEXT_FIELDS = ['id', 'vehicle_id', 'command', 'status', 'created_at', 'updated_at'] as const;

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isCommand(value: unknown): value is Command {
  return isObject(value) && isObject(value.parameters) && TEXT_FIELDS.every((field) => typeof value[field] === 'string');
}

export function isCommandList(value: unknown): value is CommandList {
  return isObject(value) && Array.isArray(value.items) && value.items.every(isCommand) && typeof value.total === 'number';
}

/** Reads a message of the WebSocket; one that is no command event gives nothing, so that new kinds do no harm. */
export function parseCommandEvent(data: unknown): CommandEvent | undefined {
  const message = typeof data === 'string' ? parseJson(data) : undefined;
  return isCommandEvent(message) ? message : undefined;
}

function isCommandEvent(value: unknown): value is CommandEvent & Record<string, unknown> {
  return isObject(value) && typeof value.type === 'string' && value.type.startsWith('command.') && isCommand(value.command);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
