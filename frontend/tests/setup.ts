import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/react';
import userEvent, { PointerEventsCheckLevel } from '@testing-library/user-event';
import { afterAll, afterEach, vi } from 'vitest';
import { endSession } from '../src/transport/session';
import { FakeBackend } from './fake-backend';

/** The backend of this test file; the page under test was "built" for its address. */
export const backend = new FakeBackend();

// Generous, because nothing waits this long on an idle machine; asking jsdom for styles costs most of a test's time.
configure({ asyncUtilTimeout: 45_000, defaultHidden: true });

export const user = userEvent.setup({ pointerEventsCheck: PointerEventsCheckLevel.Never });

vi.stubEnv('VITE_API_BASE_URL', `${await backend.listen()}/api`);

afterEach(() => {
  cleanup();
  endSession();
  window.history.replaceState(null, '', '/');
  backend.reset();
});

afterAll(async () => {
  await backend.close();
});
