import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as Y from 'yjs';
import * as by from '../testing/updates.ts';
import { decodeClientMessage } from '../../protocol/messages.ts';
import { Document } from './document.ts';
import { encodeStored } from './encoded.ts';

const step = fc.record({
  client: fc.nat(2),
  at: fc.nat(20),
  act: fc.constantFrom(
    'text',
    'text',
    'emoji',
    'delete',
    'delete',
    'bold',
    'embed',
    'set',
    'nest',
    'drop',
    'values',
    'rejoin',
  ),
  /**
   * Whether the change is sent at once, or with a later one; and which client then gets the whole document, `reader`.
   */
  sent: fc.boolean(),
  reader: fc.nat(2),
});

/** Servers, and their logs, after a few clients wrote, synced at times, and came back under other client ids. */
const histories = fc.array(step, { maxLength: 40, size: 'max' }).map((steps) => {
  const server = new Y.Doc();
  const log: Uint8Array[] = [];
  server.on('update', (update: Uint8Array) => log.push(update));
  let clients = 0;
  const join = () => {
    const doc = new Y.Doc();
    doc.clientID = 2 ** ((9 * ++clients) % 32) + clients;
    return doc;
  };
  const docs = [join(), join(), join()];
  for (const { client, at, act, sent, reader } of steps) {
    const doc = docs[client]!;
    write(doc, act, at);
    if (act === 'rejoin') docs[client] = join();
    if (!sent) continue;
    Y.applyUpdate(server, Y.encodeStateAsUpdate(doc, Y.encodeStateVector(server)));
    Y.applyUpdate(docs[reader]!, Y.encodeStateAsUpdate(server));
  }
  return { server, log };
});

function write(doc: Y.Doc, act: string, at: number): void {
  const [text, map, array] = [doc.getText('text'), doc.getMap('map'), doc.getArray('array')];
  const start = at % (text.length + 1);
  if (act === 'text') text.insert(start, 'abcdef'.slice(0, 1 + (at % 6)));
  if (act === 'emoji') text.insert(start, 'né 🌍');
  if (act === 'delete') text.delete(start, Math.min(1 + (at % 4), text.length - start));
  if (act === 'bold') text.format(start, Math.min(3, text.length - start), { bold: at % 2 === 0 || null });
  if (act === 'embed') text.insertEmbed(start, { image: 'x' });
  if (act === 'set') map.set(`key ${at % 3}`, at);
  if (act === 'nest') map.set(`key ${at % 3}`, new Y.Map([['text', new Y.Text('inner')]]));
  if (act === 'drop') map.delete(`key ${at % 3}`);
  if (act === 'values') array.push([at, 'x', null, { a: [1.5] }, new Uint8Array(at), new Y.XmlElement('p')]);
}

/** As the store keeps a log: a snapshot of the first `compacted` updates, if there are any, and the others. */
function stored(log: readonly Uint8Array[], compacted: number): Uint8Array[] {
  if (compacted === 0) return [...log];
  return [Y.encodeStateAsUpdate(docOf(log.slice(0, compacted))), ...log.slice(compacted)];
}

function docOf(updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  return doc;
}

function assertSame(doc: Y.Doc, expected: Y.Doc): void {
  assert.equal(doc.store.pendingStructs ?? doc.store.pendingDs, null);
  assert.deepEqual(Y.encodeStateVector(doc), Y.encodeStateVector(expected));
  assert.ok(Y.equalSnapshots(Y.snapshot(doc), Y.snapshot(expected)));
  const read = (from: Y.Doc) => [
    from.getText('text').toDelta(),
    from.getMap('map').toJSON(),
    from.getArray('array').toJSON(),
  ];
  assert.deepEqual(read(doc), read(expected));
}

/** The update in the frame that answers `stateVector`. */
function answer(document: Document, stateVector: Uint8Array): Uint8Array {
  const message = decodeClientMessage(document.answer(stateVector));
  assert.ok(message.type === 'syncStep2');
  return message.update;
}

test('a stored log is encoded, with any tail, and byte for byte as Yjs encodes the document', () => {
  fc.assert(
    fc.property(histories, fc.nat(40), ({ server, log }, compacted) => {
      const encoded = encodeStored(stored(log, compacted % (log.length + 1)));
      assert.ok(encoded !== null);
      assertSame(docOf([encoded.whole]), server);
      assert.deepEqual(encodeStored([encoded.whole]), encoded);
      assert.deepEqual(encoded.stateVector, Y.encodeStateVector(server));
      assert.deepEqual(encoded.deleteSet, Y.encodeStateAsUpdate(server, encoded.stateVector));
    }),
    { numRuns: 1_000 },
  );
});

