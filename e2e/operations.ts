// What another person does to a block while somebody writes in it: a table, read as "in <from>, the other <name>, and
// there stands <becomes>". The writer's caret is at ✎, and there their words stand afterwards, however the two meet.
// Each operation has a section of its own in one document: the block, with one above and one below.
import { expect, type Person } from './kit/index.ts';
import { paste } from './paste.ts';

export interface Operation {
  name: string;
  /** The lines of the section before, separated by ` | `. */
  from: string;
  /** Formats of the section's words before. */
  formatted?: object;
  /** Has the other person change the section, with real keys. */
  act(other: Hands): Promise<void>;
  /** The lines of the section after, without formats. Of several outcomes, each is right. */
  becomes: readonly string[];
  /** What is among the lines with their formats only after the operation. */
  gains?: readonly string[];
  /** What is among the lines with their formats only before the operation. */
  loses?: readonly string[];
  /** Whether the operation changes the whole document; then the section is all of it. */
  whole?: boolean;
}

/** A person at one section: the words of the table are those of this section. */
export interface Hands {
  person: Person;
  /** Puts the caret before these words and presses keys. */
  before(words: string, ...keys: string[]): Promise<void>;
  /** Puts the caret after these words and presses keys. */
  after(words: string, ...keys: string[]): Promise<void>;
  /** Selects these words and presses keys. */
  over(words: string, ...keys: string[]): Promise<void>;
  /** Selects from before some words to before others, and presses keys. */
  between(start: string, end: string, ...keys: string[]): Promise<void>;
}

/** The words of the table as they are written in the section of that number. */
export function inSection(number: number, text: string): string {
  return text.replace(/above|one|two|three|four|below/g, `$&${String(number).padStart(2, '0')}`);
}

export function handsOf(person: Person, number: number): Hands {
  const here = (words: string) => inSection(number, words);
  return {
    person,
    async before(words, ...keys) {
      await person.putCaret({ before: here(words) });
      await person.press(...keys);
    },
    async after(words, ...keys) {
      await person.putCaret({ after: here(words) });
      await person.press(...keys);
    },
    async over(words, ...keys) {
      await person.select(here(words));
      await person.press(...keys);
    },
    async between(start, end, ...keys) {
      await person.selectFrom({ before: here(start) }, { before: here(end) });
      await person.press(...keys);
    },
  };
}

type Act = Operation['act'];

const doing =
  (how: 'before' | 'after' | 'over') =>
  (words: string, ...keys: string[]): Act =>
  (other) =>
    other[how](words, ...keys);
const [before, after, over] = [doing('before'), doing('after'), doing('over')];

const all = 'one two three four';
const undo = 'ControlOrMeta+z';
const kind = (digit: number) => `ControlOrMeta+Alt+${digit}`;

const link: Act = async ({ over, person: { page } }) => {
  await over(all, 'ControlOrMeta+k');
  await page.getByLabel('Address').pressSequentially('/map');
  await page.keyboard.press('Enter');
};

const color: Act = async ({ over, person: { page } }) => {
  await over(all);
  await page.locator('.formatting-bar').getByRole('button', { name: 'Colours' }).click();
  await page.getByRole('menuitemradio', { name: 'Text: Red' }).click();
};

const formula: Act = async ({ after, person }) => {
  await after('one');
  await person.type(' $x$');
};

const language: Act = async ({ after, person: { page } }) => {
  await after('four');
  await page.getByRole('combobox', { name: 'Language: Plain text' }).click();
  await expect(page.getByPlaceholder('Search languages')).toBeFocused();
  await page.keyboard.type('python');
  await page.keyboard.press('Enter');
};

const cutAndPaste: Act = async ({ over, after }) => {
  await over(all, 'ControlOrMeta+x', 'Backspace');
  await after('below', 'Enter', 'ControlOrMeta+v');
};

const moveLine: Act = async ({ between, before }) => {
  await between('one', 'below', 'ControlOrMeta+x');
  await before('above', 'ControlOrMeta+v');
};

const makeCode =
  (...keys: string[]): Act =>
  ({ between }) =>
    between('above', 'below', kind(8), ...keys);

/** Makes a container of the block by its Markdown mark. */
const wrap =
  (mark: string): Act =>
  async ({ before, person }) => {
    await before('one');
    await person.type(`${mark} `);
  };

const setTone: Act = async ({ after, person: { page } }) => {
  await after('four');
  const around = () => getSelection()!.anchorNode!.parentElement!.closest('.container')!.querySelector('button')!;
  await (await page.evaluateHandle(around)).click();
  await page.getByRole('menuitemradio', { name: 'Warning' }).click();
};

