// Writing together: whatever people do at the same time, all of them end with the same, and with everything of each.
import { converged, expect, test, type Person } from './kit/index.ts';
import { mixed } from './mixed.ts';

const button = (person: Person, name: string) => person.page.getByRole('button', { name, exact: true });

/** Keeps a chunk of the code from a person's page until the result is called. */
async function holdBack({ page }: Person, chunk: string): Promise<() => void> {
  const { promise: brought, resolve: bring } = Promise.withResolvers<void>();
  await page.route(`**/assets/${chunk}-*.js`, async (route) => {
    await brought;
    await route.continue();
  });
  return bring;
}

test('two people type at once, each in a paragraph of their own', mixed, async ({ people }) => {
  const [ada, ben] = await people(2, 'plan');
  await ada.type('Ada: \nBen: ');
  await ben.reads('Ben: ');
  await ada.putCaret({ after: 'Ada: ' });
  await ben.putCaret({ after: 'Ben: ' });
  await Promise.all([ada.type('bread and butter'), ben.type('wine and cheese')]);
  expect(await converged([ada, ben])).toEqual(['p: Ada: bread and butter', 'p: Ben: wine and cheese']);
});

test('two people type at once in one paragraph', mixed, async ({ people }) => {
  const [ada, ben] = await people(2, 'plan');
  await ada.type('Between: ; after: ');
  await ben.putCaret({ after: 'Between: ' });
  await Promise.all([ada.type('bread and butter'), ben.type('wine and cheese')]);
  expect(await converged([ada, ben])).toEqual(['p: Between: wine and cheese; after: bread and butter']);
});

test('two people type at once in the same place', mixed, async ({ people }) => {
  const [ada, ben] = await people(2, 'plan');
  await Promise.all([ada.type('bread and butter '), ben.type('wine and cheese ')]);
  const [line, ...others] = await converged([ada, ben]);
  expect(others).toEqual([]);
  // Whose words come first is nobody's to say, but they are words.
  expect(['p: bread and butter wine and cheese ', 'p: wine and cheese bread and butter ']).toContain(line);
});

test('three people type at once', mixed, async ({ people }) => {
  const [ada, ben, cleo] = await people(3, 'plan');
  await ada.type('Ada: \nBen: \nCleo: ');
  await Promise.all([
    ada.putCaret({ after: 'Ada: ' }),
    ben.putCaret({ after: 'Ben: ' }),
    cleo.putCaret({ after: 'Cleo: ' }),
  ]);
  await Promise.all([ada.type('bread\nand butter'), ben.type('wine\nand cheese'), cleo.type('salt\nand pepper')]);
  expect(await converged([ada, ben, cleo])).toEqual([
    ...['p: Ada: bread', 'p: and butter'],
    ...['p: Ben: wine', 'p: and cheese'],
    ...['p: Cleo: salt', 'p: and pepper'],
  ]);
});

test('[TEXT3] keys that reach a busy page together act where each finds the caret', async ({ people }) => {
  const [ada] = await people(1, 'plan');
  await ada.type('First\nSecond');
  const together = (...keys: string[]) =>
    Promise.all([
      ada.page.evaluate(() => {
        const until = performance.now() + 300;
        while (performance.now() < until);
      }),
      ...keys.map((key) => ada.page.keyboard.press(key)),
    ]);
  await ada.press('Shift+Home');
  await together('End', 'Enter');
  await ada.sees('p: First', 'p: Second', 'p: ');
  await ada.press('ArrowUp', 'End');
  await together('Home', 'Backspace');
  await ada.sees('p: FirstSecond', 'p: ');
});

test('slow connections change nothing but the time', mixed, async ({ people, network }) => {
  const [ada, ben] = await people(2, 'plan');
  network.slow(ada, { latencyMs: 150 });
  network.slow(ben, { latencyMs: 60, bytesPerSecond: 20_000 });
  await ada.type('Between: ; after: ');
  await ben.putCaret({ after: 'Between: ' });
  await Promise.all([ada.type('bread and butter'), ben.type('wine and cheese')]);
  expect(await converged([ada, ben])).toEqual(['p: Between: wine and cheese; after: bread and butter']);
});

