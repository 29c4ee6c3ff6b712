import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Collaboration } from './collaboration.ts';
import { saveInto } from './rescue.ts';
import { MemoryCopies, MemoryKeys, memoryProfiles, eventually } from './testing/memory.ts';
import { TestServer } from './testing/server.ts';

async function openDocument(t: Parameters<typeof TestServer.start>[0]) {
  const server = await TestServer.start(t);
  const source = new Collaboration('plan', {
    keys: new MemoryKeys(null),
    profiles: memoryProfiles('Ada'),
    copies: new MemoryCopies(),
    server: server.url,
  });
  t.after(() => source.destroy());
  await source.connect();
  source.doc.getText('text').insert(0, 'Hello');
  await eventually(() => source.synced && !source.pending);
  const saved = () => server.docs.get('copy')?.getText('text').toString();
  return { server, source, saved };
}

test('[RESCUE2] a rescue is done when the server has acknowledged everything, and not before', async (t) => {
  const { server, source, saved } = await openDocument(t);
  server.acknowledges = false;
  let done = false;
  const rescue = saveInto('copy', source).then(() => (done = true));
  await eventually(() => saved() === 'Hello');
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(done, false, 'the server has it, and not on its disk');
  server.acknowledges = true;
  await rescue;
  await eventually(() => server.tokensIn('copy').length === 0); // the other document is closed
});

test('[RESCUE2] a second rescue into the same document changes nothing', async (t) => {
  const { source, saved } = await openDocument(t);
  assert.deepEqual(await saveInto('copy', source), { type: 'saved' });
  assert.deepEqual(await saveInto('copy', source), { type: 'saved' });
  assert.equal(saved(), 'Hello');
});

test('[RESCUE2] a rescue that the server refuses says why', async (t) => {
  const { server, source } = await openDocument(t);
  server.accepted.clear();
  const rescue = await saveInto('copy', source);
  assert.ok(rescue.type === 'refused' && rescue.reason !== '');
});
