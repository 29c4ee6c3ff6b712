// A browser that takes long to read the copy on its device: the page does not wait, and the copy joins when it comes.

import assert from 'node:assert/strict';
import { mock, type TestContext, test } from 'node:test';
import * as Y from 'yjs';
import { Collaboration, copyPatience } from './collaboration.ts';
import { eventually, MemoryCopies, MemoryKeys, memoryProfiles } from './testing/memory.ts';
import { TestServer } from './testing/server.ts';

/** A page whose browser has a copy with the words `Here.` and this epoch, which it gives when `answers` is called. */
async function openLate(t: TestContext, server: TestServer, epoch: string | null) {
  const { promise, resolve: answers } = Promise.withResolvers<void>();
  const copies = new MemoryCopies();
  copies.answer = promise;
  const here = new Y.Doc();
  here.getText('text').insert(0, 'Here.');
  const stored = { update: Y.encodeStateAsUpdate(here), epoch, role: null };
  copies.stored.set('plan', stored);
  const stores = { keys: new MemoryKeys(null), profiles: memoryProfiles('Ada'), copies };
  const collaboration = new Collaboration('plan', { ...stores, server: server.url });
  t.after(() => collaboration.destroy());
  mock.timers.enable({ apis: ['setTimeout'] });
  const connecting = collaboration.connect();
  mock.timers.tick(copyPatience);
  mock.timers.reset();
  await connecting;
  return { collaboration, answers, stored, copies, text: collaboration.doc.getText('text') };
}

test('[LOCAL3] a copy that comes late joins, and the server gets what it lacks', async (t) => {
  for (const epoch of ['epoch of plan', null]) {
    const server = await TestServer.start(t);
    const { collaboration, answers, text, copies } = await openLate(t, server, epoch);
    await eventually(() => collaboration.synced);
    assert.deepEqual([text.toString(), collaboration.facts.copy], ['', 'opening']);
    answers();
    await eventually(() => server.docs.get('plan')!.getText('text').toString() === 'Here.');
    await eventually(() => !collaboration.pending);
    assert.deepEqual([text.toString(), collaboration.facts.copy], ['Here.', 'keeping']);
    assert.equal(copies.stored.get('plan')!.epoch, 'epoch of plan');
  }
});

test('[LOCAL3] [LOCAL4] a late copy of another document never joins, and is kept for the next visit', async (t) => {
  const server = await TestServer.start(t);
  const { collaboration, answers, text, stored, copies } = await openLate(t, server, 'epoch of an old plan');
  await eventually(() => collaboration.synced);
  answers();
  text.insert(0, 'There.');
  await eventually(() => !collaboration.pending);
  await collaboration.discard();
  assert.equal(server.docs.get('plan')!.getText('text').toString(), 'There.');
  assert.equal(copies.stored.get('plan'), stored);
});

test('[LOCAL3] a copy of another document that comes during an attempt is shown, and its words stay', async (t) => {
  const server = await TestServer.start(t);
  const { collaboration, answers, text } = await openLate(t, server, 'epoch of an old plan');
  answers(); // before the server has answered
  await eventually(() => collaboration.endReason?.kind === 'replaced');
  assert.equal(text.toString(), 'Here.');
  assert.equal(server.docs.get('plan')?.getText('text').toString() ?? '', '');
});

test('[LOCAL3] [RESCUE1] the late copy of a deleted document shows its words, which were never erased', async (t) => {
  const server = await TestServer.start(t);
  server.deleted.add('plan');
  const { collaboration, answers, text, stored, copies } = await openLate(t, server, 'epoch of plan');
  await eventually(() => collaboration.endReason?.kind === 'deleted');
  assert.equal(copies.stored.get('plan'), stored);
  answers();
  await eventually(() => collaboration.hasLocalCopy);
  assert.equal(text.toString(), 'Here.');
  assert.ok(copies.stored.has('plan'));
});
