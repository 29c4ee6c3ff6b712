// What a first visit costs, read from the built page. A visit loads the entry and its page with all that these import
// statically, and shows. The code of writing comes beside a document's data, and the rest once the page shows.

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

/** The chunks of a first visit that loads the named modules after the entry. */
function firstVisit(...modules: readonly string[]): string[] {
  const entry = /type="module"[^>]*assets\/([\w.-]+\.js)/.exec(readFileSync(new URL('index.html', dist), 'utf8'))![1]!;
  const named = modules.map((module) => new RegExp(`^${module}-[\\w-]{8}\\.js$`));
  return [...closure([entry, ...readdirSync(assets).filter((name) => named.some((one) => one.test(name)))])];
}

/** The bytes of the compressed forms; a chunk that is no shorter when compressed has none. */
const bytes = (chunks: readonly string[]) =>
  chunks.reduce((sum, chunk) => {
    const sent = [`${chunk}.br`, chunk].map((name) => new URL(name, assets)).find((file) => existsSync(file));
    return sum + statSync(sent!).size;
  }, 0);

const options = { skip: existsSync(dist) ? false : 'the page is not built' };

/** A visit by the modules that it loads, and the most bytes of its script. */
const visits: readonly [modules: readonly string[], most: number][] = [
  [['document'], 221_000],
  [['document', 'writing', 'copy', 'clean'], 245_000],
  [['home'], 86_000],
];

test(
  'a first visit shows a document after 221 kB of script, lets write after 245 kB, and home takes 86 kB',
  options,
  () => {
    let before: readonly string[] = [];
    for (const [modules, most] of visits) {
      const [name, chunks] = [modules.join(' and '), firstVisit(...modules)];
      assert.ok(chunks.length > 2, `${name} imports something: ${chunks.join(' ')}`);
      assert.notDeepEqual(chunks, before, `${name} has chunks of its own`);
      const size = bytes(chunks);
      assert.ok(size <= most, `${name}: ${size} bytes in ${chunks.join(' ')}`);
      before = chunks;
    }
  },
);
