import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Report, simulate } from './simulation.ts';

const seeds = 500;

test(`[ACK1] [ACK2] [ACK3] [KEEP1] [EPOCH2] ${seeds} simulated lives of a document keep every promise`, async () => {
  const total: Partial<Record<keyof Report, number>> = {};
  for (let seed = 1; seed <= seeds; seed++) {
    const report = await simulate(seed).catch((error: Error) => {
      throw new Error(`npm run simulate -- 1 ${seed}: ${error.message}`, { cause: error });
    });
    for (const [event, count] of Object.entries(report) as [keyof Report, number][]) {
      total[event] = (total[event] ?? 0) + count;
    }
  }
  // A simulation in which nothing happens proves nothing.
  for (const [event, count] of Object.entries(total)) assert.ok(count > seeds / 10, `${event}: ${count}`);
});

test('the same seed gives the same life', async () => {
  assert.deepEqual(await simulate(7), await simulate(7));
});
