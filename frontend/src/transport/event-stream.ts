import { reconnectDelay } from './reconnect-delay';
import { currentToken } from './session';

export type Connection = 'connecting' | 'live' | 'waiting';

export interface EventStream {
  /** Ends a wait for the next attempt; does nothing while connected. */
  retry: () => void;
  close: () => void;
}

interface Listeners {
  onMessage: (data: unknown) => void;
  onConnection: (connection: Connection) => void;
}

/** By this protocol the server knows that another one offered is a token: a browser sends no header with a WebSocket. */
const TOKEN_PROTOCOL = 'sovd.bearer';
const STABLE_MS = 10_000;
/** The server says something every 15 seconds. Without it nobody tells the page that the network has gone. */
const LONGEST_SILENCE_MS = 45_000;

/** A WebSocket that comes back by itself until it is closed, also when nothing has come for too long. */
export function openEventStream(url: string, listeners: Listeners, longestSilence = LONGEST_SILENCE_MS): EventStream {
  let socket: WebSocket;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let isClosed = false;

  function connect(): void {
    timer = undefined;
    listeners.onConnection('connecting');
    socket = openSocket(url, listeners, longestSilence, waitAndConnect);
  }

  function waitAndConnect(lifetime: number): void {
    if (isClosed) {
      return;
    }
    // A server that accepts and hangs up at once must not be asked every second.
    failures = lifetime >= STABLE_MS ? 0 : failures;
    timer = setTimeout(connect, reconnectDelay(failures));
    failures += 1;
    listeners.onConnection('waiting');
  }

  function retry(): void {
    if (timer !== undefined) {
      clearTimeout(timer);
      connect();
    }
  }

  function close(): void {
    isClosed = true;
    clearTimeout(timer);
    window.removeEventListener('online', retry);
    socket.close();
  }

  connect();
  window.addEventListener('online', retry);
  return { retry, close };
}

/** Opens one connection; `onEnd` gets, once, how many milliseconds it lived, 0 if it never opened. */
function openSocket(
  url: string,
  listeners: Listeners,
  longestSilence: number,
  onEnd: (lifetime: number) => void,
): WebSocket {
  const token = currentToken();
  const socket = new WebSocket(url, token === undefined ? [] : [TOKEN_PROTOCOL, token]);
  let openedAt: number | undefined;
  let hasEnded = false;
  let watch = setTimeout(giveUp, longestSilence);

  function end(): void {
    clearTimeout(watch);
    if (!hasEnded) {
      hasEnded = true;
      onEnd(openedAt === undefined ? 0 : Date.now() - openedAt);
    }
  }

  function giveUp(): void {
    socket.close();
    // Its close event waits for an answer, which will not come.
    end();
  }

  function heard(): void {
    clearTimeout(watch);
    watch = setTimeout(giveUp, longestSilence);
  }

  socket.addEventListener('open', () => {
    openedAt = Date.now();
    heard();
    listeners.onConnection('live');
  });
  socket.addEventListener('message', (event) => {
    heard();
    listeners.onMessage(event.data);
  });
  socket.addEventListener('close', end);
  return socket;
}