test('any updates that are encoded, in any order and repeated, are what Yjs makes of them', () => {
  let encodable = 0;
  fc.assert(
    fc.property(histories, fc.array(fc.nat(), { maxLength: 12 }), ({ log }, order) => {
      const updates = order.filter(() => log.length > 0).map((i) => log[i % log.length]!);
      const encoded = encodeStored(updates);
      const doc = docOf(updates);
      if (encoded === null) return;
      encodable++;
      assertSame(docOf([encoded.whole]), doc);
      assert.deepEqual(encoded.stateVector, Y.encodeStateVector(doc));
    }),
    { numRuns: 2_000 },
  );
  assert.ok(encodable > 200, `${encodable} were encoded`);
});

test('an update that was appended twice, after a failure, is encoded once', () => {
  const doc = new Y.Doc();
  const log: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => log.push(update));
  for (const word of ['one', 'two', 'three']) doc.getText('text').insert(0, word);
  assertSame(docOf([encodeStored([log[0]!, log[1]!, log[0]!, log[1]!, log[2]!])!.whole]), doc);
});

test('a snapshot is used as it is, without a copy', () => {
  const doc = new Y.Doc();
  doc.getText('text').insert(0, 'Hello');
  doc.getText('text').delete(1, 2);
  const snapshot = Y.encodeStateAsUpdate(doc);
  assert.equal(encodeStored([snapshot])!.whole, snapshot);
});

test('updates that are incomplete or unreadable are not encoded', () => {
  const of = (...structs: by.Part[]) => by.update([{ client: 1, structs }]);
  const notWhole = {
    'a later part': by.update([{ client: 1, clock: 1, structs: [by.text('x')] }]),
    'a gap': of(by.text('x'), by.skip(1), by.text('y')),
    'beside what is not there': of(by.text('x', { origin: [2, 0] })),
    'before what is not there': of(by.text('x'), by.text('y', { origin: [1, 0], rightOrigin: [2, 0] })),
    'in what is not there': of(by.text('x', { parent: [2, 0] })),
    'beside what comes after it': by.breaksWhenApplied(1),
    'a deletion of what is not there': by.update(
      [{ client: 1, structs: [by.text('x')] }],
      [{ client: 1, ranges: [[0, 2]] }],
    ),
    'a deletion of another': by.update([{ client: 1, structs: [by.text('x')] }], [{ client: 2, ranges: [[0, 1]] }]),
    'deletions out of order': by.update(
      [{ client: 1, structs: [by.text('xyz')] }],
      [
        {
          client: 1,
          ranges: [
            [2, 1],
            [0, 1],
          ],
        },
      ],
    ),
    'deletions twice of one': by.update(
      [{ client: 1, structs: [by.text('xyz')] }],
      [
        { client: 1, ranges: [[2, 1]] },
        { client: 1, ranges: [[0, 1]] },
      ],
    ),
    'clients out of order': by.update([1, 2].map((client) => ({ client, structs: [by.text('x')] }))),
    'cut off': of(by.text('x')).subarray(0, -1),
    'more after it': new Uint8Array([...of(by.text('x')), 0]),
    'no length': of(by.text('')),
    'no kind': new Uint8Array([1, 1, 1, 0, 11, 1, 1, 65, 0]),
  };
  for (const [what, update] of Object.entries(notWhole)) assert.equal(encodeStored([update]), null, what);
  assert.equal(
    encodeStored([of(by.text('xy')), of(by.text('x'), by.text('y', { origin: [1, 0] }), by.text('z'))]),
    null,
    'an overlap in part',
  );
  const inOrder = by.update(
    [2, 1].map((client) => ({ client, structs: [by.text('x')] })),
    [{ client: 1, ranges: [[0, 1]] }],
  );
  assert.ok(encodeStored([inOrder]) !== null);
});

test('garbage counts as deleted, also where the delete set does not have it', () => {
  const update = by.update([
    { client: 1, structs: [by.text('x'), by.gc(2), by.deletedItem(1, { origin: [1, 0] }), by.gc(1)] },
  ]);
  const { deleteSet } = encodeStored([update])!;
  assert.deepEqual(deleteSet, by.update([], [{ client: 1, ranges: [[1, 4]] }]));
});

