// Finds which packages of npm are in a built page: by the source maps that the bundler wrote (https://tc39.es/ecma426/), and for what
// has none in bundles (styles, fonts, data) by the imports of the sources. Writes them as CycloneDX 1.6, which scanners of images read, too.
'use strict';
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const { basename, dirname, extname, join, posix, resolve } = require('node:path');
const { fileURLToPath } = require('node:url');
const { inlineSources } = require('./inline_hashes.cjs');

const SCRIPTS = ['.js', '.mjs', '.cjs'];
const STYLES = ['.css', '.scss', '.sass', '.less', '.styl'];
const SOURCES = [...SCRIPTS, ...STYLES, '.jsx', '.ts', '.tsx', '.mts', '.vue', '.svelte', '.astro', '.html', '.htm', '.md', '.mdx', '.json'];
// Extensions of what maps tell of, besides those of SCRIPTS.
const MAPPED = ['.jsx', '.ts', '.tsx', '.mts', '.cts', '.vue', '.svelte', '.astro'];
const NAME = '((?:@[a-z0-9~-][a-z0-9._~-]*/)?[a-z0-9~-][a-z0-9._~-]*)';
// What gets into a page without a trace in a map: by its path, by a style that imports it, for its styles alone, and as JSON.
const BY_PATH = new RegExp(`["'(](?:~|((?:[.]{0,2}/)*node_modules/))?${NAME}/[^"'()\\s?#]+([.][a-z0-9]+)(?:[?#][^"')]*)?["')]`, 'gi');
const BY_STYLE = new RegExp(`@(?:import|use|forward|require|reference)\\s+(?:\\([^)]*\\)\\s*)?(?:url\\()?["']~?${NAME}(?:/[^"']*)?["']`, 'gi');
const FOR_STYLES = new RegExp(`\\bimport\\s*["']${NAME}(?:/[^"'.]*)?["']`, 'gi');
const WHOLE = new RegExp(`(?:\\bfrom|\\b(?:require|import)\\()\\s*["']${NAME}["']`, 'gi');
const VIRTUAL = /^(?:[^/]*\0|webpack\/|external |ignored\|)/; // code of the bundler itself

class Unknown extends Error {}

/** The files below a folder, without what `closed` names by name or path. */
function filesBelow(folder, closed) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (closed.includes(entry.name) || closed.includes(path)) return [];
    if (entry.isDirectory()) return filesBelow(path, closed);
    return entry.isFile() ? [path] : [];
  });
}

