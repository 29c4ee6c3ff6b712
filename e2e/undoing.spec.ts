// Undo and redo take back, and bring back, one's own changes alone. No word of another is taken back, and none is there
// twice, in whatever order the two undo and redo.
import { converged, eventually, expect, type Network, type Person, test } from './kit/index.ts';
import { type Section, tryAll } from './matrix.ts';
import { mixed } from './mixed.ts';
import { lasting } from './operations.ts';
import { isSaved } from './status.ts';

const [undo, redo] = ['ControlOrMeta+z', 'ControlOrMeta+Shift+z'];

/** More steps than any operation of the table takes. */
const mostSteps = 6;

/** Undoes step by step until `done`, and gives the number of steps; whether it is done is for the caller to say. */
async function undoUntil(person: Person, done: () => Promise<boolean>): Promise<number> {
  let steps = 0;
  for (; steps < mostSteps && !(await done()); steps++) await person.press(undo);
  return steps;
}

/** Has the writer's words and the operation meet: before either has seen the other, in every second row offline. */
async function meet(section: Section, words: string, network: Network): Promise<void> {
  if (section.number % 2 === 0) network.freeze(section.writer);
  else await network.cut(section.writer);
  await section.writer.type(words);
  await section.act();
  await network.restore(section.writer);
}

test(
  '[TEXT3] two people undo and redo what they did at the same time, and offline',
  mixed,
  async ({ server, people, network }) => {
    const pair = await people(2);
    await tryAll(lasting, { server, network, pair, writerIn: (row) => (row >> 1) % 2 }, async (section) => {
      const { writer, other } = section;
      const words = ` ox${section.number}.`;
      await section.putCaret();
      await meet(section, words, network);
      await section.expectAfter(words, 'at first');
      const otherSteps = await undoUntil(other, async () => section.isBefore(await section.seenBy(other), words));
      await section.expectBefore(words, 'and undoes that');
      const steps = await undoUntil(writer, async () => section.isBefore(await section.seenBy(writer), ''));
      await section.expectBefore('', 'and both undo');
      await other.press(...Array<string>(otherSteps).fill(redo));
      await section.expectAfter('', 'and redoes that alone');
      await writer.press(...Array<string>(steps).fill(redo));
      await section.expectAfter(words, 'and both redo');
    });
  },
);

test(
  '[TEXT3] what one undoes leaves the words that another has written since, inside of it too',
  mixed,
  async ({ people }) => {
    const [ada, ben] = await people(2, 'plan');
    const write = async (place: Parameters<Person['putCaret']>[0], words: string) => {
      await ben.putCaret(place);
      await ben.type(words);
      await ada.reads(words);
    };
    await ada.type('One two three');
    await ben.reads('three');
    await ada.press('ControlOrMeta+Alt+1');
    await ada.putCaret({ after: 'One' });
    await ada.press('Enter');
    await ada.select('three');
    await ada.press('ControlOrMeta+b');
    await ben.sees('h1: One', 'h1:  two <b>three</b>');
    await write({ after: 'One' }, ' and a half');
    await write({ after: 'thr' }, '-and-');
    await write({ after: 'two' }, ' or more');
    await ada.press(undo);
    expect(await converged([ada, ben])).toContain('h1:  two or more thr-and-ee');
    await ada.press(undo);
    expect(await converged([ada, ben])).toEqual(['h1: One and a half two or more thr-and-ee']);
    await ada.press(undo);
    expect(await converged([ada, ben])).toEqual(['p: One and a half two or more thr-and-ee']);
    await ada.press(undo);
    expect(await converged([ada, ben])).toEqual(['p:  and a half or more-and-']);
    await ada.press(undo, undo); // more often than there are steps
    expect(await converged([ada, ben])).toEqual(['p:  and a half or more-and-']);
    await ada.press(redo, redo, redo, redo);
    expect(await converged([ada, ben])).toEqual(['h1: One and a half', 'h1:  two or more <b>thr-and-ee</b>']);
  },
);

/** The words of the block in which a person's caret stands. */
function blockAtCaret({ page }: Person): Promise<string | undefined> {
  return page.evaluate(() => {
    const node = getSelection()?.anchorNode;
    const element = node instanceof Element ? node : node?.parentElement;
    return element?.closest('p, h1')?.textContent;
  });
}

test('[TEXT3] the caret goes to what an undo and a redo change', async ({ people }) => {
  const [ada] = await people(1, 'plan');
  await ada.type('One\nTwo\nThree\nFour');
  await ada.putCaret({ after: 'One' });
  await ada.press('ControlOrMeta+Alt+1');
  await ada.select('Two');
  await ada.press('ControlOrMeta+b');
  await ada.putCaret({ after: 'Three' });
  await ada.type('!');
  const goesTo = async (key: string, words: string) => {
    await ada.putCaret({ after: 'Four' });
    await ada.press(key);
    await eventually(() => blockAtCaret(ada)).toBe(words);
  };
  await goesTo(undo, 'Three');
  await goesTo(undo, 'Two');
  await goesTo(undo, 'One');
  await goesTo(redo, 'One');
  await goesTo(redo, 'Two');
  await goesTo(redo, 'Three!');
  await ada.sees('h1: One', 'p: <b>Two</b>', 'p: Three!', 'p: Four');
  await ada.putCaret({ after: 'Four' });
  await ada.press('Enter');
  await ada.type('hello');
  await ada.press(undo, redo, undo, redo);
  await ada.type(' there');
  await ada.sees('h1: One', 'p: <b>Two</b>', 'p: Three!', 'p: Four', 'p: hello there');
});

test(
  '[TEXT3] what is undone offline is undone for everybody, and can be done again when back',
  mixed,
  async ({ people, network }) => {
    const [ada, ben] = await people(2, 'plan');
    await ada.type('Bread\nWine');
    await ben.reads('Wine');
    await ada.press('ControlOrMeta+Alt+1');
    await ben.sees('p: Bread', 'h1: Wine');
    await network.cut(ada);
    await ada.press(undo);
    await ben.putCaret({ after: 'Wine' });
    await ben.type(' and cheese');
    await network.restore(ada);
    expect(await converged([ada, ben])).toEqual(['p: Bread', 'p: Wine and cheese']);
    await ada.press(redo);
    expect(await converged([ada, ben])).toEqual(['p: Bread', 'h1: Wine and cheese']);
  },
);

test('[UNDO1] undo and redo in the title change one’s own letters alone', async ({ people }) => {
  const [ada, ben] = await people(2, 'plan');
  const title = (person: Person) => person.page.getByTestId('title');
  const shows = async (words: string) => {
    for (const person of [ada, ben]) await expect(title(person)).toHaveValue(words);
  };
  await title(ada).pressSequentially('Picnic');
  await shows('Picnic');
  await title(ben).press('End');
  await ben.page.keyboard.type(' list');
  await shows('Picnic list');
  await title(ada).press(undo);
  await shows(' list');
  await title(ben).press('Home');
  await ben.page.keyboard.type('A');
  await shows('A list');
  await title(ada).press(redo);
  await eventually(() => title(ada).inputValue()).toContain('Picnic');
  for (let times = 0; times < 3; times++) await title(ben).press(undo); // more often than there are steps
  await shows('Picnic');
  await isSaved(ada);
});
