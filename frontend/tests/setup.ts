import '@testing-library/jest-dom/vitest';
import { cleanup } from '@testing-library/react';
import { afterAll, afterEach, vi } from 'vitest';
import { FakeBackend } from './fake-backend';

/** The backend of this test file; the page under test was "built" for its address. */
export const backend = new FakeBackend();

vi.stubEnv('VITE_API_BASE_URL', `${await backend.listen()}/api`);

afterEach(() => {
  cleanup();
  backend.reset();
});

afterAll(async () => {
  await backend.close();
});
