// Hostile frames at random, drawn from a seed: honest people write a document, and mutants of their next frames come in
// between, so that those find the items that they build on. All promises are checked every 25 mutants. The same seed
// gives the same frames.

import { messageOf } from '../../../protocol/error-message.ts';
import { Random } from '../random.ts';
import { Arena } from './arena.ts';
import { honestFrames } from './honest.ts';
import { mutant } from './mutate.ts';
import type { Work } from './work.ts';

/** The number of mutants that one document suffers. */
export const mutantsPerLife = 250;
const mutantsPerCheck = 25;

/** Counts, so that a test can see that anything happened. */
export interface Report {
  readonly mutants: number;
  /** Sessions that were closed. */
  readonly refused: number;
  /** Updates that were stored. */
  readonly taken: number;
  /** Times that the document was loaded again because an update broke it. */
  readonly reloads: number;
  /** The most work that the frames between two checks took. */
  readonly work: Work;
}

/** Lives the life that `seed` gives. Throws an Error that names the last mutant before a promise was broken. */
export async function fuzz(seed: number): Promise<Report> {
  const random = new Random(seed);
  const frames = honestFrames(seed, 200);
  const arena = await Arena.open();
  let [next, mutants] = [0, 0];
  let frame: Uint8Array = new Uint8Array();
  const sufferSome = async () => {
    for (let i = 0; i < mutantsPerCheck; i++, mutants++) {
      if (random.chance(0.5)) await arena.suffer(frames[next++]!);
      frame = mutant(frames.slice(next, next + 3), frames, random);
      await arena.suffer(frame);
    }
  };
  try {
    while (mutants < mutantsPerLife) {
      await arena.bounded(sufferSome);
      await arena.check();
    }
  } catch (cause) {
    const hex = Buffer.from(frame).toString('hex');
    throw new Error(`npm run fuzz -- 1 ${seed}: mutant ${mutants}: ${messageOf(cause)}: ${hex}`, { cause });
  }
  const { refused, taken, reloads, work } = arena;
  await arena.close();
  return { mutants, refused, taken, reloads, work };
}
