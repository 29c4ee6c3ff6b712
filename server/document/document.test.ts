import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as Y from 'yjs';
import * as by from '../testing/updates.ts';
import { workOf } from '../testing/hostile/work.ts';
import { limits } from '../limits/limits.ts';
import { markerClientID } from '../../protocol/format/body.ts';
import { messageOf } from '../../protocol/error-message.ts';
import { decodeClientMessage } from '../../protocol/messages.ts';
import { totalWork } from './budget.ts';
import { Document } from './document.ts';
import { startsOf } from './overlap.ts';

const times = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const of = (structs: readonly by.Part[], client = 1) => by.update([{ client, structs }]);

/** Blocks at one place of a body, with a word in each: the words by `client`, the markers by its other id. */
function blocks(count: number, client: number, place: by.Place = { root: 'body' }): Uint8Array {
  const markers = markerClientID(client);
  return by.update([
    { client: markers, structs: times(count, (i) => by.type(1, i > 0 ? { origin: [client, 2 * i - 1] } : place)) },
    { client, structs: times(count, (i) => by.text('ab', { origin: [markers, i] })) },
  ]);
}

/** Applies an update to the document that `before` makes. Returns the message of the error that it throws, or null. */
function applied(update: Uint8Array, before: Uint8Array[] = []): string | null {
  const document = new Document(before);
  try {
    document.apply([update]);
    return null;
  } catch (error) {
    return messageOf(error);
  } finally {
    document.destroy();
  }
}

/** What an update of client 2 adds that is one struct. */
const textOf = (document: Document): string => {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, document.encode());
  return doc.getText('text').toJSON();
};
const growth = (bytes: number) => ({ bytes, parts: 1, clients: new Set([2]) });

test('[HOSTILE3] a pasted novel, an offline day and a trace of 260,000 edits each fit in one update', () => {
  const novel = of([by.text('x'.repeat(2 * 1024 * 1024))]);
  assert.equal(applied(novel), null);
  const scattered = (count: number) =>
    times(count, (i) =>
      by.text('y', { origin: [1, (i * 7919) % 2_000_000], rightOrigin: [1, ((i * 7919) % 2_000_000) + 1] }),
    );
  assert.equal(applied(of(scattered(20_000), 2), [novel]), null);
  const trace = times(260_000, (i) => by.text('x', i > 0 ? { origin: [1, (i * 7919) % i] } : {}));
  assert.equal(applied(of(trace)), null);
});

test('[HOSTILE3] a thousand people may write a word at the same place at the same time', () => {
  const people = times(1_000, (i) => of([by.text('a'), by.text('bc', { origin: [i, 0] })], i));
  const document = new Document([]);
  assert.ok(
    people
      .reverse()
      .map((update) => document.apply([update]))
      .every(({ update }) => update !== null),
  );
  document.destroy();
});

test('[HOSTILE3] two hundred people may each bring 500 blocks and words of one place, singly or at once', async () => {
  const word = of([by.text('a')], 1_000);
  const all = times(200, (i) => blocks(250, i + 1, { origin: [1_000, 0] }));
  for (const batches of [all.map((update) => [update]).reverse(), [all]]) {
    const document = new Document([word]);
    const { walked } = await workOf(async () => batches.forEach((updates) => void document.apply(updates)));
    assert.ok(walked < 20 * 200 * 500, `${walked}`); // 200 million, had each been counted against all at its place
    document.destroy();
  }
});

test('[HOSTILE3] one person may come late, with 500 edits, to a place where many wrote before', () => {
  const word = of([by.text('a')], 1);
  const document = new Document([word, ...times(100, (i) => blocks(250, i + 2, { origin: [1, 0] }))]);
  assert.notEqual(document.apply([blocks(250, 1_000, { origin: [1, 0] })]).update, null);
  document.destroy();
});

test('[HOSTILE3] items that make Yjs compare each with each are refused', (t) => {
  t.mock.property(limits as { scannedItems: number }, 'scannedItems', 1_000_000);
  // Each item is between the first and another of the line, so that Yjs compares it with all in between.
  const line = (length: number) =>
    of(
      times(length, (i) => by.text('a', i > 0 ? { origin: [2, i - 1] } : {})),
      2,
    );
  const between = (count: number, length: number) =>
    of(times(count, (i) => by.text('b', { origin: [2, 0], rightOrigin: [2, 1 + ((i * 7919) % (length - 1))] })));
  assert.equal(applied(between(1_000, 1_000), [line(1_000)]), null);
  assert.equal(applied(between(3_000, 3_000), [line(3_000)]), 'too much was written at one place');
  const keys = (count: number) => of(times(count, () => by.text('b', { key: 'k' })));
  assert.equal(applied(keys(1_000)), null);
  assert.equal(applied(keys(3_000)), 'too much was written at one place');
});

