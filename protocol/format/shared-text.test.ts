import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { applyUpdate, Doc, encodeStateAsUpdate, Map as YMap, UndoManager } from 'yjs';

import { bodyOf, type Formats, markerClientID } from './body.ts';
import { applyChanges, type Change } from './changes.ts';
import { flatten, unflatten } from './flatten.ts';
import { boundaryBefore } from './graphemes.ts';
import { findPlace, readBody, relativePlace, startOf, unitsOf, writeChanges } from './shared-text.ts';
import { blocksOf, docOf, liveUnits, rewrite, unitsIn } from './testing/bodies.ts';
import { documents, formats, texts } from './testing/documents.ts';

const copyOf = (doc: Doc, clientID: number) => {
  const copy = new Doc();
  copy.clientID = clientID;
  bodyOf(copy); // a page names its roots before their content arrives
  applyUpdate(copy, encodeStateAsUpdate(doc), 'remote');
  return copy;
};

const omit = (formats: Formats, name: string): Formats =>
  Object.fromEntries(Object.entries(formats).filter(([key]) => key !== name));

const wordsOf = (doc: Doc) =>
  liveUnits(bodyOf(doc))
    .map(({ symbol }) => symbol)
    .join('');

test('blocks come back from a body as they were written', () => {
  fc.assert(
    fc.property(documents, (blocks) => assert.deepEqual(blocksOf(docOf(blocks, 1)), blocks)),
    { numRuns: 1_000 },
  );
});

test('a document that is edited again and again is what was written last, here and elsewhere', () => {
  const states = fc.array(fc.tuple(documents, fc.nat()), { minLength: 2, maxLength: 6 });
  fc.assert(
    fc.property(states, (edits) => {
      const doc = docOf([], 1);
      const other = copyOf(doc, 2);
      doc.on('update', (update: Uint8Array) => applyUpdate(other, update, 'remote'));
      for (const [after, place] of edits) {
        rewrite(doc, readBody(bodyOf(doc)), after, { caret: place % (unitsIn(after) + 1) });
        assert.deepEqual(blocksOf(doc), after);
        assert.deepEqual(blocksOf(other), after);
      }
      assert.ok(!wordsOf(doc).includes('\uFFFD') && wordsOf(doc).isWellFormed());
    }),
    { numRuns: 1_000 },
  );
});

test('changes to what the body held before leave in their places what others inserted since', () => {
  fc.assert(
    fc.property(documents, documents, documents, fc.array(fc.tuple(fc.nat(), texts)), (then, mine, theirs, typed) => {
      const doc = docOf(then, 1);
      const body = bodyOf(doc);
      const other = copyOf(doc, 2);
      const [lines, old, units] = [readBody(body), liveUnits(body), unitsOf(body, (item) => !item.deleted)];
      rewrite(other, readBody(bodyOf(other)), theirs);
      for (const [at, text] of typed) bodyOf(other).insert(at % (bodyOf(other).length + 1), text);
      applyUpdate(doc, encodeStateAsUpdate(other), 'remote');

      const known = new Set(liveUnits(body).map(({ id }) => id));
      const changes = rewrite(doc, lines, mine, { units });
      const oldIds = new Set(old.map(({ id }) => id));
      const isMine = (id: string) => !known.has(id) && !oldIds.has(id);
      const now = liveUnits(body);
      assert.deepEqual(
        now.filter(({ id }) => oldIds.has(id) || isMine(id)).map(({ symbol }) => symbol),
        applied(old, changes)
          .filter(({ id }) => id === '' || known.has(id))
          .map(({ symbol }) => symbol),
      );
      const byOthers = [...known].filter((id) => !oldIds.has(id));
      assert.deepEqual(
        byOthers.filter((id) => !now.some((unit) => unit.id === id)),
        [],
      );
      assert.deepEqual(blocksOf(copyOf(doc, 3)), blocksOf(doc));
    }),
    { numRuns: 1_000 },
  );
});

