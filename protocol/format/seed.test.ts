import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyUpdate, Doc, encodeStateAsUpdate, Map as YMap, UndoManager } from 'yjs';

import { bodyOf } from './body.ts';
import { seedIfEmpty } from './seed.ts';

const exchange = (a: Doc, b: Doc) => {
  applyUpdate(a, encodeStateAsUpdate(b), 'remote');
  applyUpdate(b, encodeStateAsUpdate(a), 'remote');
};

test('two people who open an empty document get one paragraph between them', () => {
  const docs = [new Doc(), new Doc()] as const;
  for (const doc of docs) seedIfEmpty(doc);
  exchange(...docs);
  for (const doc of docs) {
    const body = bodyOf(doc).toDelta() as { insert: unknown }[];
    assert.equal(body.length, 1);
    assert.ok(body[0]!.insert instanceof YMap);
    assert.deepEqual(body[0]!.insert.toJSON(), {});
  }
});

test('the words that both type at once land in that paragraph', () => {
  const docs = [new Doc(), new Doc()] as const;
  for (const [i, doc] of docs.entries()) {
    seedIfEmpty(doc);
    bodyOf(doc).insert(1, ['Ada', 'Grace'][i] ?? '');
  }
  exchange(...docs);
  const [, words] = bodyOf(docs[0]).toDelta() as { insert: unknown }[];
  assert.ok(['AdaGrace', 'GraceAda'].includes(words!.insert as string), String(words!.insert));
});

test('a document with content does not change', () => {
  const doc = new Doc();
  bodyOf(doc).insert(0, 'words');
  seedIfEmpty(doc);
  assert.equal(bodyOf(doc).toString(), 'words');
  assert.equal(bodyOf(doc).length, 5);
});

test('a document that was emptied stays so: the seed is known to it', () => {
  const doc = new Doc();
  seedIfEmpty(doc);
  bodyOf(doc).delete(0, 1);
  seedIfEmpty(doc);
  assert.equal(bodyOf(doc).length, 0);
});

test('nobody can undo it', () => {
  const doc = new Doc();
  const undo = new UndoManager(bodyOf(doc), { trackedOrigins: new Set([null]) });
  seedIfEmpty(doc);
  assert.equal(undo.canUndo(), false);
});