test('[HOSTILE3] splits in front of very many structs are refused', () => {
  const holes = (count: number) => by.update([], [{ client: 1, ranges: times(count, (i) => [2 * i, 1] as const) }]);
  const tail = of([
    by.text('a'.repeat(100_000)),
    ...times(200_000, (i) => by.text('b', { origin: [1, (i * 7919) % 1_000] })),
  ]);
  assert.equal(applied(holes(1_000), [tail]), null);
  assert.equal(applied(holes(40_000), [tail]), 'too much is split');
});

test('[HOSTILE3] work grows with what is deleted, not with its square: blocks with keys set twice', async () => {
  const count = 10_000;
  const keys = (i: number) =>
    [['heading', 'type'] as const, [2, 'level'] as const, ['quote', 'type'] as const].map(([value, key], k) =>
      by.any([by.value(value)], k < 2 ? { parent: [1, 4 * i], key } : { origin: [1, 4 * i + 1] }),
    );
  const markers = times(count, (i) => [by.type(1, i > 0 ? { origin: [1, 4 * i - 4] } : {}), ...keys(i)]).flat();
  const document = new Document([
    of(markers),
    by.update([], [{ client: 1, ranges: times(count, (i) => [4 * i + 1, 2]) }]),
  ]);
  const all = by.update([], [{ client: 1, ranges: [[0, 4 * count]] }]);
  const before = totalWork.movedStructs;
  const { walked, moved } = await workOf(async () => void document.apply([all]));
  assert.ok(walked < 20 * 4 * count, `${walked}`);
  assert.equal(moved, 0); // a hundred million, as Yjs merges
  assert.equal(totalWork.movedStructs, before, 'nothing counts as moved that was not');
  document.destroy();
});

test('[HOSTILE3] types nest up to their limit, and the outermost can be deleted', () => {
  const nested = (depth: number) =>
    of(times(depth, (i) => by.type(1, i > 0 ? { parent: [1, i - 1], key: 'k' } : { key: 'k' })));
  assert.equal(applied(by.update([], [{ client: 1, ranges: [[0, 1]] }]), [nested(limits.typeDepth)]), null);
  assert.equal(applied(nested(limits.typeDepth)), null);
  assert.equal(applied(nested(limits.typeDepth + 1)), 'types are nested too deeply');
});

test('[HOSTILE3] root types and subdocuments are counted over all updates', () => {
  const roots = (from: number, count: number) =>
    of(
      times(count, (i) => by.text('x', { root: `${from + i}` })),
      from + 1,
    );
  assert.equal(applied(roots(1, 1), [roots(2, limits.roots - 2)]), null, 'the title is one');
  assert.equal(applied(roots(1, 1), [roots(2, limits.roots - 1)]), 'there are too many root types');
  const subdocuments = (client: number, count: number) =>
    of(
      times(count, () => by.subdocument('', by.value({}))),
      client,
    );
  assert.equal(applied(subdocuments(1, 1), [subdocuments(2, limits.subdocuments - 1)]), null);
  assert.equal(applied(subdocuments(1, 1), [subdocuments(2, limits.subdocuments)]), 'there are too many subdocuments');
});

test('[HOSTILE3] a format makes neither an edit nor a deletion walk over the whole text', async () => {
  const items = 5_000;
  const text = of([by.type(2, { key: 'k' }), by.format('bold', '1', { parent: [1, 0] })]);
  const letters = times(items, (i) => by.text('a', { origin: i > 0 ? [2, (i * 7919) % i] : [1, 1] }));
  const document = new Document([text, of(letters, 2)]);
  document.hydrate();
  const walked = async (update: Uint8Array) => (await workOf(async () => void document.apply([update]))).walked;
  assert.ok((await walked(of([by.format('bold', 'null', { origin: [2, 500] })], 3))) < 100);
  assert.ok((await walked(by.update([], [{ client: 2, ranges: [[0, items]] }]))) < 20 * items); // 5,000 in Yjs
  document.destroy();
});

