import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { Arena } from './arena.ts';
import { corpus, refused } from './corpus.ts';
import { messageOf } from '../../../protocol/error-message.ts';
import { fuzz, mutantsPerLife } from './fuzz.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes of memory in use, without garbage. */
function heap(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

test('[HOSTILE1] no frame of the corpus harms anybody but its sender', async () => {
  const arena = await Arena.open();
  for (const { name, frame, isText } of corpus) {
    try {
      await arena.bounded(() => arena.suffer(frame, !isText));
      if (!name.startsWith('honest')) await arena.check();
    } catch (cause) {
      throw new Error(`${name}: ${messageOf(cause)}`, { cause });
    }
  }
  await arena.check();
  await arena.close();
});

test('[HOSTILE1] [HOSTILE2] [HOSTILE3] each frame that must be refused closes its sender', async () => {
  const arena = await Arena.open();
  for (const [i, { name, frame, isText }] of refused.entries()) {
    await arena.suffer(frame, !isText);
    assert.equal(arena.refused, i + 1, name);
  }
  await arena.close();
});

const lives = 200;

test(`[HOSTILE1] ${lives * mutantsPerLife} mutants of honest frames break nothing and leak no memory`, async () => {
  const heaps: number[] = [];
  const total = { refused: 0, taken: 0, reloads: 0 };
  for (let seed = 1; seed <= lives; seed++) {
    const { refused, taken, reloads } = await fuzz(seed);
    total.refused += refused;
    total.taken += taken;
    total.reloads += reloads;
    if (seed % (lives / 4) === 0) heaps.push(heap());
  }
  // Mutants that are all refused, or all applied, prove nothing.
  const mutants = lives * mutantsPerLife;
  for (const [outcome, count] of Object.entries(total)) {
    assert.ok(count > lives / 10 && count < mutants, `${outcome}: ${count} of ${mutants}`);
  }
  const grown = heaps.at(-1)! - heaps[0]!;
  assert.ok(grown < 4 * 1024 * 1024, `memory has grown by ${grown} bytes`);
});

test('the same seed gives the same frames', async () => {
  assert.equal((await fuzz(7)).refused, (await fuzz(7)).refused);
});