const pasteOver: Act = async ({ after, person }) => {
  await after('four', 'ControlOrMeta+a');
  await paste(person, { 'text/html': '<h1>Page</h1><p>of another</p>' });
};

/** Lines that name neither neighbour leave both as they are: paragraphs, or items of the list. */
type Row = [name: string, from: string, act: Act, becomes: string | readonly string[], more?: Partial<Operation>];

const paragraph = 'p: one two✎ three four';
const item = 'ul: one two✎ three four';
const nested = '  ul: one two✎ three four';
const atStart = 'p: ✎one two three four';
const atEnd = 'p: one two three four✎';
const callout = 'note> p: one two✎ three four';
const inToggle = 'toggle> p: one two✎ three four';
const code = 'code: one two✎⏎three four';

const movedUp = 'p: one two✎ three four | p: above | p: below';

const bold = ['<b>one', 'four</b>'];
const colored = ['<text-red>one', 'four</text-red>'];
const linked = ['<a /map>one', 'four</a>'];

/** Operations that leave a change behind. */
const lastingRows: readonly Row[] = [
  ['types above', paragraph, after('above', '!'), 'p: above! | p: one two✎ three four | p: below'],
  ['types before', paragraph, after('one', '!'), 'p: one! two✎ three four'],
  ['types after', paragraph, before('three', '!'), 'p: one two✎ !three four'],

  ['makes it a heading', paragraph, after('four', kind(1)), 'h1: one two✎ three four'],
  ['makes it a bullet', paragraph, after('four', kind(5)), 'ul: one two✎ three four'],
  ['makes it a numbered item', paragraph, after('four', kind(6)), 'ol: one two✎ three four'],
  ['makes it a check item', paragraph, after('four', kind(4)), 'check: [ ] one two✎ three four'],
  ['makes it a quote', paragraph, after('four', kind(7)), 'quote: one two✎ three four'],
  ['makes it code', paragraph, after('four', kind(8)), 'code: one two✎ three four'],
  ['makes a line of code of it', paragraph, makeCode(), 'code: above⏎one two✎ three four | p: below'],
  ['makes a line of code of it, at the start', atStart, makeCode(), 'code: above⏎✎one two three four | p: below'],
  ['makes a line of code of it, at the end', atEnd, makeCode(), 'code: above⏎one two three four✎ | p: below'],
  ['makes a block of its line', code, after('four', kind(0)), 'p: one two✎ | p: three four'],
  ['makes items of its lines', code, after('four', kind(5)), 'ul: one two✎ | ul: three four'],
  ['sets its language', code, language, code],
  ['indents it', item, after('four', 'Tab'), '  ul: one two✎ three four'],
  ['outdents it', nested, after('four', 'Shift+Tab'), 'ul: one two✎ three four'],

  ['makes a callout of it', paragraph, wrap(':::'), callout],
  ['makes a toggle of it', paragraph, wrap('>>'), inToggle],
  ['makes a callout in the toggle', inToggle, wrap(':::'), 'toggle> note> p: one two✎ three four'],
  ['takes it out of the callout', callout, before('one', 'Backspace'), paragraph],
  ['takes the toggle away', inToggle, before('one', 'Backspace'), paragraph],
  ['changes the tone of the callout', callout, setTone, 'warning> p: one two✎ three four'],
  ['leaves the callout', callout, after('four', 'Enter', 'Enter'), `${callout} | p: `],
  ['goes on in the toggle', inToggle, after('four', 'Enter'), `${inToggle} | toggle> p: `],
  ['joins the callout by Delete', callout, after('above', 'Delete'), 'p: aboveone two✎ three four | p: below'],
  ['deletes the callout', callout, over(all, ...Array(3).fill('Backspace')), 'p: above✎ | p: below'],

  ['presses Enter at the start', paragraph, before('one', 'Enter'), 'p:  | p: one two✎ three four'],
  ['presses Enter before', paragraph, after('one', 'Enter'), 'p: one | p:  two✎ three four'],
  ['presses Enter there', paragraph, after('two', 'Enter'), 'p: one two✎ | p:  three four'],
  ['presses Enter after', paragraph, after('three', 'Enter'), 'p: one two✎ three | p:  four'],
  ['presses Enter there, at the end', atEnd, after('four', 'Enter'), 'p: one two three four✎ | p: '],
  ['presses Shift+Enter', paragraph, after('one', 'Shift+Enter'), 'p: one⏎ two✎ three four'],
  ['joins it by Backspace', paragraph, before('one', 'Backspace'), 'p: aboveone two✎ three four | p: below'],
  ['joins it by Delete', paragraph, after('above', 'Delete'), 'p: aboveone two✎ three four | p: below'],
  ['joins it there', atStart, before('one', 'Backspace'), 'p: above✎one two three four | p: below'],
  ['joins the next by Delete', paragraph, after('four', 'Delete'), 'p: above | p: one two✎ three fourbelow'],
  ['joins the next there', atEnd, after('four', 'Delete'), 'p: above | p: one two three four✎below'],

  ['makes it bold', paragraph, over(all, 'ControlOrMeta+b'), paragraph, { gains: bold }],
  ['colours it', paragraph, color, paragraph, { gains: colored }],
  ['highlights it', paragraph, over(all, 'ControlOrMeta+Shift+h'), paragraph, { gains: ['<mark>one', 'four</mark>'] }],
  ['writes a formula', paragraph, formula, 'p: one [x] two✎ three four'],
  ['makes it a link', paragraph, link, paragraph, { gains: linked }],
  ['clears it', paragraph, over(all, 'ControlOrMeta+b'), paragraph, { formatted: { bold: true }, loses: bold }],

  ['deletes words before', paragraph, over('one two', 'Backspace'), 'p: ✎ three four'],
  ['deletes words after', paragraph, over(' three four', 'Delete'), 'p: one two✎'],
  ['deletes words around', paragraph, over(all, 'Backspace'), 'p: ✎'],
  ['deletes the block', paragraph, over(all, 'Backspace', 'Backspace'), 'p: above✎ | p: below'],
  ['cuts it and pastes it elsewhere', paragraph, cutAndPaste, 'p: above✎ | p: below | p: one two three four'],
  ['moves its line', paragraph, moveLine, 'p: one two three four | p: above✎ | p: below'],

  ['moves it up', paragraph, after('four', 'Alt+Shift+ArrowUp'), movedUp],
  ['moves it down', paragraph, after('four', 'Alt+ArrowDown'), 'p: above | p: below | p: one two✎ three four'],
  ['moves its item up', item, after('four', 'Alt+Shift+ArrowUp'), 'ul: one two✎ three four | ul: above | ul: below'],
  ['moves the block above past it', paragraph, after('above', 'Alt+ArrowDown'), movedUp],
  ['duplicates it', paragraph, after('four', 'ControlOrMeta+d'), 'p: one two✎ three four | p: one two three four'],

  ['selects all and deletes it', paragraph, after('four', 'ControlOrMeta+a', 'Backspace'), 'p: ✎', { whole: true }],
  [
    'pastes a page over the whole',
    paragraph,
    pasteOver,
    ['✎Page | p: of another', 'Page✎ | p: of another', 'Page | p: ✎of another', 'Page | p: of another✎'].map(
      (outcome) => `h1: ${outcome}`,
    ),
    { whole: true },
  ],
];

