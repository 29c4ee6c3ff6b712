import assert from 'node:assert/strict';
import { test } from 'node:test';
import 'fake-indexeddb/auto';

import { mostCached, openFileStore } from './file-store.ts';

const png = (text: string) => new Blob([text], { type: 'image/png' });

test('files are kept by document and hash, over visits', async () => {
  const databases = new IDBFactory();
  const store = openFileStore('', databases);
  await store.put('plan', 'a', png('waiting'), 2);
  await store.put('plan', 'b', png('before'), 1);
  await store.put('plan', 'c', png('shown'), null);
  await store.put('plans', 'a', png('of another'), 3);
  const again = openFileStore('', databases);
  assert.deepEqual(await again.pending('plan'), [
    { hash: 'b', since: 1 },
    { hash: 'a', since: 2 },
  ]);
  const kept = await again.get('plan', 'a');
  assert.deepEqual([await kept?.text(), kept?.type], ['waiting', 'image/png']);
  assert.equal(await again.get('plan', 'd'), null);
  assert.equal(await (await again.find('c'))?.text(), 'shown');
  await again.put('plan', 'a', png('waiting'), null);
  await again.remove('plan', 'b');
  assert.deepEqual(await again.pending('plan'), []);
  await again.copy('plan', 'rescued');
  assert.deepEqual(new Set((await again.pending('rescued')).map(({ hash }) => hash)), new Set(['a', 'c']));
  await again.forget('rescued');
  await again.forget('plan');
  assert.equal(await again.find('c'), null);
  assert.deepEqual(await again.pending('plans'), [{ hash: 'a', since: 3 }]);
  assert.deepEqual(await openFileStore('/quire/:', databases).pending('plans'), []);
});

test('of the images that were shown, the oldest go; what waits stays', async () => {
  const store = openFileStore('', new IDBFactory());
  await store.put('plan', 'waiting', png('w'), 1);
  for (let i = 0; i <= mostCached; i++) await store.put('plan', `image ${i}`, png(`${i}`), null);
  assert.equal(await store.get('plan', `image ${mostCached}`).then((kept) => kept?.text()), `${mostCached}`);
  let kept = 0;
  for (let i = 0; i <= mostCached; i++) if ((await store.get('plan', `image ${i}`)) !== null) kept += 1;
  assert.equal(kept, mostCached);
  assert.notEqual(await store.get('plan', 'waiting'), null);
});

test('[LOCAL3] a browser without a storage rejects, and nothing else', async () => {
  const store = openFileStore('', null);
  await assert.rejects(store.pending('plan'));
  await assert.rejects(store.put('plan', 'a', png('a'), 1));
});
