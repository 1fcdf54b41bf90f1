import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

cpSync('public', 'dist', { recursive: true });
mkdirSync('dist/assets');
const script = readFileSync('src/main.js');
const name = `/assets/main-${createHash('sha256').update(script).digest('hex').slice(0, 8)}.js`;
writeFileSync(`dist${name}`, script);
for (const file of ['dist/index.html', 'dist/sw.js']) writeFileSync(file, readFileSync(file, 'utf8').replaceAll('MAIN', name));
