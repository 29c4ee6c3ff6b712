// Two people who are in the middle of writing when something happens.
import type { Person } from './kit/index.ts';

/** What both see when both are done, and nothing is missing. */
export const allOfIt = [
  'p: Ada: All of these words are there in the end, each in its place.',
  'p: Ben: And so are all of those, whoever has written them.',
];

/**
 * Has both begin to write in an empty document, each on a line of their own. Resolves when each sees the other at it,
 * with what waits until both are done.
 */
export async function inMidTyping(ada: Person, ben: Person): Promise<() => Promise<unknown>> {
  await ada.type('Ada: \nBen: ');
  await ben.putCaret({ after: 'Ben: ' });
  await ada.putCaret({ after: 'Ada: ' });
  const writing = Promise.all([
    ada.type('All of these words are there in the end, each in its place.'),
    ben.type('And so are all of those, whoever has written them.'),
  ]);
  await Promise.all([ben.reads('All of'), ada.reads('And so')]);
  return () => writing;
}
