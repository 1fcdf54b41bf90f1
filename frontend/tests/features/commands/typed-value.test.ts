import { expect, test } from 'vitest';
import { fieldsOf } from '../../../src/features/commands/schema-field';
import type { Schema } from '../../../src/features/commands/schema-field';
import { checkTyped } from '../../../src/features/commands/typed-value';

function check(schema: Schema, typed: string, required: string[] = []): unknown {
  const [field] = fieldsOf({ type: 'object', properties: { one: schema }, required });
  return field === undefined ? undefined : checkTyped(field, typed);
}

test.each<[Schema, string, string | undefined]>([
  [{ type: 'integer' }, ' 0 ', '0'],
  [{ type: 'integer', minimum: -5 }, '-5', '-5'],
  [{ type: 'number' }, '1.50e3', '1.50e3'],
  [{ type: 'boolean' }, 'true', 'true'],
  [{ enum: ['engine', 3] }, '3', '3'],
  [{ enum: ['engine', 3] }, '"engine"', '"engine"'],
  [{ type: 'string' }, ' a "b" ', '" a \\"b\\" "'],
  [{ type: 'string', maxLength: 1 }, '😀', '"😀"'],
  [{ type: 'string' }, '', undefined],
  [{ type: 'array', items: { type: 'string' } }, 'a\n\n b ', '["a","b"]'],
  [{ type: 'object' }, '{"a": 1.0}', '{"a": 1.0}'],
])('of %o, %s goes out as %s', (schema, typed, json) => {
  expect(check(schema, typed)).toEqual({ json });
});

test.each<[Schema, string, RegExp]>([
  [{ type: 'integer' }, '1.0', /whole number/],
  [{ type: 'integer' }, '0x10', /whole number/],
  [{ type: 'integer' }, '12345678901234567890', /would be changed on the way/],
  [{ type: 'number' }, '1e999', /would be changed on the way/],
  [{ type: 'number' }, 'NaN', /Enter a number/],
  [{ type: 'number', exclusiveMinimum: 0 }, '0', /more than 0/],
  [{ type: 'number', exclusiveMaximum: 1 }, '1', /less than 1/],
  [{ type: 'integer', minimum: 1 }, '0', /^Enter at least 1\.$/],
  [{ type: 'string', minLength: 2 }, 'a', /at least 2 characters/],
  [{ type: 'string', minLength: 2, maxLength: 3 }, 'abcd', /2 to 3 characters/],
  [{ type: 'array', items: { type: 'string', pattern: '^a$' } }, 'a\nb', /"b" does not match/],
  [{ type: 'array', items: { type: 'string' }, maxItems: 1 }, 'a\nb', /0 to 1 lines/],
  [{ type: 'object' }, '{"a": 1, "a": 2}', /is there twice/],
  [{ type: 'object' }, '{', /not JSON/],
])('of %o, %s is refused', (schema, typed, problem) => {
  expect(check(schema, typed)).toEqual({ problem: expect.stringMatching(problem) as string });
});

test.each<[Schema, RegExp]>([
  [{ type: 'string' }, /^Enter a value/],
  [{ enum: ['a'] }, /^Choose a value/],
])('of %o that is required, nothing is refused', (schema, problem) => {
  expect(check(schema, '', ['one'])).toEqual({ problem: expect.stringMatching(problem) as string });
});

test('a reference is followed, and what stands beside it counts', () => {
  const $defs = { Ecu: { enum: ['engine'], title: 'Ecu' } };
  const properties = { ecu: { $ref: '#/$defs/Ecu', title: 'Control unit', default: 'engine' } };

  expect(fieldsOf({ type: 'object', properties, $defs })).toMatchObject([
    { name: 'ecu', label: 'Control unit', kind: 'choice', initial: '"engine"', choices: [{ json: '"engine"', label: 'engine' }] },
  ]);
});
