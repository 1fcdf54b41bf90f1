// Bundles the page into public/site, with a source map that the image must not keep.
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { build } from 'esbuild';

const { metafile } = await build({
  entryPoints: ['src/page.js'],
  outdir: 'public/site/static',
  entryNames: '[name]-[hash]',
  bundle: true,
  minify: true,
  sourcemap: 'external',
  format: 'esm',
  metafile: true,
  define: {
    STOCK_API: JSON.stringify(process.env.VITE_API_BASE_URL),
    STOCK_TITLE: JSON.stringify(process.env.STOCK_TITLE),
  },
});
const script = Object.keys(metafile.outputs).find((name) => name.endsWith('.js'));
mkdirSync('public/site', { recursive: true });
writeFileSync(
  'public/site/index.html',
  `<!doctype html><title>stock</title><main id="stock"></main><script type="module" src="/static/${basename(script)}"></script>`,
);
