// Rules and tests belong together: a test cites every rule, and every cited rule exists.

import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';

const root = resolve(import.meta.dirname, '..');

/** The lists of rules, and the files whose tests may cite them. */
const lists = ['protocol/PROTOCOL.md', 'client/README.md'];
const tests = '{protocol,server,client,e2e,bench}/**/*.{test,spec}.ts';

const read = (file: string): string => readFileSync(resolve(root, file), 'utf8');
const named = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, name]) => name!);

/** Names such as ACK1: a list defines one as **[ACK1]**, and the title of a test cites one as [ACK1]. */
const defined = lists.flatMap((list) => named(read(list), /^- \*\*\[([A-Z]+\d+)\]\*\*/gm));
const cited = new Map(
  globSync(tests, { cwd: root, exclude: ['**/node_modules/**'] }).map((file) => [
    file,
    named(read(file), /\[([A-Z]+\d+)\]/g),
  ]),
);

test('every rule has one name, and no two rules have the same', () => {
  assert.ok(defined.length > 40, `${defined.length} rules were found`);
  assert.deepEqual(
    defined.filter((rule, index) => defined.indexOf(rule) !== index),
    [],
  );
});

test('every rule is cited by a test', () => {
  const all = new Set([...cited.values()].flat());
  assert.deepEqual(
    defined.filter((rule) => !all.has(rule)),
    [],
  );
});

test('every rule that a test cites exists', () => {
  const unknown = [...cited].flatMap(([file, rules]) =>
    rules.filter((rule) => !defined.includes(rule)).map((rule) => `${file}: ${rule}`),
  );
  assert.deepEqual(unknown, []);
});
