// Writes the page; what has a hash in its name may be kept for ever.
import { mkdirSync, writeFileSync } from 'node:fs';

mkdirSync('dist/assets', { recursive: true });
writeFileSync('dist/assets/shop-4f2a9c1e.js', 'document.body.append("shop");\n');
writeFileSync('dist/index.html', '<!doctype html><title>shop</title><script type="module" src="/assets/shop-4f2a9c1e.js"></script>\n');
