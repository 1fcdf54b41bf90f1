import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';

const frontend = resolve(import.meta.dirname, '../..');
const outDir = mkdtempSync(join(tmpdir(), 'page-'));
let output = '';
let files: string[] = [];

function build(env: Record<string, string> = {}): string {
  const args = ['run', '--silent', 'build', '--', '--outDir', outDir, '--emptyOutDir'];
  return execFileSync('npm', args, {
    cwd: frontend,
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production', VITEST: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function text(file: string): string {
  return readFileSync(join(outDir, file), 'utf8');
}

beforeAll(() => {
  output = build();
  files = readdirSync(outDir, { recursive: true, encoding: 'utf8' }).filter((file) => statSync(join(outDir, file)).isFile());
});

afterAll(() => {
  rmSync(outDir, { recursive: true });
});

test('warns of nothing', () => {
  expect(output).not.toMatch(/warn|deprecated|larger than/i);
});

test.each(['index', 'react', 'mui', 'query', 'axios', 'command-page'])('has a hashed chunk named %s', (chunk) => {
  expect(files.filter((file) => new RegExp(`^assets/${chunk}-[\\w-]{8}\\.js$`).test(file))).toHaveLength(1);
});

test('ships no source maps', () => {
  expect(files.filter((file) => file.endsWith('.map'))).toEqual([]);
  expect(files.filter((file) => file.endsWith('.js') && text(file).includes('sourceMappingURL'))).toEqual([]);
});

test('ships no console calls and no debugger statements, of libraries neither', () => {
  expect(files.filter((file) => file.endsWith('.js') && /\bconsole\s*[.[]|\bdebugger\b/.test(text(file)))).toEqual([]);
});

test('has a .gz beside each text file that gives exactly that file', () => {
  const originals = files.filter((file) => /\.(html|js|svg)$/.test(file));
  expect(originals.length).toBeGreaterThanOrEqual(7);
  for (const file of originals) {
    const compressed = join(outDir, `${file}.gz`);
    expect(gunzipSync(readFileSync(compressed)).equals(readFileSync(join(outDir, file))), file).toBe(true);
    expect(statSync(compressed).mtimeMs, file).toBe(statSync(join(outDir, file)).mtimeMs);
  }
});

test('has an index.html that a policy without unsafe-inline allows', () => {
  const html = text('index.html');
  expect(html).not.toMatch(/<style|\sstyle=|\son\w+=/i);
  for (const [script, attributes, content] of html.matchAll(/<script([^>]*)>(.*?)<\/script>/gs)) {
    expect(attributes, script).toMatch(/ src="\/assets\/[^"]+\.js"/);
    expect(content, script).toBe('');
  }
});

test('has the address of the API inside', () => {
  build({ VITE_API_BASE_URL: 'https://backend.example/api' });
  const chunks = readdirSync(join(outDir, 'assets')).filter((file) => /^index-.*\.js$/.test(file));

  expect(chunks.map((file) => text(`assets/${file}`).includes('https://backend.example/api'))).toEqual([true]);
});

test('is refused when the address of the API is none', () => {
  expect(() => build({ VITE_API_BASE_URL: 'backend' })).toThrow(/VITE_API_BASE_URL is "backend": build the page with/);
});
