import type { CatalogEntry } from './catalog';
import { fieldsOf } from './schema-field';
import { checkTyped } from './typed-value';

/** What the form holds, as it was chosen and typed. */
export interface Draft {
  vehicleId: string;
  command: string;
  /** By the name of a parameter; what was not touched is missing. */
  typed: Partial<Record<string, string>>;
}

export interface NewCommand {
  vehicle_id: string;
  command: string;
  /** JSON, with the numbers as they were typed. */
  parameters: string;
}

/** By the name of the form's element. */
export type DraftProblems = Partial<Record<string, string>>;

export const emptyDraft: Draft = { vehicleId: '', command: '', typed: {} };

/** A parameter's element; its name could be that of another one otherwise. */
export function elementOf(parameter: string): string {
  return `parameters.${parameter}`;
}

/** Turns a draft into a request, or says for each element of the form why it cannot be one. */
export function checkDraft(draft: Draft, entry: CatalogEntry | undefined): { request: NewCommand } | { problems: DraftProblems } {
  const problems: DraftProblems = {};
  if (draft.vehicleId === '') {
    problems.vehicleId = 'Choose a vehicle.';
  }
  if (entry === undefined) {
    problems.command = 'Choose a command.';
  }
  const members: string[] = [];
  for (const field of entry === undefined ? [] : fieldsOf(entry.parameters)) {
    const checked = checkTyped(field, draft.typed[field.name] ?? field.initial);
    if ('problem' in checked) {
      problems[elementOf(field.name)] = checked.problem;
    } else if (checked.json !== undefined) {
      members.push(`${JSON.stringify(field.name)}:${checked.json}`);
    }
  }
  if (Object.keys(problems).length > 0) {
    return { problems };
  }
  return { request: { vehicle_id: draft.vehicleId, command: draft.command, parameters: `{${members.join(',')}}` } };
}
