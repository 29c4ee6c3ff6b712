import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as Y from 'yjs';
import { workOf } from '../testing/hostile/work.ts';
import * as by from '../testing/updates.ts';
import { createDoc } from './merging.ts';

const times = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

/** The document as Yjs encodes it once it has merged all that can be merged. */
function encoded(doc: Y.Doc): Uint8Array {
  const merged = new Y.Doc();
  Y.applyUpdate(merged, Y.encodeStateAsUpdate(doc));
  return Y.encodeStateAsUpdate(merged);
}

function contentOf(doc: Y.Doc): unknown {
  return [doc.getText('body').toJSON(), doc.getArray('list').toJSON(), doc.getMap('map').toJSON()];
}

const edit = fc.record({
  client: fc.integer({ min: 1, max: 3 }),
  kind: fc.constantFrom('text', 'text', 'text', 'marker', 'key', 'unset', 'values', 'delete'),
  at: fc.nat(1_000),
  length: fc.nat(40),
});

/** Some are too small for the one pass, and some large enough. */
const transaction = fc.array(edit, { maxLength: 300, size: 'max' });

function perform(
  doc: Y.Doc,
  { client, kind, at, length }: typeof edit extends fc.Arbitrary<infer E> ? E : never,
): void {
  const text = doc.getText('body');
  const list = doc.getArray('list');
  const start = at % (text.length + 1);
  doc.clientID = client;
  if (kind === 'text') text.insert(start, 'x'.repeat(length));
  if (kind === 'marker') text.insertEmbed(start, new Y.Map([['type', 'quote']]));
  if (kind === 'key') doc.getMap('map').set(`${length % 3}`, at);
  if (kind === 'unset') doc.getMap('map').delete(`${length % 3}`);
  if (kind === 'values') {
    list.insert(
      list.length,
      times(length, () => at),
    );
  }
  if (kind === 'delete') text.delete(start, Math.min(length, text.length - start));
}

test('a document that merges in one pass is the one that Yjs makes, in transactions of any size', () => {
  fc.assert(
    fc.property(fc.array(transaction, { maxLength: 3, size: 'max' }), (transactions) => {
      const [author, ours, theirs] = [new Y.Doc(), createDoc(), new Y.Doc()];
      for (const edits of transactions) {
        const updates: Uint8Array[] = [];
        const collect = (update: Uint8Array) => void updates.push(update);
        author.on('update', collect);
        for (const each of edits) perform(author, each);
        author.off('update', collect);
        for (const doc of [ours, theirs]) doc.transact(() => updates.forEach((update) => Y.applyUpdate(doc, update)));
        assert.deepEqual(Y.encodeStateVector(ours), Y.encodeStateVector(theirs));
      }
      assert.deepEqual(encoded(ours), encoded(theirs));
      assert.deepEqual(contentOf(ours), contentOf(theirs));
      for (const item of ours.getMap('map')._map.values()) assert.equal(Y.getItem(ours.store, item.id), item);
    }),
    { numRuns: 50 },
  );
});

test('[HOSTILE3] structs that merge in pairs are not moved once for each pair', async () => {
  const pairs = times(30_000, (i) => (i % 3 === 2 ? by.text('x') : by.gc(1)));
  const doc = createDoc();
  const { moved } = await workOf(async () => Y.applyUpdate(doc, by.update([{ client: 1, structs: pairs }])));
  assert.equal(doc.store.clients.get(1)!.length, 20_000, 'each pair is one');
  assert.equal(moved, 0);
});

test('[HOSTILE3] values that merge one by one are not copied once for each', async () => {
  const chain = (make: (place: by.Place) => by.Part) =>
    by.update([{ client: 1, structs: times(5_000, (i) => make(i > 0 ? { origin: [1, i - 1] } : {})) }]);
  for (const update of [chain((place) => by.any([by.value(1)], place)), chain((place) => by.json(['1'], place))]) {
    const doc = createDoc();
    const { allocated } = await workOf(async () => Y.applyUpdate(doc, update));
    assert.equal(doc.store.clients.get(1)!.length, 1);
    assert.ok(allocated < 50_000_000, `${allocated} bytes`); // 100 MB as Yjs merges them, and 40 times that for 32,000
  }
});
