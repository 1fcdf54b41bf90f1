// Finishes what the build of a page wrote, in the stage that has Node.js (16 to 24): writes which packages are in it, removes source
// maps, packs text files for gzip_static, and sets the rights and times of all files. Its arguments are the seconds since 1970 at which
// the build began, and as JSON {folder, precompress, runtime_files, inline, bill}. What is wrong ends it with one message and exit code 1.
'use strict';
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const { dirname, extname, join, normalize, relative, sep } = require('node:path');
const zlib = require('node:zlib');
const { billOf, bundledPackages } = require('./bundled_packages.cjs');
const { blockedSource, inlineSources, mapOf } = require('./inline_hashes.cjs');

const UNPACK = { '.gz': zlib.gunzipSync, '.br': zlib.brotliDecompressSync, '.zst': zlib.zstdDecompressSync };
const OF_SCRIPTS = /\.(?:js|mjs|cjs|css|wasm)\.map$/;
// What tools leave beside the page.
const CLOSED = ['node_modules', '.git', '.next', '.nuxt', '.svelte-kit', '.angular', '.turbo', '.cache', '.yarn'];
const FIRST_DAY = 86400;
const TIMES = 2 ** 28;
const LONGEST_WORD = 4000; // bytes, a little less than nginx reads

class PageError extends Error {}

/** All folders and files below a folder, by path, without entering what is named in `closed`. Node 16 has no readdirSync for this. */
function entries(folder, closed = []) {
  const found = fs.readdirSync(folder, { withFileTypes: true }).filter((entry) => !closed.includes(entry.name));
  return found.flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? [path, ...entries(path, closed)] : [path];
  });
}

function isFile(path) {
  return fs.statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** What a packed file holds: null where it holds nothing of that kind, undefined where this Node.js cannot tell. */
function unpacked(path) {
  const unpack = UNPACK[extname(path)];
  if (!unpack) return undefined;
  try {
    return unpack(fs.readFileSync(path));
  } catch {
    return null;
  }
}

/** Whether this is the text of a source map (https://tc39.es/ecma426/). The map of a game is JSON as well. */
function isSourceMap(content) {
  const head = content.subarray(0, 1000).toString('latin1');
  if (!/^(?:\)\]\}'[^\n]*\n)?\s*\{/.test(head)) return false;
  try {
    const map = JSON.parse(content.toString('utf8').replace(/^\)\]\}'[^\n]*\n/, ''));
    return map.version === 3 && (Array.isArray(map.sources) || Array.isArray(map.sections) || typeof map.mappings === 'string');
  } catch {
    return false;
  }
}

/** The source maps among these files, packed ones as well. */
function sourceMaps(files) {
  const plain = new Set(files.filter((file) => file.endsWith('.map') && (OF_SCRIPTS.test(file) || isSourceMap(fs.readFileSync(file)))));
  const packed = files.filter((file) => {
    const original = file.replace(/\.(?:gz|br|zst)$/, '');
    if (original === file || !original.endsWith('.map')) return false;
    return plain.has(original) || OF_SCRIPTS.test(original) || isSourceMap(unpacked(file) || Buffer.alloc(0));
  });
  return [...plain, ...packed];
}

/** Leaves nothing packed beside a file that does not hold what it holds, and adds the .gz that is wanted. */
function pack(file, wanted, replaced) {
  for (const packed of Object.keys(UNPACK).map((extension) => file + extension).filter(isFile)) {
    const content = replaced ? null : unpacked(packed);
    if (content !== undefined && !content?.equals(fs.readFileSync(file))) {
      fs.rmSync(packed);
      wanted ||= packed.endsWith('.gz');
    }
  }
  if (wanted && !replaced && !isFile(`${file}.gz`)) fs.writeFileSync(`${file}.gz`, zlib.gzipSync(fs.readFileSync(file), { level: 9 }));
}

/**
 * Gives a file a time, in seconds since 1970, that follows from its content. nginx makes ETags of time and size, so the times of
 * the build would differ for the same file, and one constant time would be the same for different ones. They are all before
 * mid-1978: SOURCE_DATE_EPOCH puts back what is newer.
 */
function setTime(file) {
  const hash = createHash('sha256');
  const chunk = Buffer.alloc(1 << 20);
  const opened = fs.openSync(file, 'r');
  for (let read = fs.readSync(opened, chunk); read > 0; read = fs.readSync(opened, chunk)) hash.update(chunk.subarray(0, read));
  fs.closeSync(opened);
  const time = FIRST_DAY + (hash.digest().readUInt32BE(0) % TIMES);
  fs.utimesSync(file, time, time);
}

/** The folders that have a file which the build wrote, pages first. */
function writtenFolders(began) {
  const written = entries('.', CLOSED).filter((path) => isFile(path) && fs.statSync(path).ctimeMs >= began * 1000);
  const pages = written.filter((path) => path.endsWith('.html'));
  const folders = new Set((pages.length ? pages : written).map(dirname).filter((folder) => folder !== '.'));
  return [...folders].filter((folder) => ![...folders].some((other) => folder.startsWith(other + sep))).sort();
}

function missing(what, began) {
  const written = writtenFolders(began);
  const advice = written.length
    ? `the build wrote ${written.slice(0, 10).join(', ')}${written.length > 10 ? ` and ${written.length - 10} more` : ''}`
    : 'the build wrote nothing';
  return new PageError(`frontend_image_output_dir: found ${what}, expected the folder of the page; ${advice}`);
}

