import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';
import { clearDocument } from 'y-indexeddb';
import * as Y from 'yjs';
import { LocalCopy, patience } from './indexeddb-copy.ts';

const docs: Y.Doc[] = [];

/** A visit to the document: its copy is open and what it held is in `doc`. */
async function visit(document = 'plan') {
  const doc = new Y.Doc();
  docs.push(doc);
  const told: (number | null)[] = [];
  const copy = new LocalCopy(document, doc, () => told.push(copy.unkeptSince));
  await copy.open();
  const text = doc.getText('text');
  return { doc, copy, text, told };
}

/** Resolves when nothing is on its way into the copy any more. */
async function settled(copy: LocalCopy): Promise<void> {
  while (copy.state === 'keeping' && copy.unkeptSince !== null) await new Promise((resolve) => setTimeout(resolve, 1));
}

afterEach(async () => {
  mock.restoreAll();
  mock.timers.reset();
  for (const doc of docs.splice(0)) doc.destroy();
  await clearDocument('quire/plan');
});

test('what was written on one visit is there on the next, with the epoch', async () => {
  const first = await visit();
  assert.deepEqual([first.copy.state, first.copy.epoch, first.text.length], ['keeping', null, 0]);
  first.copy.remember('e1');
  first.text.insert(0, 'Hello');
  await settled(first.copy);
  first.doc.destroy();
  const second = await visit();
  assert.equal(second.copy.epoch, 'e1');
  assert.equal(second.text.toString(), 'Hello');
  assert.equal(second.copy.unkeptSince, null, 'what came from the copy is in it');
});

test('what one may do is known on the next visit, also without the server', async () => {
  const first = await visit();
  assert.equal(first.copy.role, null);
  first.copy.rememberRole('read');
  first.text.insert(0, 'Hello');
  await settled(first.copy);
  first.doc.destroy();
  assert.equal((await visit()).copy.role, 'read');
});

test('documents have copies of their own', async () => {
  const plan = await visit();
  plan.text.insert(0, 'Hello');
  await settled(plan.copy);
  const other = await visit('plan/b');
  assert.equal(other.text.length, 0);
  await other.copy.erase();
});

test('a change is kept when the database says so, and not before', async () => {
  const { copy, text, told } = await visit();
  text.insert(0, 'Hello');
  assert.notEqual(copy.unkeptSince, null);
  await settled(copy);
  assert.equal(told.at(-1), null);
  assert.ok(copy.keptAt !== null);
});

test('changes that follow each other closely are all kept in the end', async () => {
  const { doc, copy, text } = await visit();
  for (let i = 0; i < 50; i++) {
    text.insert(i, 'x');
    if (i % 7 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await settled(copy);
  doc.destroy();
  assert.equal((await visit()).text.length, 50);
});

test('after a write that was aborted nothing more is kept, and this is told', async () => {
  const { doc, copy, text, told } = await visit();
  text.insert(0, 'Hello');
  await settled(copy);
  const add = IDBObjectStore.prototype.add;
  mock.method(IDBObjectStore.prototype, 'add', function (this: IDBObjectStore, ...given: Parameters<typeof add>) {
    const request = add.apply(this, given);
    request.addEventListener('success', () => this.transaction.abort()); // as when there is no room
    return request;
  });
  text.insert(5, ' world');
  await settled(copy);
  assert.deepEqual([copy.state, copy.unkeptSince, told.at(-1)], ['failed', -Infinity, -Infinity]);
  mock.restoreAll();
  text.insert(11, '!');
  doc.destroy();
  assert.equal((await visit()).text.toString(), 'Hello', 'what it holds is whole, if old');
});

test('a database that the browser closed fails the copy and not the change', async () => {
  const { copy, text } = await visit();
  mock.method(IDBDatabase.prototype, 'transaction', () => {
    throw new DOMException('The database connection is closing.', 'InvalidStateError');
  });
  text.insert(0, 'Hello');
  assert.equal(text.toString(), 'Hello');
  assert.equal(copy.state, 'failed');
});

test('erased in one tab, it is gone, and the other tab knows that it keeps nothing', async () => {
  const [ada, ben] = [await visit(), await visit()];
  ada.text.insert(0, 'Hello');
  await settled(ada.copy);
  await ada.copy.erase();
  assert.deepEqual([ada.copy.state, ben.copy.state], ['absent', 'failed']);
  assert.equal((await visit()).text.length, 0);
});

test('a browser that allows no database, or has none, is done without', async () => {
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

test('a browser that does not answer in time is done without, for good', async () => {
  const answers: (() => void)[] = [];
  mock.method(indexedDB, 'databases', () => new Promise<never[]>((resolve) => answers.push(() => resolve([]))));
  mock.timers.enable({ apis: ['setTimeout'] });
  const visiting = visit();
  mock.timers.tick(patience);
  mock.timers.reset();
  const { copy, doc } = await visiting;
  assert.equal(copy.state, 'absent');
  for (const answer of answers) answer();
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(copy.state, 'absent');
  assert.equal(doc.store.clients.size, 0);
});
