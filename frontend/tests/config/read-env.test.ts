import { expect, test } from 'vitest';
import { readEnv } from '../../src/config/read-env';

test('uses /api when nothing is said', () => {
  expect(readEnv({})).toEqual({ apiBaseUrl: '/api' });
});

test.each([
  ['/api', '/api'],
  ['/api/', '/api'],
  ['/sovd/api', '/sovd/api'],
  ['https://backend.example/api/', 'https://backend.example/api'],
  ['http://localhost:8000', 'http://localhost:8000'],
])('takes %s', (value, apiBaseUrl) => {
  expect(readEnv({ VITE_API_BASE_URL: value })).toEqual({ apiBaseUrl });
});

test.each(['', '/', '//elsewhere.example', 'api', 'ftp://backend.example', '/api?x=1', 'https://', 7])(
  'refuses %j and names the variable, what was found and what to do',
  (value) => {
    expect(() => readEnv({ VITE_API_BASE_URL: value })).toThrow(
      `VITE_API_BASE_URL is ${JSON.stringify(value)}: build the page with a path such as "/api"`,
    );
  },
);