/** Whether a page in a folder of its own asks for files by paths that begin at the root, as under a path such as /shop/. */
function asksFromRoot(page, folder) {
  const text = fs.readFileSync(page, 'utf8');
  const base = /<base\b[^>]*\bhref=["']?([^"'\s>]*)/i.exec(text)?.[1];
  const asked = [...text.matchAll(/<(?:script|link)\b[^>]*\b(?:src|href)=["']?([^"'\s>]+)/gi)].map((match) => match[1]);
  const paths = asked.filter((url) => url.startsWith('/') || base?.startsWith('/')).map((url) => new URL(url, new URL(base || '/', 'http://page')));
  return paths.some(({ host, pathname }) => host === 'page' && isFile(join(folder, decodeURIComponent(pathname))));
}

/** Refuses what no page can be served from. Pages of several languages may have none at the top. */
function refuse(folder, began) {
  if (!fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw missing(`no folder ${folder}`, began);
  const pages = entries(folder).filter((path) => path.endsWith('.html'));
  if (pages.some((page) => dirname(page) === normalize(folder))) return;
  const folders = [...new Set(pages.map(dirname))];
  const top = folders.filter((each) => !folders.some((other) => each.startsWith(other + sep)));
  if (top.length > 1 || (top.length === 1 && pages.some((page) => dirname(page) === top[0] && asksFromRoot(page, folder)))) return;
  throw missing(top.length ? `no page at the top of ${folder}` : `no page in ${folder}`, began);
}

/** Sees to it that a link leads to what the image has as well, which is the output folder alone. */
function settleLink(path, folder) {
  if (!fs.lstatSync(path).isSymbolicLink()) return;
  const target = fs.existsSync(path) ? fs.realpathSync(path) : '';
  if (target.startsWith(fs.realpathSync(folder) + sep)) return;
  if (!isFile(path)) throw new PageError(`${path}: found a link to ${fs.readlinkSync(path)}, expected one to what is in ${folder}`);
  fs.rmSync(path);
  fs.copyFileSync(target, path);
}

/** The inline scripts and styles of the pages go into maps of nginx; without a folder for these, none may be blocked by the policy. */
function allowInline(folder, files, inline) {
  const found = files.filter((file) => /\.x?html?$/.test(file)).map((file) => ({ file, ...inlineSources(fs.readFileSync(file, 'utf8')) }));
  for (const { file, scripts, styles } of found) {
    const blocked = inline.folder ? undefined : blockedSource(inline.policy, { scripts, styles });
    if (blocked) {
      throw new PageError(
        `${file}: found a ${blocked.kind} in the page itself, which the policy of nginx.conf blocks (${blocked.source}); set ` +
          'frontend_image_inline_hashes to always, or to never to leave it blocked',
      );
    }
    if (inline.folder && [scripts, styles].some((sources) => sources.join(' ').length > LONGEST_WORD)) {
      throw new PageError(
        `${file}: found ${scripts.length} scripts and ${styles.length} styles in the page itself, whose hashes are longer than nginx reads; ` +
          'make files of them, or set frontend_image_inline_hashes to never',
      );
    }
  }
  if (!inline.folder) return;
  fs.mkdirSync(inline.folder, { recursive: true });
  for (const kind of ['scripts', 'styles']) {
    const text = mapOf(found.map((page) => [`/${relative(folder, page.file).split(sep).join('/')}`, page[kind]]));
    fs.writeFileSync(join(inline.folder, `${kind}.map`), text);
  }
}

/** Writes the bill of materials of the page, and tells where the build leaves it open. */
function writeBill(file, folder, files) {
  const found = bundledPackages(folder, files, CLOSED);
  if (found.unknown) console.log(`Which packages the bundler took is not known, since ${found.unknown}`);
  fs.mkdirSync(dirname(file), { recursive: true });
  fs.writeFileSync(file, billOf(found), { mode: 0o644 });
  setTime(file);
}

function finish(began, { folder, precompress, runtime_files: runtimeFiles, inline, bill }) {
  refuse(folder, began);
  entries(folder).forEach((path) => settleLink(path, folder));
  const plainFiles = () => entries(folder).filter((path) => fs.lstatSync(path).isFile());
  writeBill(bill, folder, plainFiles());
  sourceMaps(plainFiles()).forEach((file) => fs.rmSync(file));
  for (const file of plainFiles()) {
    const path = `/${relative(folder, file).split(sep).join('/')}`;
    const replaced = runtimeFiles.some((each) => path === each || (each.endsWith('/') && path.startsWith(each)));
    if (isFile(file)) pack(file, precompress.includes(extname(file).slice(1)), replaced);
  }
  allowInline(folder, plainFiles(), inline);
  for (const path of [folder, ...entries(folder)]) {
    const stat = fs.lstatSync(path);
    if (!stat.isSymbolicLink()) fs.chmodSync(path, stat.isDirectory() ? 0o755 : 0o644);
    if (stat.isFile()) setTime(path);
  }
}

try {
  finish(Number(process.argv[2]), JSON.parse(process.argv[3]));
} catch (error) {
  if (!(error instanceof PageError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
