import { expect, test } from 'vitest';
import { describeLoss } from '../../../src/features/commands/exact-json';

test.each([
  '{}',
  '{"a": 0, "b": -0, "c": 0.0, "d": 0e5, "e": 10, "f": 1.50, "g": 1E+2, "h": 0.1, "i": 5e-324}',
  '{"a": 9007199254740991, "b": -9007199254740991, "c": 1e15}',
  '{"a": "12345678901234567890", "b": "\\"1e999", "c": "{:"}',
  '{"a": {"a": 1}, "b": [{"a": 1}, {"a": 2}]}',
])('finds nothing lost in %s', (json) => {
  expect(JSON.parse(json)).toBeDefined();
  expect(describeLoss(json)).toBeUndefined();
});

test.each([
  ['{"a": 9007199254740992}', 'The number 9007199254740992 '],
  ['{"a": 1e22}', 'The number 1e22 '],
  ['{"a": -12345678901234567890}', 'The number -12345678901234567890 '],
  ['{"a": 0.12345678901234567890}', 'The number 0.12345678901234567890 '],
  ['{"a": 1e999}', 'The number 1e999 '],
  ['{"a": 1e-999}', 'The number 1e-999 '],
  ['[{"a": 1, "b": {"a": 1}, "a": 1}]', 'The name "a" '],
  ['{"a": {"b": 1, "\\u0062": 2}}', 'The name "\\u0062" '],
])('finds what is lost in %s', (json, beginning) => {
  expect(JSON.parse(json)).toBeDefined();
  expect(describeLoss(json)?.startsWith(beginning)).toBe(true);
});
