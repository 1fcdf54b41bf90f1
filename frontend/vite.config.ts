import type { ConfigEnv, UserConfig } from 'vite';
import { readEnv } from './src/config/read-env';
import { precompress } from './vite/precompress';
import { vendorChunk } from './vite/vendor-chunk';

const DEFAULT_BACKEND = 'http://localhost:8000';

// CommonJS with dynamic imports: Vite 5 writes the bundle of an ESM configuration beside it, which a read-only checkout forbids.
export default async ({ command, mode }: ConfigEnv): Promise<UserConfig> => {
  const { loadEnv } = await import('vite');
  const { default: react } = await import('@vitejs/plugin-react');
  readEnv(loadEnv(mode, __dirname));
  const backend = process.env.BACKEND_URL ?? DEFAULT_BACKEND;
  const proxy = {
    '/api': { target: backend },
    '/ws': { target: backend, ws: true },
  };

  return {
    plugins: [react(), precompress()],
    ...(command === 'build' && { esbuild: { drop: ['console', 'debugger'], legalComments: 'none' } }),
    build: {
      target: 'es2022',
      // They tell which packages are in the page. The build of the image, which names the API, removes them; one by hand has none.
      sourcemap: process.env.VITE_API_BASE_URL === undefined ? false : 'hidden',
      assetsDir: 'assets',
      modulePreload: { polyfill: false },
      rollupOptions: { output: { manualChunks: vendorChunk } },
    },
    server: { port: 3000, strictPort: true, proxy },
    preview: { port: 3000, strictPort: true, proxy },
  };
};
