import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as Y from 'yjs';
import { applyBatch } from './apply-batch.ts';
import { nothing } from '../document/bytes.ts';
import { Document } from '../document/document.ts';
import { startsOf } from '../document/overlap.ts';
import type { ReceivedUpdate } from './inbox.ts';
import { dependentUpdates } from '../testing/room.ts';
import { breaksWhenApplied, text, update } from '../testing/updates.ts';

const word = (client: number) => update([{ client, structs: [text('x')] }]);
const from = (
  member: string,
  bytes: Uint8Array,
  rest: Partial<ReceivedUpdate<string>> = {},
): ReceivedUpdate<string> => ({
  member,
  update: bytes,
  parts: 1,
  starts: startsOf(Y.decodeUpdate(bytes)),
  isAnswer: false,
  unauthorized: false,
  authors: [],
  ...rest,
});

test('a batch without anything new has no update and no sender', () => {
  const result = applyBatch(new Document([word(1)]), { received: [from('ada', word(1))], heldBack: [] });
  assert.deepEqual(result, {
    update: null,
    refused: new Set(),
    conflicting: new Set(),
    incomplete: [],
    soleSender: null,
    authors: [],
  });
});

test('the sole sender is the only member whose updates are in the batch, empty ones left out', () => {
  const soleSender = (...received: ReceivedUpdate<string>[]) =>
    applyBatch(new Document([]), { received, heldBack: [] }).soleSender;
  assert.equal(soleSender(from('ada', word(1)), from('ada', word(2))), 'ada');
  assert.equal(soleSender(from('ada', word(1)), from('ben', nothing)), 'ada');
  assert.equal(soleSender(from('ada', word(1)), from('ben', word(2))), null);
  assert.equal(soleSender(from('ada', word(1)), from('ben', word(2)), from('ada', word(3))), null);
});

test('an update that was held back makes its sender one of several', () => {
  const [first, second] = dependentUpdates();
  const document = new Document([]);
  const held = applyBatch(document, { received: [from('ada', second)], heldBack: [] });
  assert.deepEqual([held.update, held.incomplete.map(({ member }) => member)], [null, ['ada']]);
  const whole = applyBatch(document, { received: [from('ben', first)], heldBack: held.incomplete });
  assert.ok(whole.update !== null);
  assert.deepEqual([whole.incomplete, whole.soleSender], [[], null]);
});

test('[AUTH2] an unauthorized update is refused when it would change the document, and is never applied', () => {
  const document = new Document([word(1)]);
  const [known, changing] = [1, 2].map((client) => from('eve', word(client), { unauthorized: true }));
  const result = applyBatch(document, { received: [known!, changing!], heldBack: [] });
  assert.deepEqual([result.update, result.refused], [null, new Set([changing])]);
});

test('[AUTH5] the authors are those of Yjs clients that are new to the document with this batch', () => {
  const author = (clientID: number) => ({ clientID, user: 'ada', name: 'Ada' });
  const [, second] = dependentUpdates();
  const received = [
    from('ada', word(1), { authors: [author(1)] }),
    from('ada', word(2), { authors: [author(2)] }),
    from('ada', second, { authors: [author(3)] }),
  ];
  const { authors } = applyBatch(new Document([word(1)]), { received, heldBack: [] });
  assert.deepEqual(authors, [author(2)], 'one was known, and the structs of another are not there yet');
});

test('[HOSTILE1] a batch with an update that cannot be applied throws', () => {
  const received = [from('ada', word(1)), from('mallory', breaksWhenApplied(666))];
  assert.throws(() => applyBatch(new Document([]), { received, heldBack: [] }));
});
