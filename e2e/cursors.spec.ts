// Where the others are, and that what they do leaves one's own place alone.
import { converged, expect, test } from './kit/index.ts';
import { mixed } from './mixed.ts';

test("[CURSOR1] a person's caret is seen in its place, with the name, and moves", async ({ people }) => {
  const [ada, ben] = await people(2, 'plan');
  await ada.type('The quick brown fox\njumps over the lazy dog');
  await ben.reads('dog');
  await ben.seesCursorOf(ada, { after: 'dog' });
  await expect(ben.page.getByTestId('remote-cursor-name')).toHaveText('Ada');
  await ada.putCaret({ after: 'quick' });
  await ben.seesCursorOf(ada, { after: 'quick' });
  await ada.type('er');
  await ben.seesCursorOf(ada, { after: 'quicker' });
  await ada.press('Home');
  await ben.seesCursorOf(ada, { before: 'The' });
});

test('[CURSOR1] a caret keeps its place while others write before it', mixed, async ({ people }) => {
  const [ada, ben] = await people(2, 'plan');
  await ada.type('The quick brown fox');
  await ada.putCaret({ after: 'brown' });
  await ben.putCaret({ after: 'The' });
  await ben.type(' very');
  await ben.seesCursorOf(ada, { after: 'brown' });
  await ada.seesCursorOf(ben, { after: 'very' });
  expect(await ada.caret()).toEqual(['The very quick brown', ' fox']);
});

test('[CURSOR1] [PEOPLE1] the carets of three people are told apart', mixed, async ({ people }) => {
  const [ada, ben, cleo] = await people(3, 'plan');
  await ada.type('one two three');
  await ben.putCaret({ after: 'one' });
  await cleo.putCaret({ after: 'two' });
  await ada.seesCursorOf(ben, { after: 'one' });
  await ada.seesCursorOf(cleo, { after: 'two' });
  await ben.seesCursorOf(cleo, { after: 'two' });
  await ben.seesCursorOf(ada, { after: 'three' });
});

test('[CURSOR2] a caret vanishes when its person closes the page', async ({ people }) => {
  const [ada, ben] = await people(2, 'plan');
  await ada.type('Hello');
  await ben.seesCursorsOf(ada);
  await ada.leave();
  await ben.seesCursorsOf();
  await ben.seesPresent('Ben');
});

test('[CURSOR2] a caret vanishes when its person is cut off', mixed, async ({ people, network }) => {
  const [ada, ben] = await people(2, 'plan');
  await ada.type('Hello');
  await ben.seesCursorsOf(ada);
  await network.cut(ada);
  await ben.seesCursorsOf();
  await ben.seesPresent('Ben');
});

test('[CURSOR2] a caret vanishes when its person is gone without a goodbye', mixed, async ({ people, network }) => {
  const [ada, ben] = await people(2, 'plan');
  await ada.type('Hello');
  await ben.seesCursorsOf(ada);
  network.freeze(ada);
  await ben.seesCursorsOf(); // the server waits up to 30 seconds for a sign of life
  await ben.seesPresent('Ben');
  await network.restore(ada);
  await ben.seesPresent('Ada', 'Ben');
});

test('[CURSOR2] reloading leaves no ghost of a caret', async ({ people }) => {
  const [ada, ben] = await people(2, 'plan');
  await ada.type('Hello');
  await ben.seesCursorsOf(ada);
  for (let times = 0; times < 3; times++) {
    await ada.reload();
    await ada.putCaret({ after: 'Hell' });
    await ben.seesCursorOf(ada, { after: 'Hell' });
    await ben.seesCursorsOf(ada);
    await ben.seesPresent('Ada', 'Ben');
  }
});

test('[CURSOR3] a caret goes to the paragraph before when its own is deleted under it', async ({ people }) => {
  const [ada, ben] = await people(2, 'plan');
  await ada.type('One\nTwo\nThree\nFour');
  await ben.putCaret({ after: 'Tw' });
  await ada.select('Two');
  await ada.press('Backspace', 'Backspace');
  await ben.sees('p: One', 'p: Three', 'p: Four');
  await ben.type('!');
  expect(await converged([ada, ben])).toEqual(['p: One!', 'p: Three', 'p: Four']);
});

test('[CURSOR3] a caret goes where a key moves it, whatever others write at that moment', mixed, async ({ people }) => {
  const [ada, , cleo] = await people(3, 'plan'); // two in Chromium, where this came up most
  await ada.type('Bread\nWine');
  await cleo.reads('Wine');
  await cleo.putCaret({ after: 'Wine' });
  await ada.putCaret({ after: 'Bread' });
  let isWriting = true;
  const writing = cleo.page.keyboard.type('x'.repeat(150), { delay: 5 }).finally(() => (isWriting = false));
  for (let i = 0; isWriting; i++) {
    const [key, line] = i % 2 === 0 ? ['Home', 'p: .Bread'] : ['End', 'p: Bread.'];
    await ada.page.keyboard.press(key);
    await ada.page.keyboard.type('.');
    expect((await ada.lines())[0]).toBe(line);
    await ada.page.keyboard.press('Backspace');
  }
  await writing;
});

test('[CURSOR3] the words of others do not scroll the part of the text that a person reads', async ({ people }) => {
  const [ada, ben] = await people(2, 'plan');
  await ada.type(Array.from({ length: 60 }, (_, i) => `Line ${i + 1}.`).join('\n'));
  await ben.putCaret({ after: 'Line 1.' });
  await ben.page.getByText('Line 30.').evaluate((line) => line.scrollIntoView({ block: 'center' }));
  const before = await ben.rectOf({ before: 'Line 30.' });

  await ada.type('\nAt the end');
  await ben.reads('At the end');
  await ada.putCaret({ before: 'Line 1.' });
  await ada.type('At the start\nin three\nlines\n');
  await ada.putCaret({ after: 'Line 31.' });
  await ada.type(' In sight.');
  await ben.reads('In sight.');
  await converged([ada, ben]);

  const after = await ben.rectOf({ before: 'Line 30.' });
  expect(Math.abs(after.y - before.y)).toBeLessThan(2);
});
