import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as Y from 'yjs';
import { formatClientID, markerClientID, restoringClientID, textClientID } from '../../protocol/format/body.ts';
import { keepTextClientID } from './client-id.ts';
import { Collaboration } from './collaboration.ts';
import { MemoryCopies, MemoryKeys, memoryProfiles } from './testing/memory.ts';

const isForWords = (id: number) => id >= 0 && id < 2 ** 30;

/** The state of another page, which has written `words` under this client id. */
function writtenAs(clientID: number, words: string): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = clientID;
  doc.getText('body').insert(0, words);
  return Y.encodeStateAsUpdate(doc);
}

/** A doc with the highest id that Yjs gives. */
function openDoc(): Y.Doc {
  const doc = new Y.Doc();
  doc.clientID = 2 ** 32 - 1;
  keepTextClientID(doc);
  return doc;
}

test('[ORDER1] a page writes words under a client id below 2^30', () => {
  assert.equal(openDoc().clientID, 2 ** 30 - 1);
  for (let tries = 0; tries < 8; tries += 1) {
    const options = { keys: new MemoryKeys(null), profiles: memoryProfiles('Ada'), copies: new MemoryCopies() };
    const page = new Collaboration('plan', { ...options, server: 'http://localhost' });
    assert.ok(isForWords(page.doc.clientID));
    assert.equal(page.awareness.clientID, page.doc.clientID);
    page.destroy();
  }
});

test('[ORDER1] a page under whose client id another writes takes another id, for words too', () => {
  for (const idOf of [textClientID, formatClientID, markerClientID, restoringClientID]) {
    for (let tries = 0; tries < 8; tries += 1) {
      const doc = openDoc();
      const before = doc.clientID;
      Y.applyUpdate(doc, writtenAs(idOf(before), 'Hello'));
      assert.notEqual(doc.clientID, before);
      assert.ok(isForWords(doc.clientID));
    }
  }
});

test('[ORDER1] a page keeps its client id while it and others write under ids of their own', () => {
  const doc = openDoc();
  const before = doc.clientID;
  const body = doc.getText('body');
  body.insert(0, 'Hello');
  doc.clientID = markerClientID(before);
  body.insertEmbed(0, new Y.Map());
  assert.equal(doc.clientID, before, 'the id for markers is for the one transaction');
  Y.applyUpdate(doc, writtenAs(before - 1, 'world'));
  Y.applyUpdate(doc, writtenAs(markerClientID(before - 1), 'world'));
  assert.equal(doc.clientID, before);
});

test('[ORDER1] the awareness of a page moves with its client id', () => {
  const options = { keys: new MemoryKeys(null), profiles: memoryProfiles('Ada'), copies: new MemoryCopies() };
  const page = new Collaboration('plan', { ...options, server: 'http://localhost' });
  page.awareness.setLocalState({ name: 'Ada' });
  const before = page.doc.clientID;
  Y.applyUpdate(page.doc, writtenAs(markerClientID(before), 'Hello'));
  assert.notEqual(page.doc.clientID, before);
  assert.deepEqual([...page.awareness.getStates()], [[page.doc.clientID, { name: 'Ada' }]]);
  page.destroy();
});
