import type { ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = {
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'page',
          include: ['tests/**/*.test.{ts,tsx}'],
          exclude: ['tests/build/**'],
          environment: 'jsdom',
          setupFiles: 'tests/setup.ts',
          restoreMocks: true,
          testTimeout: 180_000,
          // Node cannot import the folders that MUI 5 names its components by; Vite can.
          server: { deps: { inline: [/@mui/] } },
        },
      },
      {
        extends: true,
        test: { name: 'build', include: ['tests/build/**/*.test.ts'], testTimeout: 300_000, hookTimeout: 300_000 },
      },
    ],
  },
};

export default config;
