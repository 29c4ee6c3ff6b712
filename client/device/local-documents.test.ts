import assert from 'node:assert/strict';
import { test } from 'node:test';
import { localDocuments, rememberTitle } from './local-documents.ts';

/** A Storage that can be written and listed. */
function openStorage(): Storage {
  const items = new Map<string, string>();
  const storage: Pick<Storage, 'length' | 'key' | 'getItem' | 'setItem'> = {
    get length() {
      return items.size;
    },
    key: (index) => [...items.keys()][index] ?? null,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
  };
  return storage as Storage;
}

const holding = (...names: string[]) => ({ databases: async () => names.map((name) => ({ name, version: 1 })) });

test('[LOCAL4] documents with a copy are listed by title, the untitled last', async () => {
  const storage = openStorage();
  storage.setItem('quire.identity', '{}');
  rememberTitle(storage, 'b', 'Wine');
  rememberTitle(storage, 'team/a', '');
  rememberTitle(storage, 'c', 'Bread');
  rememberTitle(storage, 'gone', 'Cheese');
  assert.deepEqual(
    await localDocuments(storage, holding('quire/b', 'quire/team/a', 'quire/c', 'quire/unseen', 'other')),
    [
      { name: 'c', title: 'Bread' },
      { name: 'b', title: 'Wine' },
      { name: 'team/a', title: '' },
    ],
  );
});

test('the copies of another server of the same site are not listed', async () => {
  const storage = openStorage();
  rememberTitle(storage, 'plan', 'Wine');
  assert.deepEqual(await localDocuments(storage, holding('quire/plan'), '/quire/:'), []);
  const own = holding('quire/plan', '/quire/:quire/plan');
  assert.deepEqual(await localDocuments(storage, own, '/quire/:'), [{ name: 'plan', title: 'Wine' }]);
});

test('[LOCAL3] a browser that stores nothing and tells nothing lists nothing', async () => {
  const full = openStorage();
  full.setItem = () => {
    throw new DOMException('There is no room.', 'QuotaExceededError');
  };
  rememberTitle(full, 'a', 'Bread');
  const insecure = { databases: () => Promise.reject(new DOMException('The operation is insecure.', 'SecurityError')) };
  assert.deepEqual(await localDocuments(full, insecure), []);
});
