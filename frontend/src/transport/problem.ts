import { isAxiosError } from 'axios';

interface FieldProblem {
  loc?: unknown[];
  msg: string;
}

/** Says in one sentence why a request failed. */
export function describeProblem(error: unknown): string {
  if (!isAxiosError<unknown>(error)) {
    return error instanceof Error ? error.message : String(error);
  }
  if (error.response === undefined) {
    return error.code === 'ECONNABORTED' ? 'The server did not answer in time.' : 'The server cannot be reached.';
  }
  const { data, status } = error.response;
  return detailOf(data) ?? `The server answered with status ${status}.`;
}

/** FastAPI sends `detail` as text, or as one entry for each field that it refuses. */
function detailOf(data: unknown): string | undefined {
  const detail: unknown = typeof data === 'object' && data !== null && 'detail' in data ? data.detail : undefined;
  if (typeof detail === 'string') {
    return detail;
  }
  if (Array.isArray(detail) && detail.length > 0) {
    return detail.filter(isFieldProblem).map(describeField).join('; ');
  }
  return undefined;
}

function isFieldProblem(entry: unknown): entry is FieldProblem {
  return typeof entry === 'object' && entry !== null && 'msg' in entry && typeof entry.msg === 'string';
}

function describeField({ loc, msg }: FieldProblem): string {
  const field = loc?.at(-1);
  const reason = msg.replace(/^Value error, /, '');
  return typeof field === 'string' ? `${field}: ${reason}` : reason;
}