test('one emoji typed over another stays whole for everybody', mixed, async ({ people }) => {
  const [ada, ben] = await people(2, 'plan');
  await ada.type('I am 😀 today');
  await ada.select('😀');
  await ada.type('😁');
  await ben.sees('p: I am 😁 today');
  await ada.putCaret({ before: '😁' });
  await ada.type('😀');
  expect(await converged([ada, ben])).toEqual(['p: I am 😀😁 today']);
});

test('formats arrive, by keys and by buttons', async ({ people }) => {
  const [ada, ben] = await people(2, 'plan');
  await ada.type('plain bold slanted lined struck coded all');
  await ada.select('bold');
  await ada.press('ControlOrMeta+b');
  await ada.select('slanted');
  await ada.press('ControlOrMeta+i');
  await ada.select('lined');
  await ada.press('ControlOrMeta+u');
  await ada.select('struck');
  await button(ada, 'Strikethrough').click();
  await ada.select('coded');
  await button(ada, 'Code').click();
  await ada.select('all');
  for (const name of ['Bold', 'Italic', 'Underline']) await button(ada, name).click();
  await ben.sees(
    'p: plain <b>bold</b> <i>slanted</i> <u>lined</u> <s>struck</s> <code>coded</code> <b><i><u>all</u></i></b>',
  );
  await converged([ada, ben]);
});

test('two people format words that overlap, and both formats count', mixed, async ({ people }) => {
  const [ada, ben] = await people(2, 'plan');
  await ada.type('one two three');
  await ben.select('two three');
  await ada.select('one two');
  await Promise.all([ada.press('ControlOrMeta+b'), ben.press('ControlOrMeta+i')]);
  expect(await converged([ada, ben])).toEqual(['p: <b>one </b><b><i>two</i></b><i> three</i>']);
});

test('kinds of blocks are chosen from the menu and arrive', async ({ people }) => {
  const [ada, ben] = await people(2, 'plan');
  const kinds = ['Heading 1', 'Heading 2', 'Heading 3', 'Quote', 'Bullet list', 'Numbered list', 'Check list', 'Text'];
  await ada.type(kinds.join('\n'));
  for (const kind of kinds.slice(0, -1)) {
    await ada.putCaret({ after: kind });
    await ada.page.getByRole('button', { name: /^Block type/ }).click();
    await ada.page.getByRole('menuitemradio', { name: kind }).click();
  }
  await ben.sees(
    ...['h1: Heading 1', 'h2: Heading 2', 'h3: Heading 3', 'quote: Quote'],
    ...['ul: Bullet list', 'ol: Numbered list', 'check: [ ] Check list', 'p: Text'],
  );
  await converged([ada, ben]);
});

test('Markdown is understood as it is typed', async ({ people }) => {
  const [ada, ben] = await people(2, 'plan');
  await ada.type('# Plans\n## Food\nWords\n- milk\nbread\n\n1. first\nsecond\n\n[] wash\n\n> wise\n');
  await ada.type('**bold** *slanted* ~~struck~~ `coded` plain');
  await ben.sees(
    ...['h1: Plans', 'h2: Food', 'p: Words', 'ul: milk', 'ul: bread', 'ol: first', 'ol: second'],
    ...['check: [ ] wash', 'quote: wise', 'p: <b>bold</b> <i>slanted</i> <s>struck</s> <code>coded</code> plain'],
  );
  await converged([ada, ben]);
});

test('[TEXT3] the first keys are in the text, and are Markdown too, however late the code of writing comes', async ({
  people,
}) => {
  const [ada, ben] = await people(2);
  const bring = await holdBack(ben, 'writing');
  await ada.open('plan');
  await ada.type('Words');
  const opening = ben.open('plan');
  await ben.sees('p: Words');
  await expect(ben.page.getByTestId('editor')).toHaveAttribute('contenteditable', 'false');
  await ben.type('- Nx');
  await ben.press('Backspace');
  await ben.type('ew\nall ');
  bring();
  await opening;
  await ben.type('my ');
  await ada.sees('ul: New', 'ul: all my Words');
  await converged([ada, ben]);
});

