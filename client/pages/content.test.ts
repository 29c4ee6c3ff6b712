import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as Y from 'yjs';

import { bodyOf } from '../../protocol/format/body.ts';
import { declareRoots, prepareContent } from './content.ts';

const opened = { synced: true, hasLocalCopy: false, mayWrite: true };

function oldDocument(): Y.Doc {
  const doc = new Y.Doc();
  doc.get('root-v2', Y.XmlElement).insert(0, [new Y.XmlElement('paragraph')]);
  return doc;
}

test('[OLD1] a document of the old form is shown as old to everybody, and never seeded', () => {
  for (const synced of [true, false]) {
    for (const mayWrite of [true, false]) {
      const doc = oldDocument();
      const before = Y.encodeStateAsUpdate(doc);
      assert.equal(prepareContent({ doc, synced, hasLocalCopy: !synced, mayWrite }), 'oldTree');
      assert.deepEqual(Y.encodeStateAsUpdate(doc), before);
    }
  }
});

test('a document that is empty on the server gets its first paragraph from a person who may write', () => {
  const doc = new Y.Doc();
  assert.equal(prepareContent({ ...opened, doc, mayWrite: false }), null);
  assert.equal(bodyOf(doc).length, 0);
  assert.equal(prepareContent({ ...opened, doc }), 'text');
  assert.equal(bodyOf(doc).length, 1);
  assert.equal(prepareContent({ ...opened, doc, mayWrite: false }), 'text', 'a reader sees it, too');
});

test('[LOCAL4] a copy is shown without the server, and a document that has not arrived is not seeded', () => {
  const [copy, nothing] = [new Y.Doc(), new Y.Doc()];
  bodyOf(copy).insert(0, 'Hello');
  assert.equal(prepareContent({ doc: copy, synced: false, hasLocalCopy: true, mayWrite: true }), 'text');
  assert.equal(prepareContent({ doc: nothing, synced: false, hasLocalCopy: false, mayWrite: true }), null);
  assert.equal(prepareContent({ doc: nothing, synced: false, hasLocalCopy: true, mayWrite: true }), null);
  assert.equal(bodyOf(nothing).length, 0);
});

test('a person who deletes the end of a bold word changes no other format', () => {
  const [there, here] = [new Y.Doc(), new Y.Doc()];
  bodyOf(there).insert(0, 'bold', { bold: true });
  bodyOf(there).insert(4, ' and plain', {});
  declareRoots(here);
  Y.applyUpdate(here, Y.encodeStateAsUpdate(there));
  const body = bodyOf(here);
  body.insert(2, 'x');
  body.delete(2, 3);
  assert.deepEqual(body.toDelta(), [{ insert: 'bo', attributes: { bold: true } }, { insert: ' and plain' }]);
});
