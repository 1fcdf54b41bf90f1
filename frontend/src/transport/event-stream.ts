import { reconnectDelay } from './reconnect-delay';

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

const STABLE_MS = 10_000;

/** A WebSocket that comes back by itself until it is closed. */
export function openEventStream(url: string, listeners: Listeners): EventStream {
  let socket: WebSocket;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let isClosed = false;

  function connect(): void {
    timer = undefined;
    listeners.onConnection('connecting');
    socket = openSocket(url, listeners, waitAndConnect);
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

/** Opens one connection; `onEnd` gets how many milliseconds it lived, 0 if it never opened. */
function openSocket(url: string, listeners: Listeners, onEnd: (lifetime: number) => void): WebSocket {
  const socket = new WebSocket(url);
  let openedAt: number | undefined;
  socket.addEventListener('open', () => {
    openedAt = Date.now();
    listeners.onConnection('live');
  });
  socket.addEventListener('message', (event) => {
    listeners.onMessage(event.data);
  });
  socket.addEventListener('close', () => {
    onEnd(openedAt === undefined ? 0 : Date.now() - openedAt);
  });
  return socket;
}
