import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Thread } from './thread.ts';

const module = `
  import { parentPort, threadId } from 'node:worker_threads';
  parentPort.on('message', (question) => {
    if (question === 'die') throw new Error('a bad day');
    parentPort.postMessage(threadId);
  });
  parentPort.postMessage(null);
`;

test('a thread that dies of an error fails its open question, and is replaced once', async () => {
  const thread = new Thread<string, number>(new URL(`data:text/javascript,${encodeURIComponent(module)}`));
  const first = await thread.ask('who are you');
  await assert.rejects(thread.ask('die'), /a bad day/);
  const second = await thread.ask('who are you');
  assert.notEqual(second, first);
  for (let i = 0; i < 50; i++) assert.equal(await thread.ask('who are you'), second);
  await thread.end();
});
