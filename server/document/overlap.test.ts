import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as Y from 'yjs';
import * as by from '../testing/updates.ts';
import { conflicts, overlaps, startsOf } from './overlap.ts';

const conflict = (doc: Y.Doc, update: Uint8Array) => conflicts(doc, Y.decodeUpdate(update));

/** Changes `doc` in one of many ways, as the numbers say. */
function edit(doc: Y.Doc, [kind, at, size]: readonly [number, number, number]): void {
  const text = doc.getText('text');
  const map = doc.getMap('map');
  const place = at % (text.length + 1);
  switch (kind) {
    case 0:
      return text.insert(place, '🌍aé'.repeat(size + 1));
    case 1:
      return text.delete(place, Math.min(size + 1, text.length - place));
    case 2:
      return text.format(place, Math.min(size + 1, text.length - place), { bold: size > 1 ? true : null });
    case 3:
      return text.insertEmbed(place, { image: size });
    case 4:
      return void map.set(String(at % 3), [size, -0, NaN, undefined, { a: null }, new Uint8Array([size]), 'x']);
    case 5:
      return map.delete(String(at % 3));
    case 6:
      return void map.set(String(at % 3), size > 1 ? new Y.XmlElement(`p${size}`) : new Y.Array());
    case 7:
      return doc.getArray('array').push([size, new Y.Text('in'), new Y.Doc({ guid: String(at) })]);
  }
}

test('[SAME2] no replica conflicts with another, whatever each has merged, split, deleted or collected', () => {
  const change = fc.tuple(
    fc.nat({ max: 2 }),
    fc.tuple(fc.nat({ max: 7 }), fc.nat({ max: 20 }), fc.nat({ max: 3 })),
    fc.boolean(),
  );
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30 }), fc.nat({ max: 40 }), (changes, lowered) => {
      const docs = [true, false, true].map((gc) => new Y.Doc({ gc }));
      for (const [who, how, syncs] of changes) {
        edit(docs[who]!, how);
        for (const doc of syncs ? docs : []) {
          Y.applyUpdate(doc, Y.encodeStateAsUpdate(docs[who]!, Y.encodeStateVector(doc)));
        }
      }
      for (const doc of docs) {
        for (const other of docs) {
          const state = Y.decodeStateVector(Y.encodeStateVector(doc));
          for (const [client, clock] of state) state.set(client, Math.max(0, clock - lowered));
          assert.ok(!conflict(doc, Y.encodeStateAsUpdate(other, Y.encodeStateVector(state))));
          assert.ok(!conflict(doc, Y.encodeStateAsUpdate(other)));
        }
      }
    }),
    { numRuns: 500 },
  );
});

test('[SAME1] what differs under the same ids is a conflict, wherever it differs', () => {
  const place = { origin: [1, 0], rightOrigin: [1, 1] } as const;
  const parts: readonly (readonly [by.Part, by.Part])[] = [
    [by.text('ab', place), by.text('ac', place)],
    [by.text('ab', place), by.text('ab', { origin: [1, 0] })],
    [by.text('ab', place), by.text('ab', { origin: [1, 1], rightOrigin: [1, 2] })],
    [by.text('x'), by.text('x', { root: 'other' })],
    [by.text('x', { key: 'a' }), by.text('x', { key: 'b' })],
    [by.text('x', { parent: [1, 3] }), by.text('x')],
    [by.text('a', place), by.embed('{}', place)],
    [by.embed('{"a":1}', place), by.embed('{"a":2}', place)],
    [by.format('bold', 'true', place), by.format('bold', 'null', place)],
    [by.any([by.value(1), by.value({ a: [1] })]), by.any([by.value(1), by.value({ a: [2] })])],
    [by.json(['1']), by.json(['2'])],
    [by.type(0), by.type(1)],
  ];
  const base = by.update([{ client: 1, structs: [by.text('abc'), by.type(0, { root: 'array' })] }]);
  for (const [index, pair] of parts.entries()) {
    const [one, two] = pair.map((part) => by.update([{ client: 2, structs: [part] }])) as [Uint8Array, Uint8Array];
    for (const [first, second] of [
      [one, two],
      [two, one],
    ] as const) {
      const doc = new Y.Doc({ gc: false });
      doc.getText('text');
      for (const update of [base, first]) Y.applyUpdate(doc, update);
      assert.ok(!conflict(doc, first), `${index}`);
      assert.ok(conflict(doc, second), `${index}`);
    }
  }
});

test('[SAME1] only what overlaps is compared, and what was collected is equal to everything', () => {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, by.update([{ client: 2, structs: [by.text('abcd')] }], [{ client: 2, ranges: [[0, 2]] }]));
  const of = (structs: by.Part[], clock = 0) => by.update([{ client: 2, clock, structs }]);
  assert.ok(!conflict(doc, of([by.text('xycd')])));
  assert.ok(!conflict(doc, of([by.gc(9)])));
  assert.ok(!conflict(doc, of([by.text('cdef', { origin: [2, 1] })], 2)));
  assert.ok(conflict(doc, of([by.text('cxef', { origin: [2, 1] })], 2)));
  assert.ok(!conflict(doc, of([by.skip(4), by.text('x')])));
  const starts = (update: Uint8Array) => overlaps(doc, startsOf(Y.decodeUpdate(update)));
  assert.ok(starts(of([by.text('x')], 3)));
  assert.ok(!starts(of([by.text('x')], 4)));
  assert.ok(!starts(by.update([{ client: 3, structs: [by.text('x')] }])));
});
