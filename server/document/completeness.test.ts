import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as Y from 'yjs';
import { limits } from '../limits/limits.ts';
import * as by from '../testing/updates.ts';
import { isComplete } from './completeness.ts';

/** Whether Yjs applies all of `update` to a document of `updates`. */
function applies(updates: readonly Uint8Array[], update: Uint8Array): boolean {
  const doc = docOf(updates);
  Y.applyUpdate(doc, update);
  return doc.store.pendingStructs === null;
}

/** A document of `updates`, without what waits for missing ones. */
function docOf(updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  doc.store.pendingStructs = null;
  return doc;
}

test('an update is complete exactly when Yjs keeps nothing of it waiting', () => {
  const id = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.nat({ max: 4 }));
  const place = fc.record({ origin: id, rightOrigin: id }, { requiredKeys: [] });
  const part = fc.oneof(
    fc.tuple(fc.constantFrom('x', 'yz'), place).map(([characters, at]) => by.text(characters, at)),
    fc.constant(by.gc(1)),
    fc.constant(by.skip(1)),
  );
  const ofClient = (client: number) =>
    fc.record({
      client: fc.constant(client),
      clock: fc.nat({ max: 1 }),
      structs: fc.array(part, { minLength: 1, maxLength: 4 }),
    });
  const update = fc
    .tuple(...[4, 3, 2, 1].map((client) => fc.option(ofClient(client))))
    .map((clients) => by.update(clients.filter((each) => each !== null)));
  let complete = 0;
  fc.assert(
    fc.property(fc.array(update, { maxLength: 1 }), update, (before, next) => {
      let expected: boolean;
      try {
        expected = applies(before, next);
      } catch {
        return; // refers to a part of itself, which is found out elsewhere
      }
      assert.equal(isComplete(docOf(before), Y.decodeUpdate(next)), expected);
      complete += expected ? 1 : 0;
    }),
    { numRuns: 10_000 },
  );
  assert.ok(complete > 100);
});

test('[LIMIT6] an update of as many clients as it may have, each behind another, is complete', () => {
  const count = limits.updateClients;
  const whole = by.update(
    Array.from({ length: count }, (_, i) => ({
      client: count - i,
      structs: [by.text('x', i === count - 1 ? {} : { origin: [count - i - 1, 0] })],
    })),
  );
  const decoded = Y.decodeUpdate(whole);
  assert.ok(isComplete(new Y.Doc(), decoded));
  decoded.structs.pop();
  assert.ok(!isComplete(new Y.Doc(), decoded));
});
