// What every store must do, as tests. An implementation calls this with a way to open it on a place of its own.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Store } from './store.ts';

const bytes = (...values: number[]) => new Uint8Array(values);

/**
 * Defines the tests of the contract for one kind of store. `open` opens the store at `place`, and `newPlace` gives a
 * place where there is none yet.
 */
export function testStore(kind: string, open: (place: string) => Promise<Store>, newPlace: () => string): void {
  test(`${kind}: a document that was never there is made, empty, with an epoch that stays`, async () => {
    const store = await open(newPlace());
    const made = await store.load('plan');
    assert.deepEqual(made.updates, []);
    assert.ok(made.epoch.length > 0);
    assert.deepEqual(await store.load('plan'), made);
    assert.notEqual((await store.load('other')).epoch, made.epoch);
    await store.close();
  });

  test(`${kind}: what was appended is loaded, in order, also after the store was closed and opened`, async () => {
    const place = newPlace();
    const store = await open(place);
    const { epoch } = await store.load('plan');
    await store.load('other');
    await Promise.all([
      store.append('plan', bytes(1), 'Plan'),
      store.append('other', bytes(9), ''),
      store.append('plan', bytes(2, 2), 'Plan B'),
      store.append('plan', bytes(), 'Plan B'),
    ]);
    const expected = { epoch, updates: [bytes(1), bytes(2, 2), bytes()] };
    assert.deepEqual(await store.load('plan'), expected);
    await store.close();
    const again = await open(place);
    assert.deepEqual(await again.load('plan'), expected);
    assert.deepEqual((await again.load('other')).updates, [bytes(9)]);
    await again.close();
  });

  test(`${kind}: an array that was given to append may be part of a larger one`, async () => {
    const store = await open(newPlace());
    await store.load('plan');
    await store.append('plan', bytes(0, 1, 2, 3).subarray(1, 3), '');
    assert.deepEqual((await store.load('plan')).updates, [bytes(1, 2)]);
    await store.close();
  });

  test(`${kind}: an append to a document that is not there is refused, and spoils no other`, async () => {
    const store = await open(newPlace());
    await store.load('plan');
    await assert.rejects(store.append('nowhere', bytes(1), ''));
    await store.append('plan', bytes(1), '');
    assert.equal(await store.find('nowhere'), null);
    await store.close();
  });

  test(`${kind}: documents are listed with title and times, the last changed first`, async () => {
    const store = await open(newPlace());
    for (const document of ['first', 'second', 'third']) {
      await store.load(document);
      await later();
    }
    await store.append('first', bytes(1), 'The first');
    const listed = await store.list(2);
    assert.deepEqual(listed.map(({ name, title }) => [name, title]), [['first', 'The first'], ['third', '']]);
    assert.ok(listed[0]!.updatedAt >= listed[0]!.createdAt && listed[0]!.updatedAt <= Date.now());
    assert.deepEqual(await store.find('first'), listed[0]);
    await store.close();
  });

  test(`${kind}: closing waits for what was asked before`, async () => {
    const place = newPlace();
    const store = await open(place);
    await store.load('plan');
    const append = store.append('plan', bytes(1), '');
    await store.close();
    await append;
    const again = await open(place);
    assert.equal((await again.load('plan')).updates.length, 1);
    await again.close();
  });
}

/** Waits until the clock shows another millisecond. */
async function later(): Promise<void> {
  for (const start = Date.now(); Date.now() === start; ) await new Promise((resolve) => setImmediate(resolve));
}