/** What the changes make of units; those that they insert have no id. */
function applied(units: readonly { id: string; symbol: string }[], changes: readonly Change[]) {
  const result: { id: string; symbol: string }[] = [];
  let at = 0;
  for (const change of changes) {
    if (change.type === 'keep') result.push(...units.slice(at, at + change.length));
    if (change.type !== 'insert') at += change.length;
    else if (change.step.type === 'marker') result.push({ id: '', symbol: '¶' });
    else if (typeof change.step.insert !== 'string') result.push({ id: '', symbol: '*' });
    else result.push(...change.step.insert.split('').map((symbol) => ({ id: '', symbol })));
  }
  return [...result, ...units.slice(at)];
}

test('formats of any ranges come out as they were set, and unknown ones stay', () => {
  const ranges = fc.array(fc.tuple(fc.nat(), fc.nat(12), formats, fc.boolean()), { maxLength: 6 });
  fc.assert(
    fc.property(documents, ranges, (blocks, formatted) => {
      const doc = docOf(blocks, 1);
      const body = bodyOf(doc);
      let expected = blocks;
      body.format(0, body.length, { comment: 'by a newer page' });
      const words = wordsOf(doc);
      for (const [from, length, wanted, isSet] of formatted) {
        const [at, end] = [from, from + length].map((place) => boundaryBefore(words, place % (words.length + 1)));
        const values = isSet ? wanted : Object.fromEntries(Object.keys(wanted).map((name) => [name, null]));
        const change: Change = { type: 'keep', length: Math.max(0, end! - at!), formats: values };
        const changes: Change[] = [{ type: 'keep', length: at! }, change];
        doc.transact((transaction) => writeChanges(transaction, body, startOf(body), changes));
        expected = unflatten(applyChanges(flatten(expected), changes));
      }
      const read = blocksOf(doc);
      const runs = read.flatMap(({ content }) => content);
      assert.ok(runs.every((run) => run.formats['comment'] === 'by a newer page'));
      const known = read.map((block) => ({
        ...block,
        content: block.content.map((run) => ({ ...run, formats: omit(run.formats, 'comment') })),
      }));
      assert.deepEqual(known, expected);
    }),
    { numRuns: 1_000 },
  );
});

test('a place in the text is found again, on both of its sides', () => {
  fc.assert(
    fc.property(documents, fc.nat(), (blocks, place) => {
      const doc = docOf(blocks, 1);
      const body = bodyOf(doc);
      const at = place % (body.length + 1);
      for (const side of ['before', 'after'] as const) {
        const found = findPlace(body, relativePlace(startOf(body), at, side));
        if (found === null) assert.ok(at === (side === 'before' ? 0 : body.length), 'only the ends have no neighbour');
        else assert.equal(indexOf(doc, found), at);
      }
    }),
    { numRuns: 1_000 },
  );
});

/** The index in the body of a place that was found. */
function indexOf(doc: Doc, { marker, offset }: NonNullable<ReturnType<typeof findPlace>>): number {
  if (marker === null) return offset;
  return liveUnits(bodyOf(doc)).findIndex(({ id }) => id === `${marker.id.client}:${marker.id.clock}`) + 1 + offset;
}

test('a caret stays behind its character, whatever others write there', () => {
  fc.assert(
    fc.property(documents, documents, fc.nat(), fc.array(fc.tuple(fc.nat(), texts)), (blocks, theirs, place, typed) => {
      const doc = docOf(blocks, 1);
      const body = bodyOf(doc);
      const at = 1 + (place % Math.max(1, body.length));
      fc.pre(body.length > 0);
      const character = liveUnits(body)[at - 1]!.id;
      const caret = relativePlace(startOf(body), at, 'before');
      const other = copyOf(doc, 2);
      for (const [index, text] of typed) bodyOf(other).insert(index % (bodyOf(other).length + 1), text);
      rewrite(other, readBody(bodyOf(other)), theirs);
      bodyOf(other).insert(0, 'first');
      applyUpdate(doc, encodeStateAsUpdate(other), 'remote');
      const found = findPlace(body, caret);
      const units = liveUnits(body);
      const now = units.findIndex(({ id }) => id === character);
      assert.ok(found !== null);
      if (now >= 0) assert.equal(indexOf(doc, found), now + 1);
      else assert.ok(indexOf(doc, found) <= units.length);
    }),
    { numRuns: 1_000 },
  );
});

