// The first promise: what somebody types stays whole and in its place, whatever another does to the block meanwhile.
// Each operation of the table (operations.ts) is tried while the writer types, is offline, or only has the caret there.
// The two take turns at writing, so each operation is tried with the writer in Chromium and in Firefox.
import { converged, type Network, test } from './kit/index.ts';
import { type Section, tryAll } from './matrix.ts';
import { mixed } from './mixed.ts';
import { operations } from './operations.ts';

/** What the writer types in a section, in three parts; the last word is of this section alone. */
const partsIn = ({ number }: Section) => [' a', ' quick', ` ox${number}.`] as const;

/** How the first two parts and the operation meet. The writer's caret stands in its place already. */
const situations: Record<string, (section: Section, network: Network) => Promise<void>> = {
  // Neither has seen the other's change when they make their own, and the other's arrives between two letters.
  'while it is typed': async (section, network) => {
    const [first, second] = partsIn(section);
    network.freeze(section.writer);
    await section.writer.type(first);
    await section.act();
    await Promise.all([network.restore(section.writer), section.writer.type(second)]);
  },
  'while its writer is offline': async (section, network) => {
    const [first, second] = partsIn(section);
    await network.cut(section.writer);
    await section.writer.type(first + second);
    await section.act();
    await network.restore(section.writer);
  },
  'before a word of it is typed': async (section) => {
    const [first, second] = partsIn(section);
    await section.act();
    await section.settled();
    await section.writer.type(first + second);
  },
};

for (const [nth, [situation, meet]] of Object.entries(situations).entries()) {
  test(
    `[TEXT1] [TEXT2] what is typed stays whole and in its place, whatever others do ${situation}`,
    mixed,
    async ({ server, people, network }) => {
      await tryAll(
        operations,
        { server, network, pair: await people(2), writerIn: (row) => (row + nth) % 2 },
        async (section) => {
          const { writer, other } = section;
          const [first, second, third] = partsIn(section);
          await section.putCaret();
          await meet(section, network);
          await converged([writer, other]);
          await writer.type(third); // the caret is still at the end of what was typed
          await section.expectAfter(first + second + third, situation);
          await other.seesCursorOf(writer, { after: third });
        },
      );
    },
  );
}
