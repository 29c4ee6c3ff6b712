// Three people do whatever comes into their heads, at once, one of them now and then without a network. Whatever it
// was, in the end all see the same, and so does somebody who comes only then. The seeds make each person's acts
// repeatable.
import { converged, expect, test, type Person } from './kit/index.ts';
import { mixed } from './mixed.ts';

const words = ['bread', 'wine', 'cheese', 'salt 🧂', 'butter', 'pepper 👍🏽'];

/** What a person may do, several times where it is done more often. */
const acts = [
  ...Array<string>(6).fill('word'),
  ...['Enter', 'Enter', 'Backspace', 'Backspace', 'Delete', 'Home', 'End', 'ArrowUp', 'ArrowDown', 'ArrowLeft'],
  ...['Shift+Home', 'Shift+ArrowUp', 'ControlOrMeta+b', 'ControlOrMeta+i', 'Shift+Enter', 'Tab', 'Shift+Tab'],
  ...['ControlOrMeta+z', 'ControlOrMeta+z', 'ControlOrMeta+Shift+z', 'ControlOrMeta+x', 'ControlOrMeta+v'],
  ...[0, 1, 4, 5, 6, 7, 8].map((kind) => `ControlOrMeta+Alt+${kind}`),
  ...['# ', '- ', '> '],
];

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

async function doAnything(person: Person, times: number, random: () => number): Promise<void> {
  const anyOf = (choices: readonly string[]) => choices[Math.floor(random() * choices.length)]!;
  for (let time = 0; time < times; time++) {
    const act = anyOf(acts);
    if (act === 'word') await person.type(`${anyOf(words)} `);
    else if (act.endsWith(' ')) await person.type(act);
    else await person.press(act);
  }
}

for (const seed of [1, 2]) {
  test(`whatever three people do, all see the same in the end (${seed})`, mixed, async ({ people, network }) => {
    const [ada, ben, cleo] = await people(3, 'plan');
    const random = [dice(seed), dice(seed + 100), dice(seed + 200)] as const;
    await ada.type('one\ntwo\nthree');
    await converged([ada, ben, cleo]);
    for (const offline of [ben, cleo]) {
      await network.cut(offline);
      await Promise.all([ada, ben, cleo].map((person, i) => doAnything(person, 25, random[i]!)));
      await network.restore(offline);
      await converged([ada, ben, cleo]);
    }
    const all = await converged([ada, ben, cleo]);
    const [dan] = await people(1, 'plan');
    expect(await dan.lines()).toEqual(all);
  });
}
