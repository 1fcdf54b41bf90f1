import { useSyncExternalStore } from 'react';

const MOVED = 'sovd:moved';

/** Shows another address of the page without loading it anew. */
export function moveTo(path: string): void {
  window.history.pushState(null, '', path);
  window.dispatchEvent(new Event(MOVED));
  window.scrollTo(0, 0);
}

/** The path of the address that is shown; the two addresses of the page need no library. */
export function usePath(): string {
  return useSyncExternalStore(subscribe, () => window.location.pathname);
}

function subscribe(listener: () => void): () => void {
  for (const name of ['popstate', MOVED]) {
    window.addEventListener(name, listener);
  }
  return () => {
    for (const name of ['popstate', MOVED]) {
      window.removeEventListener(name, listener);
    }
  };
}
