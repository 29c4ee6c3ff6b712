import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeCommand } from './command.ts';
import { Counts } from './counts.ts';
import { busFaults, httpFaults } from './faults.ts';
import { type Life, lifeOf } from './plan.ts';
import { live } from './simulation.ts';

const seeds = 500;
/** Lives on several servers take longer. */
const sharedSeeds = 200;

/** Nothing of this happens where all clients are on WebSockets. */
const ofHttp: readonly string[] = [...httpFaults, 'taken', 'got', 'ended'];
const ofSeveral: readonly string[] = [...busFaults, 'reached'];

/** `impossible` are the faults and the rules that these lives have nothing to do with. */
async function liveAll(seeds: number, lifeOf: (seed: number) => Life, impossible: readonly string[]): Promise<void> {
  const total = new Counts();
  for (let seed = 1; seed <= seeds; seed++) {
    const life = lifeOf(seed);
    const counts = await live(life).catch((error: Error) => {
      throw new Error(`${writeCommand(life)}: ${error.message}`, { cause: error });
    });
    total.add(counts);
  }
  // A simulation in which nothing happens proves nothing.
  for (const [event, count] of Object.entries({ edits: total.edits, ...total.faults, ...total.rules })) {
    if (!impossible.includes(event)) assert.ok(count >= seeds / 50, `${event}: ${count}\n${total.table()}`);
  }
}

test(`[ACK1] [ACK2] [ACK3] [KEEP1] [EPOCH2] ${seeds} simulated lives of a document keep every promise`, () =>
  liveAll(seeds, (seed) => lifeOf(seed, false), [...ofHttp, ...ofSeveral]));

test(`[ACK1] [ACK2] [ACK3] [KEEP1] [EPOCH2] ${sharedSeeds} lives on several servers keep every promise, too`, () =>
  liveAll(sharedSeeds, (seed) => lifeOf(seed, true), ofHttp));

test(`[HTTP3] [HTTP4] [HTTP6] [HTTP7] [HTTP8] [HTTP9] ${seeds} lives with clients on plain HTTP do so, too`, () =>
  liveAll(seeds, (seed) => lifeOf(seed, false, true), [...ofSeveral, 'rush']));

test('the same seed gives the same life', async () => {
  for (const life of [lifeOf(7, false), lifeOf(7, true), lifeOf(7, false, true)]) {
    assert.deepEqual(await live(life), await live(life));
  }
});
