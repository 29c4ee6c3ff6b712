import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as Y from 'yjs';
import { wouldChange } from './would-change.ts';

/** All updates of a few clients that write, delete, and sync at times. */
const updates = fc
  .array(
    fc.record({
      who: fc.nat(2),
      at: fc.nat(20),
      length: fc.nat(5),
      act: fc.constantFrom('insert', 'delete', 'set', 'sync'),
    }),
    {
      maxLength: 30,
    },
  )
  .map((steps) => {
    const made: Uint8Array[] = [];
    const docs = [0, 1, 2].map((client) => {
      const doc = new Y.Doc();
      doc.clientID = client + 1;
      doc.on('update', (update: Uint8Array, origin: unknown) => void (origin === 'peer' || made.push(update)));
      return doc;
    });
    for (const { who, at, length, act } of steps) {
      const doc = docs[who]!;
      const text = doc.getText('text');
      const start = at % (text.length + 1);
      if (act === 'insert') text.insert(start, 'abcdef'.slice(0, length));
      if (act === 'delete') text.delete(start, Math.min(length, text.length - start));
      if (act === 'set') doc.getMap('map').set('key', new Y.Map([['value', at]]));
      if (act === 'sync') Y.applyUpdate(doc, Y.encodeStateAsUpdate(docs[at % 3]!), 'peer');
    }
    return made;
  });

const some = (all: readonly Uint8Array[], chosen: readonly boolean[]) =>
  all.filter((_, i) => chosen[i % chosen.length]);

test('an update would change a document exactly when a comparison of snapshots finds something missing', () => {
  const choice = fc.array(fc.boolean(), { minLength: 1, maxLength: 12 });
  let changing = 0;
  let known = 0;
  fc.assert(
    fc.property(updates, choice, choice, (all, heard, sent) => {
      const doc = new Y.Doc();
      for (const update of some(all, heard)) Y.applyUpdate(doc, update);
      const merged = some(all, sent).length > 0 ? [Y.mergeUpdates(some(all, sent))] : [];
      for (const update of [...all, ...merged, Y.encodeStateAsUpdate(doc)]) {
        const expected = !Y.snapshotContainsUpdate(Y.snapshot(doc), update);
        assert.equal(wouldChange(doc, Y.decodeUpdate(update)), expected);
        if (expected) changing++;
        else known++;
      }
    }),
    { numRuns: 2_000 },
  );
  assert.ok(changing > 1_000 && known > 1_000, `${changing} would change it and ${known} would not`);
});

test('the cost does not grow with the document', () => {
  const doc = new Y.Doc();
  doc.clientID = 1;
  let steps = 0;
  for (let i = 0; i < 20_000; i++) doc.getText('text').insert((i * 7919) % (i + 1), 'x');
  const last = Y.encodeStateAsUpdate(doc, Y.encodeStateVector(new Map([[1, 19_999]])));
  const structs = doc.store.clients.get(1)!;
  const counted = new Proxy(structs, { get: (target, key) => (steps++, Reflect.get(target, key)) });
  doc.store.clients.set(1, counted);
  assert.equal(wouldChange(doc, Y.decodeUpdate(last)), false);
  assert.ok(structs.length > 5_000 && steps < 100, `${steps} steps in ${structs.length} structs`);
});
