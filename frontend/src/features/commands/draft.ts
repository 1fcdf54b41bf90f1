import { isObject } from './command';

/** What the form holds, as it was typed. */
export interface Draft {
  vehicleId: string;
  command: string;
  parameters: string;
}

export interface NewCommand {
  vehicle_id: string;
  command: string;
  parameters: Record<string, unknown>;
}

export type DraftProblems = Partial<Record<keyof Draft, string>>;

const VEHICLE_ID = /^[A-HJ-NPR-Z0-9]{11,17}$/;

export const emptyDraft: Draft = { vehicleId: '', command: '', parameters: '{}' };

/** Turns a draft into a request, or says for each field why it cannot be one. */
export function checkDraft(draft: Draft): { request: NewCommand } | { problems: DraftProblems } {
  const problems: DraftProblems = {};
  const vehicleId = draft.vehicleId.trim().toUpperCase();
  const command = draft.command.trim();
  if (vehicleId === '') {
    problems.vehicleId = 'Enter the id of the vehicle.';
  } else if (!VEHICLE_ID.test(vehicleId)) {
    problems.vehicleId = 'A vehicle id has 11 to 17 letters and digits, without I, O and Q.';
  }
  if (command === '') {
    problems.command = 'Enter the name of the command.';
  }
  const parameters = parseParameters(draft.parameters);
  if (typeof parameters === 'string') {
    problems.parameters = parameters;
    return { problems };
  }
  if (Object.keys(problems).length > 0) {
    return { problems };
  }
  return { request: { vehicle_id: vehicleId, command, parameters } };
}

function parseParameters(text: string): Record<string, unknown> | string {
  if (text.trim() === '') {
    return {};
  }
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : 'Enter a JSON object, such as {"ecu": "engine"}.';
  } catch (error) {
    return `This is not JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
}