/** The source map of a script or a style, or undefined. A comment in it is heeded, and the usual name where it has none. */
function mapOfFile(file) {
  const text = fs.readFileSync(file, 'utf8');
  const url = [...text.matchAll(/[#@]\s*sourceMappingURL=([^\s'"*]+)/g)].pop()?.[1];
  const inline = /^data:[^,]*;base64,(.*)$/.exec(url ?? '')?.[1];
  const places = [url && !inline ? join(dirname(file), decodeURIComponent(url.split('?')[0])) : '', `${file}.map`];
  const place = places.find((each) => fs.statSync(each || ' ', { throwIfNoEntry: false })?.isFile());
  const written = inline ? Buffer.from(inline, 'base64').toString('utf8') : place && fs.readFileSync(place, 'utf8');
  if (!written) return undefined;
  try {
    return { folder: inline ? dirname(file) : dirname(place), ...JSON.parse(written.replace(/^\)\]\}'[^\n]*\n/, '')) };
  } catch {
    return undefined;
  }
}

/** The sources of a map as paths, with those of its sections. */
function sourcesOf({ folder, sources = [], sourceRoot = '', sections = [] }) {
  const own = sources.filter(Boolean).map((source) => ({ folder, source: sourceRoot ? posix.join(sourceRoot, source) : source }));
  return [...own, ...sections.flatMap(({ map }) => sourcesOf({ ...map, folder }))];
}

/** Where a source may lie: beside its map, or below a folder that the bundler counted from. Empty for the bundler's own code. */
function placesOf({ folder, source }, roots) {
  if (source.startsWith('file://')) return [fileURLToPath(source)];
  const path = source.replace(/^[a-z][\w+.-]*:\/\/[^/]*\//i, '').replace(/\?.*$/s, '');
  if (!path || VIRTUAL.test(path) || path.includes('\0')) return [];
  return [folder, ...roots].map((from) => resolve(from, path));
}

/** The package.json of the package that a file of node_modules belongs to, or undefined. */
function manifestOf(path) {
  const end = path.lastIndexOf('/node_modules/') + '/node_modules/'.length;
  const [first, second] = path.slice(end).split('/');
  return readManifest(path.slice(0, end) + (first.startsWith('@') ? `${first}/${second}` : first));
}

function readManifest(folder) {
  try {
    const { name, version, license } = JSON.parse(fs.readFileSync(join(folder, 'package.json'), 'utf8'));
    return name && version ? { folder, name, version, license } : undefined;
  } catch {
    return undefined;
  }
}

/** Adds the packages that maps name. A source that is nowhere comes of a package's own map, which may name anything. */
function addMapped(maps, roots, found) {
  for (const named of maps.flatMap(sourcesOf)) {
    const places = placesOf(named, roots);
    if (!places.length) continue;
    const place = places.find((each) => fs.existsSync(each));
    if (!place) throw new Unknown(`a source map names ${named.source}, which is not there`);
    if (!place.includes('/node_modules/')) continue;
    const manifest = manifestOf(place);
    if (!manifest) throw new Unknown(`${place} belongs to no package`);
    found.set(manifest.folder, manifest);
  }
}

/** The packages that a source imports in a way that no map tells, each with what has to be true of it. */
function untoldImports(file) {
  const text = fs.readFileSync(file, 'utf8');
  const paths = [...text.matchAll(BY_PATH)].filter(([, prefix, , extension]) => ![...SCRIPTS, ...MAPPED].includes(extension) && (prefix || extname(file) !== '.json'));
  if (extname(file) === '.json') return paths.map(([, , name]) => ({ name, is: () => true }));
  const hasStyles = (folder) => filesBelow(folder, ['node_modules']).some((each) => STYLES.includes(extname(each)));
  const isJson = (folder) => /\.json$/.test(JSON.parse(fs.readFileSync(join(folder, 'package.json'), 'utf8')).main ?? '');
  return [
    ...paths.map(([, , name]) => ({ name, is: () => true })),
    ...[...text.matchAll(BY_STYLE)].map(([, name]) => ({ name, is: () => true })),
    ...[...text.matchAll(FOR_STYLES)].map(([, name]) => ({ name, is: hasStyles })),
    ...[...text.matchAll(WHOLE)].map(([, name]) => ({ name, is: isJson })),
  ];
}

/** Adds the packages of such imports, and those that their styles import in turn. */
function addImported(files, found) {
  for (const file of files) {
    for (const { name, is } of untoldImports(file)) {
      const folder = packageFolder(name, dirname(resolve(file)));
      const manifest = folder && !found.has(folder) && is(folder) && readManifest(folder);
      if (!manifest) continue;
      found.set(folder, manifest);
      addImported(filesBelow(folder, ['node_modules']).filter((each) => STYLES.includes(extname(each))), found);
    }
  }
}

/** The folder of a package as a file in `from` finds it, with its links followed, as bundlers name it. */
function packageFolder(name, from) {
  for (let folder = from; ; folder = dirname(folder)) {
    const place = join(folder, 'node_modules', name);
    if (fs.existsSync(join(place, 'package.json'))) {
      const real = fs.realpathSync(place);
      return real.includes('/node_modules/') ? real : undefined;
    }
    if (folder === dirname(folder)) return undefined;
  }
}

/** Refuses scripts that no map explains: those in a page itself, and files that are none of the sources as they are. */
function demandMaps(files, mapped, sources) {
  const of = (named) => named.filter((file) => /\.x?html?$/.test(file)).map((file) => [file, inlineSources(fs.readFileSync(file, 'utf8')).scripts]);
  const known = new Set(of(sources).flatMap(([, scripts]) => scripts));
  const written = of(files).find(([, scripts]) => scripts.some((script) => !known.has(script)));
  if (written) throw new Unknown(`${written[0]} holds scripts that the build wrote`);
  for (const file of files.filter((each) => SCRIPTS.includes(extname(each)) && !mapped.has(each))) {
    const alike = sources.filter((source) => basename(source) === basename(file));
    const content = fs.readFileSync(file);
    if (!alike.some((source) => fs.readFileSync(source).equals(content))) throw new Unknown(`${file} has no source map`);
  }
}

/** The folder and those that it is in, up to the one that the build ran in. */
function foldersOf(folder) {
  return folder === '.' ? ['.'] : [folder, ...foldersOf(dirname(folder))];
}

/**
 * The packages in the output folder as {packages}, or {unknown} with what is in the way. `files` are those of the folder, and `closed`
 * the names of folders that hold no source. Whatever is odd about a page, it is no reason to end its build.
 */
function bundledPackages(folder, files, closed) {
  try {
    return { packages: findPackages(posix.normalize(folder).replace(/\/$/, ''), files, closed) };
  } catch (error) {
    return { unknown: error instanceof Unknown ? error.message : String(error) };
  }
}

function findPackages(folder, files, closed) {
  const sources = filesBelow('.', [...closed, folder]);
  const maps = new Map(files.filter((file) => [...SCRIPTS, '.css'].includes(extname(file))).map((file) => [file, mapOfFile(file)]));
  for (const [file, map] of maps) if (!map) maps.delete(file);
  const found = new Map();
  demandMaps(files, maps, sources);
  addMapped([...maps.values()], foldersOf(folder), found);
  addImported(sources.filter((file) => SOURCES.includes(extname(file))), found);
  return [...found.values()];
}

function componentOf({ name, version, license }) {
  const [group, rest] = name.startsWith('@') ? name.split('/') : ['', name];
  const purl = `pkg:npm/${group ? `${encodeURIComponent(group)}/` : ''}${encodeURIComponent(rest)}@${encodeURIComponent(version)}`;
  const component = { type: 'library', 'bom-ref': purl, ...(group && { group }), name: rest, version, purl };
  return typeof license === 'string' ? { ...component, licenses: [{ license: { name: license } }] } : component;
}

/** The text of the bill (https://cyclonedx.org/docs/1.6/json/). The same page gives the same bytes. */
function billOf({ packages = [], unknown }) {
  const components = new Map(packages.map(componentOf).map((component) => [component.purl, component]));
  const sorted = [...components.keys()].sort().map((purl) => components.get(purl));
  const hex = createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
  return JSON.stringify({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
    version: 1,
    metadata: {
      component: { type: 'application', 'bom-ref': 'page', name: 'page' },
      ...(unknown && { properties: [{ name: 'sovd.prod_images:unknown', value: unknown }] }),
    },
    components: sorted,
    compositions: [{ aggregate: unknown ? 'unknown' : 'complete', assemblies: ['page'] }],
  });
}

module.exports = { billOf, bundledPackages };
