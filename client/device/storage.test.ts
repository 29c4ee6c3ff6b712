import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { namesIn, openStorage } from './storage.ts';

/** Puts a storage of its own in the place of the browser's for the time of a test. */
function ownStorage(t: TestContext): Map<string, string> {
  const items = new Map<string, string>();
  const storage = {
    get length() {
      return items.size;
    },
    key: (index: number) => [...items.keys()][index] ?? null,
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
  const before = Object.getOwnPropertyDescriptor(globalThis, 'localStorage');
  Object.defineProperty(globalThis, 'localStorage', { configurable: true, value: storage });
  t.after(() => {
    if (before) Object.defineProperty(globalThis, 'localStorage', before);
    else Reflect.deleteProperty(globalThis, 'localStorage');
  });
  return items;
}

test('servers at several paths of a site have parts of the storage that do not touch', (t) => {
  const items = ownStorage(t);
  const [root, one, other] = ['', '/quire/:', '/quire/other/:'].map((scope) => openStorage('localStorage', scope));
  root!.setItem('token', 'root');
  one!.setItem('token', 'one');
  one!.setItem('title', 'One');
  other!.setItem('token', 'other');
  assert.deepEqual(
    [root, one, other].map((storage) => storage!.getItem('token')),
    ['root', 'one', 'other'],
  );
  assert.deepEqual(namesIn(one!), ['token', 'title']);
  one!.clear();
  assert.deepEqual([one!.length, one!.getItem('token'), one!.key(0)], [0, null, null]);
  assert.deepEqual(namesIn(other!), ['token']);
  other!.removeItem('token');
  assert.deepEqual([...items], [['token', 'root']]);
});
