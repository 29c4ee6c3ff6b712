import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from '../run.ts';
import { peerOf } from '../servers.ts';

test('those who only open documents take memory', async () => {
  const few = { type: 'resting', name: 'few', title: '', rooms: 40, further: 2, settling: 0.2 } as const;
  for (const name of ['quire', 'relay'] as const) {
    const { memoryPerRoom, memoryPerConnection, memory, peakMemory } = await run(few, peerOf(name), 1, () => {});
    assert.ok(Number.isFinite(memoryPerRoom) && Number.isFinite(memoryPerConnection));
    assert.ok(peakMemory >= memory && memory > 0);
  }
});
