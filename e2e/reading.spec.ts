// What others do leaves alone what a person looks at: the lines in the window, the carets of others in their words, and
// whatever on the page has not changed.
import { converged, eventually, expect, type Person, test } from './kit/index.ts';
import { mixed } from './mixed.ts';
import { paste } from './paste.ts';
import { block, Peer } from './peer.ts';

const longText = Array.from({ length: 60 }, (_, i) => `Line ${i + 1}.`);

/** What Ada does above the line at the top of Ben's window, one after another. */
const above: Record<string, (ada: Person) => Promise<void>> = {
  'types a long sentence': async (ada) => {
    await ada.putCaret({ after: 'Line 3.' });
    await ada.type(' A sentence that is so long that it is wrapped at least once in everybody’s window, and more.');
  },
  'presses Enter': async (ada) => {
    await ada.putCaret({ before: 'Line 1.' });
    await ada.press('Enter', 'Enter', 'Enter');
  },
  'makes blocks higher': async (ada) => {
    await ada.selectFrom({ before: 'Line 5.' }, { after: 'Line 9.' });
    await ada.press('ControlOrMeta+Alt+1');
  },
  'makes a list of blocks': async (ada) => {
    await ada.selectFrom({ before: 'Line 11.' }, { after: 'Line 14.' });
    await ada.press('ControlOrMeta+Alt+5');
  },
  'retypes the block right above': async (ada) => {
    await ada.putCaret({ after: 'Line 29.' });
    await ada.press('ControlOrMeta+Alt+7');
  },
  'deletes blocks': async (ada) => {
    await ada.selectFrom({ before: 'Line 16.' }, { before: 'Line 20.' });
    await ada.press('Backspace');
  },
  'deletes the block right above': async (ada) => {
    await ada.selectFrom({ before: 'Line 29.' }, { before: 'Line 30.' });
    await ada.press('Backspace');
  },
  'undoes that': (ada) => ada.press('ControlOrMeta+z'),
  'pastes a page': async (ada) => {
    await ada.putCaret({ after: 'Line 2.' });
    await paste(ada, { 'text/html': '<h1>Pasted</h1><p>One</p><ul><li>Two</li><li>Three</li></ul><pre>Four</pre>' });
  },
};

test('[CURSOR3] the line at the top of the window stays where it is, whatever others do above it', async ({
  server,
  people,
}) => {
  const author = await Peer.join(server.url, 'plan');
  author.write(...longText.map((line) => block({}, line)));
  const [ada, ben] = await people(2, 'plan');
  author.leave();
  const caretAt = ['Line 31.', 'Line 1.']; // in the window, and above it
  for (const [act, does] of Object.entries(above)) {
    await ben.putCaret({ after: caretAt[0]! });
    await ben.page.getByText('Line 30.').evaluate((line) => line.scrollIntoView({ block: 'start' }));
    const before = await ben.rectOf({ before: 'Line 30.' });
    await does(ada);
    await converged([ada, ben]);
    const after = await ben.rectOf({ before: 'Line 30.' });
    expect.soft(Math.abs(after.y - before.y), `how far Ben's line moves when Ada ${act}`).toBeLessThan(2);
    caretAt.reverse();
  }
});

/** Watches what vanishes among the carets of others on somebody's page; call the result for how many did so far. */
async function vanishedCarets({ page }: Person): Promise<() => Promise<number>> {
  await page
    .getByTestId('remote-cursor')
    .first()
    .evaluate((caret) => {
      const vanished = { count: 0 };
      Object.assign(window, { vanished });
      const count = (changes: MutationRecord[]) => {
        for (const { removedNodes } of changes) vanished.count += removedNodes.length;
      };
      new MutationObserver(count).observe(caret.parentElement!, { childList: true });
    });
  return () => page.evaluate(() => (window as unknown as { vanished: { count: number } }).vanished.count);
}

/** The words that somebody's page paints as selected by others. */
async function selectedByOthers({ page }: Person): Promise<string[]> {
  return page.evaluate(() =>
    [...CSS.highlights].flatMap(([name, ranges]) => (name.startsWith('person-') ? [...ranges].map(String) : [])),
  );
}

test('[CURSOR1] carets and selections of others go where their words go, without a blink', async ({ people }) => {
  const [ada, ben, cleo] = await people(3, 'plan');
  await ada.type('Above\nOne two three four\nBelow');
  await cleo.select('three');
  await ben.putCaret({ after: 'two' });
  await ada.seesCursorOf(ben, { after: 'two' });
  await ada.seesCursorOf(cleo, { after: 'three' });
  const vanished = await vanishedCarets(ada);
  const acts: [act: () => Promise<void>, ...lines: string[]][] = [
    [() => ada.press('ControlOrMeta+Alt+1'), 'p: Above', 'h1: One two three four', 'p: Below'],
    [() => ada.press('ControlOrMeta+Alt+5'), 'p: Above', 'ul: One two three four', 'p: Below'],
    [() => ada.press('Enter'), 'p: Above', 'ul: One', 'ul:  two three four', 'p: Below'],
    [() => ada.press('Tab'), 'p: Above', 'ul: One', '  ul:  two three four', 'p: Below'],
    [() => ada.press('Backspace', 'Backspace', 'Backspace'), 'p: Above', 'ul: One two three four', 'p: Below'],
    [() => ada.type(' and a half'), 'p: Above', 'ul: One and a half two three four', 'p: Below'],
  ];
  await ada.putCaret({ after: 'One' });
  for (const [act, ...lines] of acts) {
    await act();
    for (const person of [ada, ben]) await person.sees(...lines);
    await ada.seesCursorOf(ben, { after: 'two' });
    await ada.seesCursorOf(cleo, { after: 'three' });
    await eventually(() => selectedByOthers(ada)).toEqual(['three']);
    await ben.seesCursorOf(cleo, { after: 'three' });
  }
  expect(await vanished()).toBe(0);
});

/** Watches what is drawn anew on somebody's page, by the words of its block; call the result for that so far. */
async function redrawn({ page }: Person): Promise<() => Promise<string[]>> {
  await page.getByTestId('editor').evaluate((editor) => {
    const blocks = new Set<string>();
    Object.assign(window, { redrawn: blocks });
    const note = (changes: MutationRecord[]) => {
      for (const { target } of changes) {
        const element = target instanceof Element ? target : target.parentElement;
        blocks.add(element?.closest('p')?.textContent ?? 'the whole');
      }
    };
    const all = { subtree: true, childList: true, characterData: true, attributes: true };
    new MutationObserver(note).observe(editor, all);
  });
  return () => page.evaluate(() => [...(window as unknown as { redrawn: Set<string> }).redrawn]);
}

test(
  'only the block that another changes is drawn anew, and none where only a caret moves',
  mixed,
  async ({ people }) => {
    const [ada, ben] = await people(2, 'plan');
    await ada.type('One\nTwo\nThree');
    await ben.putCaret({ after: 'Three' });
    await ada.seesCursorOf(ben, { after: 'Three' });
    const seen = await redrawn(ben);
    await ada.putCaret({ after: 'Two' });
    await ben.seesCursorOf(ada, { after: 'Two' });
    expect(await seen()).toEqual([]);
    await ada.type('!');
    await ben.reads('Two!');
    expect(await seen()).toEqual(['Two!']);
    await ada.select('Two');
    await ada.press('ControlOrMeta+b');
    await ben.sees('p: One', 'p: <b>Two</b>!', 'p: Three');
    expect(await seen()).toEqual(['Two!']);
    expect(await ben.caret()).toEqual(['OneTwo!Three', '']);
  },
);
