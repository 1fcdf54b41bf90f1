import type { UserConfig } from 'vite';
import { precompress } from './vite/precompress';
import { vendorChunk } from './vite/vendor-chunk';

const DEFAULT_BACKEND = 'http://localhost:8000';

// CommonJS with dynamic imports: Vite 5 writes the bundle of an ESM configuration beside it, which a read-only checkout forbids.
export default async (env: { command: 'build' | 'serve' }): Promise<UserConfig> => {
  const { default: react } = await import('@vitejs/plugin-react');
  const backend = process.env.BACKEND_URL ?? DEFAULT_BACKEND;
  const proxy = {
    '/api': { target: backend },
    '/ws': { target: backend, ws: true },
  };

  return {
    plugins: [react(), precompress()],
    ...(env.command === 'build' && { esbuild: { drop: ['console', 'debugger'], legalComments: 'none' } }),
    build: {
      target: 'es2022',
      sourcemap: false,
      assetsDir: 'assets',
      modulePreload: { polyfill: false },
      rollupOptions: { output: { manualChunks: vendorChunk } },
    },
    server: { port: 3000, strictPort: true, proxy },
    preview: { port: 3000, strictPort: true, proxy },
  };
};
