import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Report, simulate, simulateServers } from './simulation.ts';

const seeds = 500;
/** Lives on several servers take longer. */
const sharedSeeds = 200;

async function liveAll(seeds: number, live: (seed: number) => Promise<Report>, option = ''): Promise<void> {
  const total: Record<string, number> = {};
  for (let seed = 1; seed <= seeds; seed++) {
    const report = await live(seed).catch((error: Error) => {
      throw new Error(`npm run simulate -- 1 ${seed}${option}: ${error.message}`, { cause: error });
    });
    for (const [event, count] of Object.entries(report)) total[event] = (total[event] ?? 0) + count;
  }
  // A simulation in which nothing happens proves nothing.
  for (const [event, count] of Object.entries(total)) assert.ok(count > seeds / 10, `${event}: ${count}`);
}

test(`[ACK1] [ACK2] [ACK3] [KEEP1] [EPOCH2] ${seeds} simulated lives of a document keep every promise`, () =>
  liveAll(seeds, simulate));

test(`[ACK1] [ACK2] [ACK3] [KEEP1] [EPOCH2] ${sharedSeeds} lives on several servers keep every promise, too`, () =>
  liveAll(sharedSeeds, simulateServers, ' servers'));

test('the same seed gives the same life', async () => {
  assert.deepEqual(await simulate(7), await simulate(7));
  assert.deepEqual(await simulateServers(7), await simulateServers(7));
});
