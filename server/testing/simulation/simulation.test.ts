import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeCommand } from './command.ts';
import { Counts } from './counts.ts';
import { busFaults } from './faults.ts';
import { lifeOf } from './plan.ts';
import { live } from './simulation.ts';

const seeds = 500;
/** Lives on several servers take longer. */
const sharedSeeds = 200;

async function liveAll(seeds: number, isShared: boolean): Promise<void> {
  const total = new Counts();
  for (let seed = 1; seed <= seeds; seed++) {
    const life = lifeOf(seed, isShared);
    const counts = await live(life).catch((error: Error) => {
      throw new Error(`${writeCommand(life)}: ${error.message}`, { cause: error });
    });
    total.add(counts);
  }
  // A simulation in which nothing happens proves nothing.
  const impossible: readonly string[] = isShared ? [] : [...busFaults, 'reached'];
  for (const [event, count] of Object.entries({ edits: total.edits, ...total.faults, ...total.rules })) {
    if (!impossible.includes(event)) assert.ok(count >= seeds / 50, `${event}: ${count}\n${total.table()}`);
  }
}

test(`[ACK1] [ACK2] [ACK3] [KEEP1] [EPOCH2] ${seeds} simulated lives of a document keep every promise`, () =>
  liveAll(seeds, false));

test(`[ACK1] [ACK2] [ACK3] [KEEP1] [EPOCH2] ${sharedSeeds} lives on several servers keep every promise, too`, () =>
  liveAll(sharedSeeds, true));

test('the same seed gives the same life', async () => {
  for (const isShared of [false, true]) {
    const life = lifeOf(7, isShared);
    assert.deepEqual(await live(life), await live(life));
  }
});