test('a format comes back with its words, though another page followed', () => {
  const doc = docOf(
    [
      {
        keys: {},
        content: [
          { insert: 'a', formats: {} },
          { insert: 'b', formats: { bold: true } },
        ],
      },
    ],
    1,
  );
  const undo = new UndoManager(bodyOf(doc), { trackedOrigins: new Set(['ada']) });
  const other = copyOf(doc, 2);
  const exchange = () => {
    applyUpdate(other, encodeStateAsUpdate(doc), 'remote');
    applyUpdate(doc, encodeStateAsUpdate(other), 'remote');
  };
  const before = blocksOf(doc);
  rewrite(doc, readBody(bodyOf(doc)), [{ keys: {}, content: [{ insert: 'a', formats: {} }] }], { origin: 'ada' });
  exchange();
  undo.undo();
  exchange();
  assert.deepEqual(blocksOf(doc), before);
  assert.deepEqual(blocksOf(other), before);
});

test("Yjs's own methods find their places after changes by item", () => {
  const doc = docOf(unflatten([{ type: 'run', insert: 'abcdef', formats: {} }]), 1);
  const body = bodyOf(doc);
  body.insert(6, 'g');
  const before: Change[] = [{ type: 'insert', step: { type: 'run', insert: 'xyz', formats: {} } }];
  doc.transact((transaction) => writeChanges(transaction, body, startOf(body), before));
  body.insert(9, '!');
  assert.equal(wordsOf(doc), 'xyzabcdef!g');
});

test('what is typed at the end of a block comes before a marker that another inserts there', () => {
  for (const [typist, splitter] of [
    [1, 2],
    [2, 1],
  ] as const) {
    const start = docOf([{ keys: {}, content: [{ insert: 'ab', formats: {} }] }], 3);
    const [ada, ben] = [copyOf(start, typist), copyOf(start, splitter)];
    const write = (doc: Doc, changes: Change[]) =>
      doc.transact((transaction) => writeChanges(transaction, bodyOf(doc), startOf(bodyOf(doc)), changes));
    write(ada, [
      { type: 'keep', length: 3 },
      { type: 'insert', step: { type: 'run', insert: 'c', formats: {} } },
    ]);
    write(ben, [
      { type: 'keep', length: 3 },
      { type: 'insert', step: { type: 'marker', keys: {} } },
    ]);
    applyUpdate(ada, encodeStateAsUpdate(ben), 'remote');
    assert.equal(wordsOf(ada), '¶abc¶');
    assert.ok(ada.store.clients.has(markerClientID(splitter)));
  }
});

test('what is typed at the end of a block stays in its line, which another makes of the block', () => {
  for (const [typist, joiner] of [
    [1, 2],
    [2, 1],
  ] as const) {
    const line = (insert: string) => ({ keys: {}, content: [{ insert, formats: {} }] });
    const start = docOf([line('ab'), line('cd')], 3);
    const [ada, ben] = [copyOf(start, typist), copyOf(start, joiner)];
    const write = (doc: Doc, changes: Change[]) =>
      doc.transact((transaction) => writeChanges(transaction, bodyOf(doc), startOf(bodyOf(doc)), changes));
    const run = (insert: string): Change => ({ type: 'insert', step: { type: 'run', insert, formats: {} } });
    write(ada, [{ type: 'keep', length: 3 }, run('x'), { type: 'keep', length: 1 }, run('y')]);
    write(ben, [{ type: 'keep', length: 3 }, run('\n'), { type: 'delete', length: 1 }]);
    applyUpdate(ada, encodeStateAsUpdate(ben), 'remote');
    assert.equal(wordsOf(ada), '¶abx\nycd');
  }
});

test('what peers nest in a body is read as far as it goes', () => {
  const doc = new Doc();
  const marker = new YMap<unknown>();
  bodyOf(doc).insertEmbed(0, marker);
  let inner = marker;
  for (let depth = 0; depth < 20; depth++) {
    const next = new YMap<unknown>();
    inner.set('type', next);
    inner = next;
  }
  const read = JSON.stringify(blocksOf(doc));
  assert.equal(read.match(/"type"/g)?.length, 9);
});
