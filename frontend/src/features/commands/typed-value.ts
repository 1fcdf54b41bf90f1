import { describeLoss } from './exact-json';
import type { Field, Schema } from './schema-field';

type Checked = { json: string | undefined } | { problem: string };

const INTEGER = /^-?(0|[1-9]\d*)$/;
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/** Turns what was typed into JSON, numbers as they were typed and nothing for a field that may be missing, or says why it cannot be. */
export function checkTyped(field: Field, typed: string): Checked {
  const text = field.kind === 'text' ? typed : typed.trim();
  if (text === '') {
    return field.isRequired ? { problem: `${field.kind === 'choice' ? 'Choose' : 'Enter'} a value.` } : { json: undefined };
  }
  switch (field.kind) {
    case 'choice':
    case 'boolean':
      return { json: text };
    case 'text':
      return asJson(describeText(text, field.schema), text);
    case 'lines':
      return checkLines(text, field.schema);
    case 'json':
      return checkJson(text);
    default:
      return checkNumber(text, field);
  }
}

function asJson(problem: string | undefined, value: unknown): Checked {
  return problem === undefined ? { json: JSON.stringify(value) } : { problem };
}

function checkNumber(text: string, { kind, schema }: Field): Checked {
  if (!(kind === 'integer' ? INTEGER : NUMBER).test(text)) {
    return { problem: kind === 'integer' ? 'Enter a whole number.' : 'Enter a number.' };
  }
  const problem = describeRange(Number(text), schema) ?? describeLoss(text);
  return problem === undefined ? { json: text } : { problem };
}

function describeRange(value: number, { minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Schema): string | undefined {
  if ((minimum !== undefined && value < minimum) || (maximum !== undefined && value > maximum)) {
    const bounds = [minimum === undefined ? '' : `at least ${minimum}`, maximum === undefined ? '' : `at most ${maximum}`];
    return `Enter ${bounds.filter(Boolean).join(' and ')}.`;
  }
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum) {
    return `Enter more than ${exclusiveMinimum}.`;
  }
  return exclusiveMaximum !== undefined && value >= exclusiveMaximum ? `Enter less than ${exclusiveMaximum}.` : undefined;
}

function describeText(text: string, { pattern, minLength = 0, maxLength = Infinity }: Schema): string | undefined {
  // JSON Schema counts characters of Unicode.
  const length = Array.from(text).length;
  if (length < minLength || length > maxLength) {
    return maxLength === Infinity ? `Enter at least ${minLength} characters.` : `Enter ${minLength} to ${maxLength} characters.`;
  }
  return pattern !== undefined && !new RegExp(pattern, 'u').test(text) ? `"${text}" does not match ${pattern}` : undefined;
}

function checkLines(text: string, { items = {}, minItems = 0, maxItems = Infinity }: Schema): Checked {
  const lines = text.split('\n').map((line) => line.trim()).filter((line) => line !== '');
  if (lines.length < minItems || lines.length > maxItems) {
    return { problem: maxItems === Infinity ? `Enter at least ${minItems} lines.` : `Enter ${minItems} to ${maxItems} lines.` };
  }
  return asJson(lines.map((line) => describeText(line, items)).find((problem) => problem !== undefined), lines);
}

function checkJson(text: string): Checked {
  try {
    JSON.parse(text);
  } catch (error) {
    return { problem: `This is not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  const problem = describeLoss(text);
  return problem === undefined ? { json: text } : { problem };
}
