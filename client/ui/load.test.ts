import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { whenLoaded } from './load.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));

beforeEach(() => void Object.assign(globalThis, { window: new EventTarget() }));

test('code that could not be fetched is fetched again at the next chance, and used once', async () => {
  const did: string[] = [];
  let online = false;
  const load = async () => {
    if (!online) throw new Error('offline');
    return 'carets';
  };
  const stop = whenLoaded(load, (module) => {
    did.push(module);
    return () => did.push('stopped');
  });
  await settled();
  assert.deepEqual(did, []);
  online = true;
  window.dispatchEvent(new Event('online'));
  window.dispatchEvent(new Event('focus'));
  await settled();
  assert.deepEqual(did, ['carets']);
  stop();
  assert.deepEqual(did, ['carets', 'stopped']);
});

test('code that arrives too late is not used', async () => {
  const stop = whenLoaded(
    async () => 'carets',
    () => assert.fail(),
  );
  stop();
  window.dispatchEvent(new Event('online'));
  await settled();
});
