// Finds the inline scripts and styles of pages, and tells nginx by which hashes a Content Security Policy allows them.
'use strict';
const { createHash } = require('node:crypto');

// What browsers run (https://html.spec.whatwg.org/#prepare-the-script-element) or hold against the policy; all else is data.
const RUN = /^(?:|module|importmap|speculationrules|(?:text|application)\/(?:x-)?(?:javascript|ecmascript)|text\/(?:jscript|livescript|javascript1\.[0-5]))$/i;
const TAG = /<!--[\s\S]*?(?:-->|$)|<([a-z][^\s/>]*)/gi;
const ATTRIBUTE = /[\s/]*([^\s/>=][^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]*)))?|[\s/]*(>)/y;
// In which there are no tags.
const TEXTS = ['script', 'style', 'textarea', 'title', 'iframe', 'noembed', 'noframes', 'xmp'];
const NAMED = { amp: '&', apos: "'", gt: '>', lt: '<', nbsp: '\u00a0', quot: '"' };
const UNSAFE = "'unsafe-hashes'";

function hashOf(text) {
  return `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;
}

/** The value of an attribute as a browser reads it; of the names of characters only those that code is written with. */
function decoded(value) {
  return value.replace(/&(?:#x([0-9a-f]+)|#([0-9]+)|([a-z]+));?/gi, (whole, hex, decimal, name) => {
    if (name) return NAMED[name.toLowerCase()] ?? whole;
    return String.fromCodePoint(hex ? parseInt(hex, 16) : Number(decimal));
  });
}

/** The attributes of a tag by their names in lower case, and where the tag ends. */
function attributesAt(page, start) {
  const attributes = {};
  ATTRIBUTE.lastIndex = start;
  let end = start;
  for (let found = ATTRIBUTE.exec(page); found; found = ATTRIBUTE.exec(page)) {
    end = ATTRIBUTE.lastIndex;
    if (found[5]) break;
    const name = found[1].toLowerCase();
    if (!(name in attributes)) attributes[name] = decoded(found[2] ?? found[3] ?? found[4] ?? '');
  }
  return { attributes, end };
}

/**
 * The sources that the policy of a page needs: {scripts, styles}, each sorted. Code in attributes needs 'unsafe-hashes' as well
 * (https://www.w3.org/TR/CSP3/#unsafe-hashes-usage).
 */
function inlineSources(text) {
  const page = text.replace(/\r\n?/g, '\n');
  const scripts = new Set();
  const styles = new Set();
  TAG.lastIndex = 0;
  for (let tag = TAG.exec(page); tag; tag = TAG.exec(page)) {
    if (!tag[1]) continue;
    const name = tag[1].toLowerCase();
    const { attributes, end } = attributesAt(page, TAG.lastIndex);
    for (const [attribute, value] of Object.entries(attributes)) {
      if (/^on[a-z]/.test(attribute)) scripts.add(UNSAFE).add(hashOf(value));
      if (attribute === 'style') styles.add(UNSAFE).add(hashOf(value));
    }
    TAG.lastIndex = end;
    if (!TEXTS.includes(name)) continue;
    const close = new RegExp(`</${name}(?=[\\s/>])`, 'ig');
    close.lastIndex = end;
    const content = page.slice(end, close.exec(page)?.index ?? page.length);
    TAG.lastIndex = end + content.length;
    if (name === 'script' && !('src' in attributes) && RUN.test((attributes.type ?? '').trim())) scripts.add(hashOf(content));
    if (name === 'style') styles.add(hashOf(content));
  }
  return { scripts: [...scripts].sort(), styles: [...styles].sort() };
}

/** The entries of a map of nginx by path. It does not tell capital letters from others. */
function mapOf(sourcesByPath) {
  const merged = new Map();
  for (const [path, sources] of sourcesByPath) {
    if (!sources.length) continue;
    const key = path.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
    merged.set(key, new Set([...(merged.get(key) ?? []), ...sources]));
  }
  const lines = [...merged].map(([path, sources]) => `"${path.replace(/(["\\])/g, '\\$1')}" " ${[...sources].sort().join(' ')}";\n`);
  return lines.sort().join('');
}

/** The first of these sources that a policy blocks, as {kind, source}; undefined where it allows them all. */
function blockedSource(policy, { scripts, styles }) {
  for (const [kind, wanted] of [['script', scripts], ['style', styles]]) {
    const allowed = policy[`${kind}-src`] ?? policy['default-src'];
    if (!allowed || allowed.some((source) => source.toLowerCase() === "'unsafe-inline'")) continue;
    const source = wanted.find((each) => !allowed.includes(each));
    if (source) return { kind, source };
  }
  return undefined;
}

module.exports = { blockedSource, inlineSources, mapOf };
