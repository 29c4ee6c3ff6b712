// Hostile frames at random, drawn from a number: a document is written by honest people, with mutants of what they are
// about to write in between, which so find what they build on. Everything that must hold is looked at again and again.
// The same seed gives the same frames.

import { Random } from '../random.ts';
import { Arena } from './arena.ts';
import { honestFrames } from './honest.ts';
import { mutant } from './mutate.ts';

/** How many mutants one document suffers, and after how many it is looked at. */
export const mutantsPerLife = 250;
const mutantsPerCheck = 25;

/** What happened, for those who want to know that anything did. */
export interface Report {
  readonly mutants: number;
  /** How many sessions were closed. */
  readonly refused: number;
  /** How many updates were stored. */
  readonly taken: number;
  /** How often the document was loaded again because something broke it. */
  readonly reloads: number;
  /** The longest that a frame held the process, in milliseconds of work. */
  readonly held: number;
}

/** Lives the life that `seed` gives. Throws an Error that tells the mutant which broke a promise. */
export async function fuzz(seed: number): Promise<Report> {
  const random = new Random(seed);
  const frames = honestFrames(seed, 200);
  const arena = await Arena.open();
  let next = 0;
  for (let i = 0; i < mutantsPerLife; i++) {
    if (random.chance(0.5)) await arena.suffer(frames[next++]!);
    const frame = mutant(frames.slice(next, next + 3), frames, random);
    try {
      await arena.suffer(frame);
      if (i % mutantsPerCheck === mutantsPerCheck - 1) await arena.check();
    } catch (cause) {
      const hex = Buffer.from(frame).toString('hex');
      throw new Error(`npm run fuzz -- 1 ${seed}: mutant ${i}: ${(cause as Error).message}: ${hex}`, { cause });
    }
  }
  const { refused, taken, reloads, held } = arena;
  await arena.close();
  return { mutants: mutantsPerLife, refused, taken, reloads, held };
}
