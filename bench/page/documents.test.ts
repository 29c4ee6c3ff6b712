import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as Y from 'yjs';
import { bodyOf } from '../../protocol/format/body.ts';
import { startOfWords, typeAt, wordsOf } from './content.ts';
import { type BenchDocument, documents, writeDocument } from './documents.ts';

const docOf = (document: BenchDocument): Y.Doc => {
  const doc = new Y.Doc();
  bodyOf(doc);
  Y.applyUpdate(doc, writeDocument(document));
  return doc;
};

const markersIn = (doc: Y.Doc): number =>
  (bodyOf(doc).toDelta() as { insert: unknown }[]).filter(({ insert }) => insert instanceof Y.Map).length;

for (const document of documents.filter(({ wear }) => wear === undefined)) {
  test(`the document "${document.name}" has ${document.title}, and is the same each time`, () => {
    const doc = docOf(document);
    assert.equal(markersIn(doc), document.paragraphs);
    assert.equal(wordsOf(doc).length, 100 * document.paragraphs);
    assert.ok(Buffer.from(writeDocument(document)).equals(writeDocument(document)));
  });
}

test('a worn document has the edits of many clients, and formats', () => {
  const wear = { edits: 300, formats: 20, sitting: 100 };
  const doc = docOf({ ...documents[0]!, wear });
  assert.equal(markersIn(doc), 30);
  assert.equal(wordsOf(doc).length, 100 * 30 + 300);
  assert.equal(doc.store.clients.size, 2 + 3, 'the author has an id for words and one for markers');
  const formats = (bodyOf(doc).toDelta() as { attributes?: object }[]).flatMap(({ attributes = {} }) =>
    Object.keys(attributes),
  );
  assert.deepEqual([...new Set(formats)].sort(), ['bold', 'italic']);
});

test('somebody else types at the start of a paragraph, and announces the caret behind the character', () => {
  const doc = docOf(documents[0]!);
  const before = wordsOf(doc);
  const at = startOfWords(doc, 15);
  const caret = typeAt(doc, at, '!');
  assert.equal(wordsOf(doc), `${before.slice(0, 1500)}!${before.slice(1500)}`);
  const position = JSON.parse(JSON.stringify(caret['anchorPos'])) as unknown;
  const place = Y.createAbsolutePositionFromRelativePosition(Y.createRelativePositionFromJSON(position), doc);
  assert.equal(place?.index, at + 1);
  assert.throws(() => startOfWords(doc, 30), /no paragraph 30/);
});
