import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as Y from 'yjs';
import { applyInOrder, takePending } from './pending.ts';

/** The updates of pages that write into one text by turns, each at a place that follows from its number. */
function written(turns: readonly (readonly [page: number, place: number, deletes: boolean])[]): Uint8Array[] {
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => void updates.push(update));
  for (const [page, place, deletes] of turns) {
    doc.clientID = page + 1;
    const text = doc.getText('text');
    if (deletes && text.length > 0) text.delete(place % text.length, 1);
    else text.insert(place % (text.length + 1), 'x');
  }
  return updates;
}

const stateOf = (doc: Y.Doc) => [Y.encodeStateVector(doc), doc.getText('text').toJSON()];

test('a struct comes in once what it waits for has come, though a later one of that client waits, too', () => {
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => void updates.push(update));
  const write = (clientID: number, index: number) => {
    doc.clientID = clientID;
    doc.getText('text').insert(index, 'x');
  };
  write(4, 0);
  write(2, 1);
  write(9, 1); // between both
  write(2, 3);
  write(2, 4);
  const [first, second, between, , last] = updates;
  const read = new Y.Doc();
  applyInOrder(read, [between!, last!, first!, second!]);
  assert.equal(read.getText('text').length, 3);
  assert.notEqual(takePending(read), null);
});

test('after updates in any order, some of them missing, all is there that depends on none of those', () => {
  const turns = fc.array(fc.tuple(fc.nat(2), fc.nat(50), fc.boolean()), { minLength: 2, maxLength: 12 });
  const lives = turns.chain((turns) => {
    const updates = written(turns);
    return fc.shuffledSubarray(updates, { minLength: Math.floor(updates.length / 2) });
  });
  fc.assert(
    fc.property(lives, (updates) => {
      const [doc, patient] = [new Y.Doc(), new Y.Doc()];
      applyInOrder(doc, updates);
      for (let i = 0; i < updates.length; i++) {
        for (const update of updates) Y.applyUpdate(patient, update);
        takePending(patient);
      }
      assert.deepEqual(stateOf(doc), stateOf(patient));
    }),
    { numRuns: 1000 },
  );
});
