import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

const TEXT_FILE = /\.(css|html|js|json|mjs|svg|txt|webmanifest|xml)$/;

/** Writes a .gz file beside each text file of a finished build, for web servers that send it as it is. */
export function precompress(): Plugin {
  let outDir = '';
  return {
    name: 'precompress',
    apply: 'build',
    enforce: 'post',
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir);
    },
    closeBundle() {
      for (const entry of readdirSync(outDir, { recursive: true, encoding: 'utf8' })) {
        if (TEXT_FILE.test(entry)) {
          compress(join(outDir, entry));
        }
      }
    },
  };
}

function compress(file: string): void {
  const compressed = `${file}.gz`;
  writeFileSync(compressed, gzipSync(readFileSync(file), { level: constants.Z_BEST_COMPRESSION }));
  // One time on both, so that Last-Modified does not depend on what the browser accepts.
  const { mtime } = statSync(file);
  utimesSync(file, mtime, mtime);
  utimesSync(compressed, mtime, mtime);
}
