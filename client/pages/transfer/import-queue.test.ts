import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';

import { type Imported, ImportQueue, mostAtOnce } from './import-queue.ts';

/** A queue whose files end when the test says so, by their names. */
function open() {
  const running = new Map<string, { done: (imported: Imported) => void; failed: (error: Error) => void }>();
  const queue = new ImportQueue(
    ({ name }) => new Promise((done, failed) => running.set(name, { done, failed })), // oxlint-disable-line
  );
  const states = () => queue.rows.map(({ file, state }) => `${file.name} ${state.type}`);
  const add = (...names: string[]) => queue.add(names.map((name) => new File([], name)));
  return { queue, running, states, add };
}

test('files are imported in their order, a few at once, and one that fails keeps no other from its turn', async () => {
  const { queue, running, states, add } = open();
  const names = Array.from({ length: mostAtOnce + 2 }, (_, i) => `${i}.md`);
  add(...names);
  assert.equal(running.size, mostAtOnce);
  running.get('1.md')!.failed(new Error('No text.'));
  await setImmediate();
  assert.deepEqual(states().slice(0, 2), ['0.md importing', '1.md failed']);
  assert.deepEqual([running.size, running.has(`${mostAtOnce}.md`)], [mostAtOnce + 1, true]);
  for (const { done } of running.values()) done({ document: 'd', title: 'T' });
  await setImmediate();
  assert.ok(queue.isBusy, 'the last file has only begun');
  running.get(names.at(-1)!)!.done({ document: 'last', title: '' });
  await setImmediate();
  assert.ok(!queue.isBusy);
  assert.deepEqual(queue.rows.at(-1)!.state, { type: 'done', document: 'last', title: '' });
  assert.deepEqual(queue.rows[1]!.state, { type: 'failed', reason: 'No text.' });
});

test('what has ended can be cleared away, and more files can be added at any time', async () => {
  const { queue, running, states, add } = open();
  let changes = 0;
  const unsubscribe = queue.subscribe(() => (changes += 1));
  add('a.md');
  add('b.md');
  running.get('a.md')!.done({ document: 'a', title: 'A' });
  await setImmediate();
  queue.clear();
  assert.deepEqual(states(), ['b.md importing']);
  assert.ok(changes > 3);
  unsubscribe();
  const before = changes;
  add('c.md');
  assert.equal(changes, before);
});
