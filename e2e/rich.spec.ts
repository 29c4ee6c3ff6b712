// Colours, formulas, code with a language, and where links lead: with two people, under the page's own policy (CSP).
import { converged, eventually, expect, type Person, test } from './kit/index.ts';
import { noComplaint } from './complaints.ts';
import { paste } from './paste.ts';
import { isSaved } from './status.ts';

const undo = 'ControlOrMeta+z';

/** Replaces the source in the card of a formula, with real keys. */
async function writeFormula({ page }: Person, formula: string): Promise<void> {
  const source = page.getByLabel('Formula in the notation of TeX');
  await source.press('ControlOrMeta+a');
  await source.pressSequentially(formula);
}

test('words are coloured, and formulas written and edited, while another person types beside them', async ({
  people,
}) => {
  const [ada, ben] = await people(2, 'plan');
  await ada.type('one two three\nEuler: $e^{i\\pi}=-1$ holds');
  await ada.sees('p: one two three', 'p: Euler: [e^{i\\pi}=-1] holds');

  // The menu of colours by the keyboard alone; the words stay selected.
  await ada.select('two');
  await ada.page.locator('.formatting-bar').getByRole('button', { name: 'Colours' }).click();
  await expect(ada.page.locator('[role=menu]:focus-within')).toHaveCount(1);
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowDown', 'Enter']) {
    await ada.page.keyboard.press(key);
  }
  await ada.press('ControlOrMeta+b');
  await ben.sees('p: one <b><mark-red>two</mark-red></b> three', 'p: Euler: [e^{i\\pi}=-1] holds');
  await ada.press(undo, undo);
  await ben.sees('p: one two three', 'p: Euler: [e^{i\\pi}=-1] holds');

  // A formula in the line opens by a click, and Ben types beside it meanwhile.
  await ada.page.getByTestId('formula').click();
  await ben.putCaret({ after: 'Euler:' });
  await ben.type(' so');
  await writeFormula(ada, '\\frac{1}{');
  await expect(ada.page.getByRole('dialog', { name: 'Formula' })).toContainText('This formula cannot be drawn');
  await writeFormula(ada, '\\sqrt{2}\\fbox{y}\\pmb{x}');
  await expect(ada.page.locator('.formula-preview math')).toHaveCount(1);
  await ada.page.keyboard.press('Enter');
  await ada.type(' now');
  await ben.sees('p: one two three', 'p: Euler: so [\\sqrt{2}\\fbox{y}\\pmb{x}] now holds');

  // A block by `$$`; arrows, Enter and Backspace take it as one thing.
  await ada.putCaret({ after: 'holds' });
  await ada.type('\n$$ ');
  await writeFormula(ada, '\\sum_{n=1}^\\infty \\frac{1}{n^2}');
  await ada.page.keyboard.press('Enter');
  await ada.type('end');
  await ben.sees(
    'p: one two three',
    'p: Euler: so [\\sqrt{2}\\fbox{y}\\pmb{x}] now holds',
    'formula: \\sum_{n=1}^\\infty \\frac{1}{n^2}',
    'p: end',
  );
  await ada.press('ArrowUp', 'Enter');
  await writeFormula(ada, 'x');
  await ada.page.keyboard.press('Escape');
  await ada.press('ArrowUp', 'Backspace');
  await ada.type('!');
  await ben.sees('p: one two three', 'p: Euler: so [\\sqrt{2}\\fbox{y}\\pmb{x}] now holds', 'p: !end');
  await converged([ada, ben]);
  noComplaint(ada);
  noComplaint(ben);
});

test('code has the colours of its language on every page, which the text knows nothing of', async ({ people }) => {
  const [ada, ben] = await people(2, 'plan');
  const painted = ({ page }: Person, kind: string) =>
    page.evaluate((name) => [...(CSS.highlights.get(`code-${name}`) ?? [])].map((range) => String(range)).sort(), kind);
  await ada.press('ControlOrMeta+Alt+8');
  await ada.type('let a = 1; // one');
  await ada.page.getByRole('combobox', { name: 'Language: Plain text' }).click();
  await expect(ada.page.getByPlaceholder('Search languages')).toBeFocused();
  await ada.page.keyboard.type('types');
  await ada.page.keyboard.press('Enter');
  for (const person of [ada, ben]) {
    await eventually(() => painted(person, 'keyword')).toEqual(['let']);
    await eventually(() => painted(person, 'comment')).toEqual(['// one']);
  }
  await ben.putCaret({ after: 'one' });
  await ben.type('\nconst b');
  await ada.putCaret({ before: 'let' });
  await ada.type('/*');
  const lines = 'code: /*let a = 1; // one⏎const b';
  for (const person of [ada, ben]) {
    await person.sees(lines);
    await eventually(() => painted(person, 'keyword')).toEqual([]);
    await eventually(() => painted(person, 'comment')).toEqual(['/*let a = 1; // one', 'const b']);
    // The words are one text in each line.
    expect(await person.page.locator('.code-block > span').count()).toBe(2);
  }
  await ada.page.getByRole('button', { name: 'Copy code' }).click();
  await expect(ada.page.getByRole('group', { name: 'Code block' })).toContainText('Copied');
  await ben.press('ControlOrMeta+z');
  await converged([ada, ben]);
  noComplaint(ada);
  noComplaint(ben);
});

test('the card of a link shows where it leads, and warns of words that pretend to be another address', async ({
  people,
}) => {
  const [ada] = await people(1, 'plan');
  await ada.page.getByTestId('title').pressSequentially('Plan of Ada');
  await isSaved(ada);
  await ada.open('notes');
  await paste(ada, { 'text/html': '<p>our plan or <a href="https://thief.example/a">bank.com</a></p>' });
  const card = ada.page.getByTestId('link-card');
  await ada.putCaret({ after: 'ban' });
  await expect(card).toContainText('https://thief.example/a');
  await expect(card.getByRole('alert')).toContainText('look like another address');
  await ada.select('plan');
  await ada.press('ControlOrMeta+k');
  await card.getByLabel('Address').pressSequentially('/d/plan');
  await ada.page.keyboard.press('Enter');
  await ada.putCaret({ after: 'pla' });
  await expect(card).toContainText('Plan of Ada');
  await expect(card.getByRole('alert')).toHaveCount(0);
  await card.getByRole('button', { name: 'Copy link address' }).click();
  await expect(card).toContainText('Copied');
  noComplaint(ada);
});