test('an encoded document answers as a hydrated one does, and equal questions with the same array', () => {
  fc.assert(
    fc.property(
      histories,
      fc.nat(40),
      fc.nat(40),
      fc.array(fc.nat(30), { maxLength: 3 }),
      ({ server, log }, compacted, seen, foreign) => {
        const updates = stored(log, compacted % (log.length + 1));
        const older = docOf(log.slice(0, seen % (log.length + 1)));
        const strange = Y.encodeStateVector(new Map(foreign.map((clock, i) => [2 ** (9 * i) + i, clock])));
        const question = (doc: Y.Doc) => Y.encodeStateVector(doc);
        const built = new Document(updates, null);
        assert.deepEqual(new Document(updates).question, built.question);
        assert.deepEqual(answer(new Document(updates), question(server)), answer(built, question(server)));
        for (const document of [new Document(updates), built]) {
          for (const stateVector of [question(new Y.Doc()), question(server)]) {
            assert.equal(document.answer(stateVector), document.answer(stateVector));
          }
          for (const peer of [new Y.Doc(), docOf(log), older]) {
            Y.applyUpdate(peer, answer(document, question(peer)));
            assertSame(peer, server);
          }
          assert.equal(document.question, document.question);
          assertSame(docOf([document.encode()]), server);
        }
        const [one, other] = [new Document(updates), built].map((document) =>
          Y.parseUpdateMeta(answer(document, strange)),
        );
        assert.deepEqual(one, other);
      },
    ),
    { numRuns: 500 },
  );
});

test('an update has the same effect on an encoded document as on a hydrated one', () => {
  fc.assert(
    fc.property(histories, fc.nat(40), fc.nat(40), ({ server, log }, kept, compacted) => {
      const known = log.slice(0, kept % (log.length + 1));
      const updates = stored(known, compacted % (known.length + 1));
      const later = log.slice(known.length);
      const documents = [new Document(updates), new Document(updates, null)];
      const brought = documents.map((document) => document.apply(later));
      for (const [i, document] of documents.entries()) {
        assert.deepEqual(
          brought[i]!.pending,
          later.map(() => null),
        );
        assert.equal(brought[i]!.update === null, later.length === 0);
        assertSame(docOf([document.encode()]), server);
        assertSame(docOf([...updates, brought[i]!.update ?? new Uint8Array([0, 0])]), server);
        assert.deepEqual(document.stateVector, Y.encodeStateVector(server));
        assert.equal(document.title, '');
      }
    }),
    { numRuns: 500 },
  );
});

test('encodings are kept until the document changes', () => {
  const text = (at: number) =>
    by.update([{ client: 1, clock: at, structs: [by.text('x', at > 0 ? { origin: [1, at - 1] } : {})] }]);
  for (const document of [new Document([text(0)]), new Document([text(0)], null)]) {
    const own = document.stateVector;
    const all = () => [
      document.question,
      document.answer(new Uint8Array([0])),
      document.answer(own),
      document.encode(),
    ];
    const before = all();
    document.apply([text(0)]);
    assert.ok(
      all().every((made, i) => made === before[i]),
      'a known update changes nothing',
    );
    document.apply([text(1)]);
    const doc = docOf([text(0), text(1)]);
    assert.deepEqual(answer(document, new Uint8Array([0])), Y.encodeStateAsUpdate(doc));
    assert.deepEqual(answer(document, own), Y.encodeStateAsUpdate(doc, own));
    assert.deepEqual(document.stateVector, Y.encodeStateVector(doc));
    assert.deepEqual(document.encode(), Y.encodeStateAsUpdate(doc));
    assert.ok(all().every((made, i) => made !== before[i]));
  }
});

test('the own delete set is recognized by its bytes, and no other', () => {
  const deleting = by.update([], [{ client: 1, ranges: [[0, 1]] }]);
  const stored = by.update([{ client: 1, structs: [by.text('xy')] }], [{ client: 1, ranges: [[0, 1]] }]);
  for (const document of [new Document([stored]), new Document([stored], null)]) {
    document.answer(document.stateVector);
    assert.ok(document.isOwnDeleteSet(deleting));
    assert.ok(!document.isOwnDeleteSet(by.update([], [{ client: 1, ranges: [[1, 1]] }])));
    document.apply([by.update([], [{ client: 1, ranges: [[1, 1]] }])]);
    assert.ok(!document.isOwnDeleteSet(deleting), 'the document has changed, and its delete set was not encoded since');
  }
});

test('structs that depend on each other are pending for ever, and no part of the document', () => {
  const each = by.update([
    { client: 2, structs: [by.text('x', { origin: [1, 0] })] },
    { client: 1, structs: [by.text('y', { origin: [2, 0] })] },
  ]);
  const document = new Document([each]);
  document.hydrate();
  assert.deepEqual(answer(document, new Uint8Array([0])), new Uint8Array([0, 0]));
  assert.deepEqual(document.stateVector, new Uint8Array([0]));
});