test('[HOSTILE4] a document that has all the structs that it may have does not grow, and may be deleted from', (t) => {
  t.mock.property(limits as { structs: number }, 'structs', 100);
  const letters = (count: number, client: number) =>
    of(
      times(count, () => by.text('a')),
      client,
    );
  const document = new Document([]);
  document.apply([letters(99, 1)]);
  assert.ok(document.hasRoomFor(growth(1)));
  document.apply([letters(1, 2)]);
  assert.ok(!document.hasRoomFor(growth(1)));
  assert.ok(document.hasRoomFor({ ...growth(1), clients: new Set() }), 'for an update that only deletes');
  document.apply([by.update([], [{ client: 1, ranges: [[0, 99]] }])]);
  document.destroy();
  assert.equal(applied(letters(101, 1)), 'the document has too many structs');
});

test('a part that depends on missing updates is returned as pending, and not sent to joiners', () => {
  const document = new Document([]);
  const waits = by.update(
    [{ client: 1, structs: [by.text('x'), by.text('y', { origin: [5, 0] })] }],
    [{ client: 7, ranges: [[0, 1]] }],
  );
  const { update, pending } = document.apply([waits]);
  assert.ok(update !== null && pending[0] !== null);
  assert.deepEqual(document.encode(), update);
  const missing = by.update([
    { client: 5, structs: [by.text('z')] },
    { client: 7, structs: [by.gc(1)] },
  ]);
  assert.deepEqual(document.apply([missing, pending[0]!]).pending, [null, null]);
  // Each update depends on the one before it, and those of the highest client are applied first.
  const turns = times(6, (i) =>
    by.update([
      {
        client: 1 + (i % 2),
        clock: i >> 1,
        structs: [by.text('x', i > 0 ? { origin: [2 - (i % 2), (i - 1) >> 1] } : {})],
      },
    ]),
  );
  const taken = new Document([]);
  assert.ok(taken.apply(turns).pending.every((rest) => rest === null));
  const whole = new Document([]);
  assert.deepEqual(
    whole.apply([waits, missing]).pending,
    [null, null],
    'also when the missing update comes later in the batch',
  );
  for (const each of [document, taken, whole]) each.destroy();
});

