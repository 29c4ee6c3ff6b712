import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyUpdate, Doc, encodeStateAsUpdate, UndoManager, XmlElement, XmlText } from 'yjs';

import { bodyName, seedIfEmpty } from './seed.ts';

const body = (doc: Doc) => doc.get(bodyName, XmlElement);

const exchange = (a: Doc, b: Doc) => {
  applyUpdate(a, encodeStateAsUpdate(b));
  applyUpdate(b, encodeStateAsUpdate(a));
};

test('two people who open an empty document get one paragraph between them', () => {
  const [a, b] = [new Doc(), new Doc()];
  seedIfEmpty(a);
  seedIfEmpty(b);
  exchange(a, b);
  assert.equal(body(a).toString(), '<undefined><paragraph></paragraph></undefined>');
  assert.equal(body(b).toString(), body(a).toString());
});

test('the words that both type at once land in that paragraph', () => {
  const docs = [new Doc(), new Doc()] as const;
  for (const [i, doc] of docs.entries()) {
    seedIfEmpty(doc);
    const text = (body(doc).get(0) as XmlElement).get(0) as XmlText;
    text.insert(0, ['Ada', 'Grace'][i] ?? '');
  }
  exchange(...docs);
  assert.equal(body(docs[0]).length, 1);
  const text = (body(docs[0]).get(0) as XmlElement).get(0) as XmlText;
  assert.ok(['AdaGrace', 'GraceAda'].includes(text.toString()), text.toString());
});

test('a document with content does not change', () => {
  const doc = new Doc();
  body(doc).insert(0, [new XmlElement('heading')]);
  seedIfEmpty(doc);
  assert.equal(body(doc).toString(), '<undefined><heading></heading></undefined>');
});

test('a document that was emptied stays so: the seed is known to it', () => {
  const doc = new Doc();
  seedIfEmpty(doc);
  body(doc).delete(0, 1);
  seedIfEmpty(doc);
  assert.equal(body(doc).length, 0);
});

test('nobody can undo it', () => {
  const doc = new Doc();
  const undo = new UndoManager(body(doc), { trackedOrigins: new Set([null]) });
  seedIfEmpty(doc);
  assert.equal(undo.canUndo(), false);
});