const undoneRows: readonly Row[] = [
  ['makes it a heading and undoes that', paragraph, after('four', kind(1), undo), paragraph],
  ['makes it a bullet and undoes that', paragraph, after('four', kind(5), undo), paragraph],
  ['makes a line of code of it and undoes that', atEnd, makeCode(undo), atEnd],
  ['makes a block of its line and undoes that', code, after('four', kind(0), undo), code],
  ['takes it out of the callout and undoes that', callout, before('one', 'Backspace', undo), callout],
  ['indents it and undoes that', item, after('four', 'Tab', undo), item],
  ['presses Enter and undoes that', paragraph, after('one', 'Enter', undo), paragraph],
  ['joins it and undoes that', paragraph, before('one', 'Backspace', undo), paragraph],
  ['makes it bold and undoes that', paragraph, over(all, 'ControlOrMeta+b', undo), paragraph, { loses: bold }],
];

function operationOf([name, from, act, becomes, more]: Row): Operation {
  const neighbour = from.includes('ul:') ? 'ul' : 'p';
  const between = (lines: string) => `${neighbour}: above | ${lines} | ${neighbour}: below`;
  const complete = (lines: string) => (more?.whole || /above|below/.test(lines) ? lines : between(lines));
  return { name, act, ...more, from: between(from), becomes: [becomes].flat().map(complete) };
}

export const lasting: readonly Operation[] = lastingRows.map(operationOf);

export const operations: readonly Operation[] = [...undoneRows.map(operationOf), ...lasting];