test('what was stored before something that it depends on becomes a part of the document once that has come', () => {
  const page = new Y.Doc();
  const updates: Uint8Array[] = [];
  page.on('update', (update: Uint8Array) => updates.push(update));
  const text = page.getText('text');
  for (const [i, letter] of ['a', 'b', 'c', 'd'].entries()) text.insert(i, letter);
  text.delete(2, 1);
  const [a, b, c, d, deletion] = updates as [Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  for (const stored of [
    [a, c, d, deletion],
    [a, deletion, d],
  ]) {
    const document = new Document(stored);
    document.hydrate();
    assert.equal(textOf(document), 'a');
    const others = new Y.Doc();
    others.getText('other').insert(0, 'unrelated');
    assert.ok(document.apply([Y.encodeStateAsUpdate(others)]).update !== null);
    assert.equal(textOf(document), 'a');
    const { update, pending } = document.apply([b]);
    assert.deepEqual(pending, [null]);
    const missing = stored.includes(c) ? null : document.apply([c]).update;
    assert.equal(textOf(document), 'abd');
    // Members get all of it: they have had nothing of what waited.
    const member = new Y.Doc();
    for (const part of [a, update, missing]) if (part !== null) Y.applyUpdate(member, part);
    assert.equal(member.getText('text').toJSON(), 'abd');
  }
});

test('[SAME3] an answer that begins in the middle of a character garbles nothing', () => {
  const page = new Y.Doc();
  page.clientID = 1;
  page.getText('text').insert(0, `a😀${'b'.repeat(limits.overlap - 1)}`);
  const document = new Document([Y.encodeStateAsUpdate(page)]);
  const question = decodeClientMessage(document.overlapQuestion([1], null)!);
  assert.ok(question.type === 'syncStep1');
  assert.deepEqual(Y.decodeStateVector(question.stateVector), new Map([[1, 2]]));
  const end = page.getText('text').length;
  page.getText('text').insert(end, 'offline');
  page.getText('text').delete(0, 1);
  const update = Y.encodeStateAsUpdate(page, question.stateVector);
  const applied = document.apply([update], undefined, [{ source: page, starts: startsOf(Y.decodeUpdate(update)) }]);
  assert.deepEqual(applied.pending, [null]);
  assert.equal(textOf(document), page.getText('text').toJSON());
});

test('[HOSTILE4] the room for growth is measured by the encoded size', () => {
  const text = (length: number) => of([by.text('x'.repeat(length))]);
  const document = new Document([text(limits.documentBytes - 1_000)]);
  const left = limits.documentBytes - document.encode().length;
  assert.ok(document.hasRoomFor(growth(left)));
  assert.ok(!document.hasRoomFor(growth(left + 1)));
  const most = left + (limits.deletionRoom - 1) * limits.documentBytes;
  assert.ok(document.hasRoomFor({ bytes: most, parts: 1, clients: new Set() }), 'deletions have some more');
  assert.ok(!document.hasRoomFor({ bytes: most + 1, parts: 1, clients: new Set() }));
  document.apply([by.update([], [{ client: 1, ranges: [[0, limits.documentBytes / 2]] }])]);
  document.apply([of([by.text('y'.repeat(limits.measureAgainAfter))], 2)]);
  assert.ok(document.hasRoomFor(growth(limits.documentBytes / 4)), 'deletions make room');
  document.destroy();
});

test('[HOSTILE4] [LIMIT6] a document has room for as many parts as one update may bring, and not one more', (t) => {
  t.mock.property(limits as { documentParts: number }, 'documentParts', 1_000);
  const document = new Document([of([by.any(times(400, () => by.value(null)))])]);
  document.apply([of([by.text('y'.repeat(limits.measureAgainAfter))], 2)]);
  const left = 1_000 - 402;
  assert.ok(document.hasRoomFor({ ...growth(1), parts: left }));
  assert.ok(!document.hasRoomFor({ ...growth(1), parts: left + 1 }));
  assert.ok(limits.documentParts * limits.deletionRoom <= limits.updateParts);
  assert.ok(limits.documentBytes * limits.deletionRoom < limits.messageBytes);
  document.destroy();
});

test('[HOSTILE4] a document with all the clients that it may have has room for those alone', (t) => {
  t.mock.property(limits as { documentClients: number }, 'documentClients', 3);
  const document = new Document([]);
  for (const client of [1, 2]) document.apply([of([by.text('x')], client)]);
  const by3 = { bytes: 1, parts: 1, clients: new Set([1, 3]) };
  assert.ok(document.hasRoomFor(by3));
  document.apply([of([by.text('x')], 3)]);
  assert.ok(document.hasRoomFor(by3));
  assert.ok(!document.hasRoomFor({ ...by3, clients: new Set([1, 4]) }));
  document.destroy();
});

test('the title is a text of at most 200 characters, whatever else is in its root', () => {
  const titleOf = (structs: readonly by.Part[]) => {
    const document = new Document([]);
    const titles = [document.title];
    document.apply([of(structs.map((part) => part))]);
    titles.push(document.title);
    document.destroy();
    assert.equal(titles[0], '');
    return titles[1];
  };
  const root = 'title';
  assert.equal(titleOf([by.text('Plan'.repeat(50), { root })]), 'Plan'.repeat(50));
  assert.equal(titleOf([by.text(`${'Plan'.repeat(50)}x`, { root })]), 'Plan'.repeat(50));
  assert.equal(titleOf([by.any([by.value({})], { root }), by.text('x', { root, key: 'k' }), by.type(0, { root })]), '');
  const embeds = (count: number) => times(count, (i) => by.embed('{}', i > 0 ? { origin: [1, i - 1] } : { root }));
  const after = (count: number) => titleOf([...embeds(count), by.text('Plan', { origin: [1, count - 1] })]);
  assert.equal(after(limits.titleItems - 1), 'Plan');
  assert.equal(after(limits.titleItems), '');
  const doc = new Y.Doc();
  doc.getText(root).insert(0, 'old');
  const document = new Document([Y.encodeStateAsUpdate(doc)]);
  assert.equal(document.title, 'old');
  const before = Y.encodeStateVector(doc);
  doc.getText(root).insert(0, 'not so ');
  document.apply([Y.encodeStateAsUpdate(doc, before)]);
  assert.equal(document.title, 'not so old');
});

test('a document without a title is named by the first line of its body, within the same limit', () => {
  const doc = new Y.Doc();
  const body = doc.getText('body');
  const document = new Document([Y.encodeStateAsUpdate(doc)]);
  const after = (change: () => void) => {
    change();
    document.apply([Y.encodeStateAsUpdate(doc)]);
    return document.title;
  };
  assert.equal(
    after(() => body.insertEmbed(0, new Y.Map())),
    '',
  );
  assert.equal(
    after(() => body.insert(1, 'Plans\nfor May')),
    'Plans',
  );
  assert.equal(
    after(() => doc.getText('title').insert(0, 'May')),
    'May',
  );
  assert.equal(
    after(() => doc.getText('title').delete(0, 3)),
    'Plans',
  );
  // Three items (the marker, the blanks and the words), and of their characters the marker, the blanks and the P.
  assert.equal(
    after(() => body.insert(1, ' '.repeat(limits.titleItems - 5))),
    'P',
  );
  assert.equal(
    after(() => body.insert(1, ' ')),
    '',
  );
});
