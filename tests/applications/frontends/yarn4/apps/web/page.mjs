import { readFileSync, writeFileSync } from 'node:fs';

const [script] = Object.keys(JSON.parse(readFileSync('meta.json', 'utf8')).outputs);
writeFileSync('dist/index.html', `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Workspace</title></head><body><main></main><script type="module" src="${script.replace('dist', '')}"></script></body></html>`);
