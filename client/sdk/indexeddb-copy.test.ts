import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';
import { clearDocument } from 'y-indexeddb';
import * as Y from 'yjs';
import { IndexedDBCopy } from './indexeddb-copy.ts';
import { databaseName } from './local-copy.ts';

const docs: Y.Doc[] = [];

/** A visit to the document: its copy is open, and its content is in `doc`. */
async function visit(document = 'plan') {
  const doc = new Y.Doc();
  docs.push(doc);
  const changes: (number | null)[] = [];
  const copy = new IndexedDBCopy(databaseName(document), doc, () => changes.push(copy.unkeptSince));
  await copy.open();
  await copy.load();
  const text = doc.getText('text');
  return { doc, copy, text, changes };
}

/** Resolves when every write to the copy is committed, or the copy has failed. */
async function settled(copy: IndexedDBCopy): Promise<void> {
  while (copy.state === 'keeping' && copy.unkeptSince !== null) await new Promise((resolve) => setTimeout(resolve, 1));
}

afterEach(async () => {
  mock.restoreAll();
  mock.timers.reset();
  for (const doc of docs.splice(0)) doc.destroy();
  await clearDocument('quire/plan');
});

test('[LOCAL4] the content and the epoch of one visit are there on the next', async () => {
  const first = await visit();
  assert.deepEqual([first.copy.state, first.copy.epoch, first.text.length], ['keeping', null, 0]);
  first.copy.saveEpoch('e1');
  first.text.insert(0, 'Hello');
  await settled(first.copy);
  first.doc.destroy();
  const second = await visit();
  assert.equal(second.copy.epoch, 'e1');
  assert.equal(second.text.toString(), 'Hello');
  assert.equal(second.copy.unkeptSince, null, 'everything that came from the copy is in it');
});

test('[LOCAL4] the role of one visit is known on the next', async () => {
  const first = await visit();
  assert.equal(first.copy.role, null);
  first.copy.saveRole('read');
  first.text.insert(0, 'Hello');
  await settled(first.copy);
  first.doc.destroy();
  assert.equal((await visit()).copy.role, 'read');
});

test('each document has its own copy', async () => {
  const plan = await visit();
  plan.text.insert(0, 'Hello');
  await settled(plan.copy);
  const other = await visit('plan/b');
  assert.equal(other.text.length, 0);
  await other.copy.erase();
});

test('[LOCAL2] a change is kept once the database has committed it, and not before', async () => {
  const { copy, text, changes } = await visit();
  text.insert(0, 'Hello');
  assert.notEqual(copy.unkeptSince, null);
  await settled(copy);
  assert.equal(changes.at(-1), null);
  assert.ok(copy.keptAt !== null);
});

test('[LOCAL2] changes in quick succession are all kept in the end', async () => {
  const { doc, copy, text } = await visit();
  for (let i = 0; i < 50; i++) {
    text.insert(i, 'x');
    if (i % 7 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await settled(copy);
  doc.destroy();
  assert.equal((await visit()).text.length, 50);
});

test('[LOCAL1] after an aborted write the copy is reported as failed and is not written any more', async () => {
  const { doc, copy, text, changes } = await visit();
  text.insert(0, 'Hello');
  await settled(copy);
  const add = IDBObjectStore.prototype.add;
  mock.method(IDBObjectStore.prototype, 'add', function (this: IDBObjectStore, ...given: Parameters<typeof add>) {
    const request = add.apply(this, given);
    request.addEventListener('success', () => this.transaction.abort()); // as a full disk does
    return request;
  });
  text.insert(5, ' world');
  await settled(copy);
  assert.deepEqual([copy.state, copy.unkeptSince, changes.at(-1)], ['failed', -Infinity, -Infinity]);
  mock.restoreAll();
  text.insert(11, '!');
  doc.destroy();
  assert.equal((await visit()).text.toString(), 'Hello', 'the copy is whole and old');
});

test('[LOCAL1] a database that the browser closed fails the copy, and not the change', async () => {
  const { copy, text } = await visit();
  mock.method(IDBDatabase.prototype, 'transaction', () => {
    throw new DOMException('The database connection is closing.', 'InvalidStateError');
  });
  text.insert(0, 'Hello');
  assert.equal(text.toString(), 'Hello');
  assert.equal(copy.state, 'failed');
});

test('[LOCAL1] a copy that one tab erases is gone, and the other tab reports that its copy failed', async () => {
  const [ada, ben] = [await visit(), await visit()];
  ada.text.insert(0, 'Hello');
  await settled(ada.copy);
  await ada.copy.erase();
  assert.deepEqual([ada.copy.state, ben.copy.state], ['absent', 'failed']);
  assert.equal((await visit()).text.length, 0);
});

test('[LOCAL3] a browser that allows no database, or has none, gives no copy and no error', async () => {
  for (const broken of [
    async () => {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    },
    () => {
      throw new TypeError('indexedDB.databases is not a function');
    },
  ]) {
    mock.method(indexedDB, 'databases', broken);
    const { copy, text } = await visit();
    text.insert(0, 'Hello');
    assert.deepEqual([copy.state, copy.unkeptSince], ['absent', -Infinity]);
    mock.restoreAll();
  }
});

test('[LOCAL4] the epoch is known before any content is, and a copy that is not loaded is not erased', async () => {
  const first = await visit();
  first.copy.saveEpoch('e1');
  first.text.insert(0, 'Hello');
  await settled(first.copy);
  first.doc.destroy();
  const doc = new Y.Doc();
  docs.push(doc);
  const copy = new IndexedDBCopy(databaseName('plan'), doc, () => {});
  await copy.open();
  assert.deepEqual([copy.epoch, copy.state, doc.store.clients.size], ['e1', 'opening', 0]);
  await copy.erase();
  await copy.load();
  assert.equal(copy.state, 'absent');
  assert.equal((await visit()).text.toString(), 'Hello');
});
