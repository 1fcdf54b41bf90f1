import { AxiosError, AxiosHeaders } from 'axios';
import { expect, test } from 'vitest';
import { describeProblem } from '../../src/transport/problem';

function answer(status: number, data: unknown): AxiosError {
  const config = { headers: new AxiosHeaders() };
  return new AxiosError('failed', undefined, config, {}, { status, data, statusText: '', headers: {}, config });
}

test.each([
  [answer(503, { detail: 'the database is not available' }), 'the database is not available'],
  [answer(422, { detail: [{ loc: ['body', 'command'], msg: 'Value error, too long' }] }), 'command: too long'],
  [answer(422, { detail: [{ msg: 'one' }, { msg: 'two' }] }), 'one; two'],
  [answer(422, { detail: [] }), 'The server answered with status 422.'],
  [answer(502, '<html>Bad Gateway</html>'), 'The server answered with status 502.'],
  [new AxiosError('slow', AxiosError.ECONNABORTED), 'The server did not answer in time.'],
  [new AxiosError('Network Error', AxiosError.ERR_NETWORK), 'The server cannot be reached.'],
  [new Error('something else'), 'something else'],
  ['thrown text', 'thrown text'],
])('describes %s as "%s"', (error, sentence) => {
  expect(describeProblem(error)).toBe(sentence);
});