test('a bullet that begins with a box becomes an item to check, and its neighbours stay', async ({ people }) => {
  const [ada, ben] = await people(2, 'plan');
  await ada.type('- one\n[ ] two\nthree\n\n- [x] four\n\n- [later] five\n\nsix [ ] ');
  await ben.sees(
    ...['ul: one', 'check: [ ] two', 'check: [ ] three', 'check: [x] four', 'ul: [later] five', 'p: six [ ] '],
  );
  await ada.putCaret({ before: '[later]' });
  await ada.press('Enter', 'ArrowUp');
  await ada.type('deep\nb\nc');
  await ada.putCaret({ before: 'b' });
  await ada.press('Tab');
  await ada.type('[ ] ');
  await ben.sees(
    ...['ul: one', 'check: [ ] two', 'check: [ ] three', 'check: [x] four', 'ul: deep', '  check: [ ] b', 'ul: c'],
    ...['ul: [later] five', 'p: six [ ] '],
  );
  await converged([ada, ben]);
});

/** The numbers that somebody's page shows before the items of its numbered lists. */
async function numbers({ page }: Person): Promise<string> {
  const items = page.getByTestId('editor').locator('ol > li');
  return items.evaluateAll((found) => found.map((item) => (item as HTMLLIElement).value).join(' '));
}

test('items behind a paragraph in a numbered list keep their numbers', async ({ people }) => {
  const [ada, ben] = await people(2, 'plan');
  await ada.type('1. a\nb\nc\nd\ne');
  await ada.putCaret({ after: 'b' });
  await ada.press('Enter', 'Enter');
  await ada.type('between');
  await ben.sees('ol: a', 'ol: b', 'p: between', 'ol: c', 'ol: d', 'ol: e');
  for (const person of [ada, ben]) expect(await numbers(person)).toBe('1 2 3 4 5');
  await ada.putCaret({ after: 'd' });
  await ada.press('ControlOrMeta+Alt+1');
  await ben.sees('ol: a', 'ol: b', 'p: between', 'ol: c', 'h1: d', 'ol: e');
  for (const person of [ada, ben]) expect(await numbers(person)).toBe('1 2 3 4');
  await ada.press('ControlOrMeta+Alt+6', 'Tab');
  await ben.sees('ol: a', 'ol: b', 'p: between', 'ol: c', '  ol: d', 'ol: e');
  await ada.putCaret({ after: 'between' });
  await ada.press('ControlOrMeta+Alt+6');
  await ben.sees('ol: a', 'ol: b', 'ol: between', 'ol: c', '  ol: d', 'ol: e');
  // The item that holds the nested list has a number that nobody sees.
  for (const person of [ada, ben]) expect(await numbers(person)).toMatch(/^1 2 3 4 \d 1 5$/);
});

test('both add to one list at once, and a check mark arrives', mixed, async ({ people }) => {
  const [ada, ben] = await people(2, 'plan');
  await ada.type('[] wash\ndry');
  await ben.putCaret({ after: 'wash' });
  await Promise.all([ada.type('\niron'), ben.type('\nrinse')]);
  await converged([ada, ben]);
  await ben.page
    .getByRole('checkbox')
    .first()
    .click({ position: { x: 4, y: 12 } });
  await ada.sees('check: [x] wash', 'check: [ ] rinse', 'check: [ ] dry', 'check: [ ] iron');
});

test('links arrive, made from words, however late the code for that comes, or from a typed address', async ({
  people,
}) => {
  const [ada, ben] = await people(2);
  const bring = await holdBack(ada, 'parts');
  for (const person of [ada, ben]) await person.open('plan');
  await ada.type('our map and https://example.org/a there');
  await ada.select('map');
  await ada.press('ControlOrMeta+k');
  bring();
  await ada.page.getByLabel('Address').pressSequentially('https://example.org/map');
  await ada.page.keyboard.press('Enter');
  await ben.sees(
    'p: our <a https://example.org/map>map</a> and <a https://example.org/a>https://example.org/a</a> there',
  );
  await converged([ada, ben]);
});

test("[TEXT3] undo takes back one's own words only, and redo brings them again", async ({ people }) => {
  const [ada, ben] = await people(2, 'plan');
  await ben.type('Ben was first. ');
  await ada.putCaret({ after: 'first. ' });
  await ada.type('Ada was here. ');
  await ben.putCaret({ after: 'here. ' });
  await ben.type('Ben was last.');
  await converged([ada, ben]);
  // More often than there are steps: what is left must not be touched.
  await ada.press(...Array<string>(6).fill('ControlOrMeta+z'));
  await ben.sees('p: Ben was first. Ben was last.');
  await converged([ada, ben]);
  await ada.press(...Array<string>(6).fill('ControlOrMeta+Shift+z'));
  await ben.sees('p: Ben was first. Ada was here. Ben was last.');
  await converged([ada, ben]);
});
