// Hostile frames at random, drawn from a number: a life of a document suffers so many, and everything that must hold is
// looked at again and again. The same seed gives the same frames.

import { Random } from '../simulation/random.ts';
import { Arena } from './arena.ts';
import { honestFrames } from './honest.ts';
import { mutant } from './mutate.ts';

/** How many mutants one document suffers, and after how many it is looked at. */
export const mutantsPerLife = 250;
const mutantsPerCheck = 25;

/** What happened, for those who want to know that anything did. */
export interface Report {
  readonly mutants: number;
  readonly refused: number;
  readonly held: number;
}

/** Lives the life that `seed` gives. Throws an Error that tells the mutant which broke a promise. */
export async function fuzz(seed: number): Promise<Report> {
  const random = new Random(seed);
  const frames = honestFrames(1 + random.below(20), 60);
  const arena = await Arena.open();
  for (let i = 0; i < mutantsPerLife; i++) {
    const frame = random.chance(0.1) ? random.oneOf(frames) : mutant(frames, random);
    try {
      await arena.suffer(frame);
      if (i % mutantsPerCheck === mutantsPerCheck - 1) await arena.check();
    } catch (cause) {
      const hex = Buffer.from(frame).toString('hex');
      throw new Error(`npm run fuzz -- 1 ${seed}: mutant ${i}: ${(cause as Error).message}: ${hex}`, { cause });
    }
  }
  await arena.close();
  return { mutants: mutantsPerLife, refused: arena.refused, held: arena.held };
}
