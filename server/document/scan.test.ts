import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as Y from 'yjs';
import * as by from '../testing/updates.ts';
import { limits } from '../limits/limits.ts';
import { CloseCode } from '../../protocol/close-codes.ts';
import { validateUpdate } from './scan.ts';

const ordered = (parts: number) => ({ type: 'valid', ordered: true, parts });
const of = (structs: readonly by.Part[]) => by.update([{ client: 1, structs }]);
const times = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

/** The close code of an invalid update; null when the update is valid. */
function codeOf(update: Uint8Array): number | null {
  const validated = validateUpdate(update);
  return validated.type === 'invalid' ? validated.code : null;
}

/** Asserts that an update with `count` of something is valid, and with one more is not. */
function atMost(count: number, code: number, make: (count: number) => Uint8Array): void {
  assert.equal(codeOf(make(count)), null, `${count} are valid`);
  assert.equal(codeOf(make(count + 1)), code, `${count + 1} are not`);
}

test('an update that Yjs writes is valid, and any part of it is not', () => {
  const doc = new Y.Doc();
  const text = doc.getText('text');
  text.insert(0, 'Hello 🌍');
  text.format(0, 5, { bold: true, link: { href: 'x' } });
  text.insertEmbed(2, { image: '"\\"[' });
  text.delete(1, 2);
  doc.getMap('map').set('any', [1, -1, 1.5, 1e300, 10n, true, null, undefined, 'x', { a: [{}] }, new Uint8Array(3)]);
  doc.getMap('map').set('doc', new Y.Doc({ meta: { of: 'it' } }));
  doc
    .getArray('array')
    .push([new Y.Array(), new Y.Map(), new Y.Text('x'), new Y.XmlFragment(), new Y.XmlText(), new Y.XmlHook('h')]);
  const element = new Y.XmlElement('p');
  doc.getXmlFragment('xml').push([element]);
  element.setAttribute('class', 'x');
  const update = Y.encodeStateAsUpdate(doc);
  assert.equal(codeOf(update), null);
  for (let length = 0; length < update.length; length++) {
    assert.equal(codeOf(update.subarray(0, length)), CloseCode.malformed);
  }
});

test('no bytes make it throw, and every rejection has a short reason', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const validated = validateUpdate(bytes);
      if (validated.type === 'invalid') assert.ok(validated.reason.length > 0 && validated.reason.length < 100);
    }),
    { numRuns: 20_000 },
  );
});

test('[HOSTILE2] an update with too many structs, values or deletions is invalid', (t) => {
  t.mock.property(limits as { updateParts: number }, 'updateParts', 10_000);
  atMost(limits.updateParts, CloseCode.tooLarge, (count) => of(times(count, () => by.gc(1))));
  atMost(limits.updateParts - 1, CloseCode.tooLarge, (count) => of([by.any(times(count, () => by.value(null)))]));
  atMost(limits.updateParts - 1, CloseCode.tooLarge, (count) => of([by.json(times(count, () => '1'))]));
  atMost(limits.updateParts, CloseCode.tooLarge, (count) =>
    by.update([], [{ client: 1, ranges: times(count, (i) => [2 * i, 1] as const) }]),
  );
});

test('[HOSTILE2] an update with too many clients, root types or subdocuments is invalid', () => {
  atMost(limits.updateClients, CloseCode.tooLarge, (count) =>
    by.update(times(count, (client) => ({ client, structs: [by.gc(1)] }))),
  );
  atMost(limits.roots, CloseCode.tooLarge, (count) => of(times(count, (i) => by.text('x', { root: `root ${i}` }))));
  atMost(limits.subdocuments, CloseCode.tooLarge, (count) => of(times(count, () => by.subdocument('', by.value({})))));
});

test('[HOSTILE2] a value that is nested too deeply is invalid, in every kind of content', () => {
  const json = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
  const value = (depth: number): by.Part => by.value(JSON.parse(json(depth)));
  atMost(limits.valueDepth, CloseCode.malformed, (depth) => of([by.json([json(depth)])]));
  atMost(limits.valueDepth, CloseCode.malformed, (depth) => of([by.embed(json(depth))]));
  atMost(limits.valueDepth, CloseCode.malformed, (depth) => of([by.format('bold', json(depth))]));
  atMost(limits.valueDepth, CloseCode.malformed, (depth) => of([by.any([value(depth)])]));
  atMost(limits.valueDepth - 1, CloseCode.malformed, (depth) =>
    of([by.subdocument('', by.object([['meta', value(depth)]]))]),
  );
  assert.equal(codeOf(of([by.embed(JSON.stringify('"['.repeat(1000)))])), null, 'brackets in a text do not count');
});

test('[HOSTILE2] a number above Number.MAX_SAFE_INTEGER is invalid', () => {
  const most = Number.MAX_SAFE_INTEGER;
  atMost(most, CloseCode.malformed, (length) => of([by.gc(length)]));
  atMost(most, CloseCode.malformed, (client) => by.update([{ client, structs: [by.gc(1)] }]));
  atMost(most - 1, CloseCode.malformed, (clock) => by.update([{ client: 1, clock, structs: [by.gc(1)] }]));
  atMost(most - 1, CloseCode.malformed, (clock) => by.update([], [{ client: 1, ranges: [[clock, 1]] }]));
  atMost(most, CloseCode.malformed, (clock) => of([by.text('x', { origin: [1, clock] })]));
});

test('[HOSTILE2] a number in more bytes than any safe integer needs is invalid', () => {
  const zero = (bytes: number) => [...Array.from({ length: bytes - 1 }, () => 0x80), 0];
  const deleting = (bytes: number) => new Uint8Array([0, 1, 1, 1, ...zero(bytes), 1]);
  atMost(8, CloseCode.malformed, deleting);
  assert.equal(codeOf(deleting(200)), CloseCode.malformed);
});

test('[HOSTILE2] parts of no length, objects with a prototype and unknown kinds are invalid', () => {
  for (const part of [by.gc(0), by.skip(0), by.text(''), by.any([]), by.json([]), by.deletedItem(0)]) {
    assert.equal(codeOf(of([part])), CloseCode.malformed);
  }
  assert.equal(codeOf(by.mistakenForBytes(1)), CloseCode.malformed);
  assert.equal(codeOf(of([by.any([(encoder) => by.value(1)(encoder)])])), null);
  assert.equal(codeOf(new Uint8Array([1, 1, 1, 0, 11, 1, 1, 65, 0])), CloseCode.malformed);
});

test('[HOSTILE2] bytes after an update are invalid, and so is a V2 update', () => {
  const update = of([by.text('x')]);
  assert.equal(codeOf(new Uint8Array([...update, 0])), CloseCode.malformed);
  for (const v1 of [update, of([by.gc(1)]), by.update([], [{ client: 1, ranges: [[0, 1]] }])]) {
    assert.equal(codeOf(Y.convertUpdateFormatV1ToV2(v1)), CloseCode.malformed);
  }
});

test('a delete set out of order is noticed', () => {
  const deleting = (...ranges: [number, number][]) => validateUpdate(by.update([], [{ client: 1, ranges }]));
  assert.deepEqual(deleting([0, 1], [1, 2], [5, 1]), ordered(3));
  assert.deepEqual(deleting([5, 1], [0, 1]), { ...ordered(2), ordered: false });
  assert.deepEqual(deleting([0, 2], [1, 2]), { ...ordered(2), ordered: false });
});
