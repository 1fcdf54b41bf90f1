import { useSyncExternalStore } from 'react';

interface Session {
  token: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** Whether this tab has a token; without one, whether the server has asked for it, and whether it had taken one before. */
export type Standing = 'signed in' | 'not asked' | 'token needed' | 'token refused';

// A reload, or a command's own address, must not ask for the password again, and the token must be gone with the tab:
// sessionStorage does both, memory only the second, a cookie would need a defence against forged requests.
const KEY = 'sovd.session';
const LONGEST_TIMER_MS = 2 ** 31 - 1;

let session = stored();
let standing: Standing = session === null ? 'not asked' : 'signed in';
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();
expireInTime();

export function currentToken(): string | undefined {
  return session?.token;
}

/** Keeps the token for this tab until it expires or is refused. */
export function beginSession(token: string, seconds: number): void {
  change({ token, expiresAt: Date.now() + seconds * 1_000 }, 'signed in');
}

/** Forgets the token; the server is asked anew whether it wants one. */
export function endSession(): void {
  change(null, 'not asked');
}

/** Takes note of an answer 401 to a request with this token; it may be late, and another token here by now. */
export function noteRefusal(token: string | undefined): void {
  if (token === session?.token) {
    change(null, token === undefined && standing !== 'token refused' ? 'token needed' : 'token refused');
  }
}

export function useStanding(): Standing {
  return useSyncExternalStore(subscribe, () => standing);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function change(next: Session | null, nextStanding: Standing): void {
  session = next;
  standing = nextStanding;
  try {
    sessionStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // A browser that forbids to store keeps it in memory, until the next reload.
  }
  expireInTime();
  listeners.forEach((listener) => { listener(); });
}

function expireInTime(): void {
  clearTimeout(timer);
  if (session !== null) {
    const { token, expiresAt } = session;
    timer = setTimeout(() => { noteRefusal(token); }, Math.min(expiresAt - Date.now(), LONGEST_TIMER_MS));
  }
}

function stored(): Session | null {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
    return isSession(value) && value.expiresAt > Date.now() ? value : null;
  } catch {
    return null;
  }
}

function isSession(value: unknown): value is Session {
  return (
    typeof value === 'object' && value !== null && 'token' in value && typeof value.token === 'string'
    && 'expiresAt' in value && typeof value.expiresAt === 'number'
  );
}
