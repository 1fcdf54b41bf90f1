import { build } from 'esbuild';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';

cpSync('public', 'dist', { recursive: true });
const { metafile } = await build({ entryPoints: ['src/main.js'], bundle: true, minify: true, format: 'esm', outdir: 'dist/assets', loader: { '.woff2': 'file', '.woff': 'file', '.wasm': 'file' }, publicPath: '/assets', entryNames: '[name]-[hash]', metafile: true });
const names = Object.keys(metafile.outputs).map((name) => name.replace('dist', ''));
const page = readFileSync('public/index.html', 'utf8');
writeFileSync('dist/index.html', page.replace(/main\.(css|js)/g, (_, kind) => names.find((name) => /^.assets.main-/.test(name) && name.endsWith(kind)).replace('/assets/', '')));
