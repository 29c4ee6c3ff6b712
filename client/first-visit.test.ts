// What a first visit costs, read from the built page. A visit loads the entry and its page with all that these import
// statically; the rest comes once the page shows.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { test } from 'node:test';

const dist = new URL('dist/', import.meta.url);
const assets = new URL('assets/', dist);

/** The chunks that the named ones need before they run, themselves included. */
function closure(chunks: readonly string[], known = new Set<string>()): Set<string> {
  for (const chunk of chunks) {
    if (known.has(chunk)) continue;
    known.add(chunk);
    const code = readFileSync(new URL(chunk, assets), 'utf8');
    closure(
      [...code.matchAll(/(?:\bfrom|\bimport)\s*"\.\/([\w.-]+\.js)"/g)].map(([, name]) => name!),
      known,
    );
  }
  return known;
}

/** The chunks of a first visit to the page that the named module opens. */
function firstVisit(page: string): string[] {
  const entry = /type="module"[^>]*assets\/([\w.-]+\.js)/.exec(readFileSync(new URL('index.html', dist), 'utf8'))![1]!;
  const chunk = readdirSync(assets).find((name) => new RegExp(`^${page}-[\\w-]{8}\\.js$`).test(name));
  return [...closure([entry, chunk!])];
}

/** The bytes of the compressed forms; a chunk that is no shorter when compressed has none. */
const bytes = (chunks: readonly string[]) =>
  chunks.reduce((sum, chunk) => {
    const sent = [`${chunk}.br`, chunk].map((name) => new URL(name, assets)).find((file) => existsSync(file));
    return sum + statSync(sent!).size;
  }, 0);

const options = { skip: existsSync(dist) ? false : 'the page is not built' };

test('a first visit to a document loads at most 210 kB of script, and one to home 80 kB', options, () => {
  for (const [page, most] of [
    ['document', 210_000],
    ['home', 80_000],
  ] as const) {
    const chunks = firstVisit(page);
    assert.ok(chunks.length > 2, `${page} imports something: ${chunks.join(' ')}`);
    const size = bytes(chunks);
    assert.ok(size <= most, `${page}: ${size} bytes in ${chunks.join(' ')}`);
  }
});
