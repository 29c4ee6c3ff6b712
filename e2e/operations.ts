// What another person does to a block while somebody writes in it: a table, read as "when the other <name>, there
// stands <becomes>". Each operation has a section of its own in one document: a block above, the block itself, and one
// below. In `becomes`, ✎ is what was written between "two" and "three": it is there once, however the two meet.
import type { Person } from './kit/index.ts';
import { paste } from './paste.ts';

export interface Operation {
  name: string;
  /** Has the other person change the section, with real keys. */
  act(other: Hands): Promise<void>;
  /** The section before, as HTML. */
  from: string;
  /** The lines of the section after, separated by ` | `, without formats. Of several outcomes, each is right. */
  becomes: readonly string[];
  /** What must be among the formatted lines, and what must not. */
  formats?: { has?: readonly string[]; lacks?: readonly string[] };
  /** Whether it is the whole document that changes; then the section is all of it. */
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
  };
}

const all = 'one two three four';
const paragraphs = `<p>above</p><p>${all}</p><p>below</p>`;
const boldParagraph = `<p>above</p><p><b>${all}</b></p><p>below</p>`;
const list = `<ul><li>above</li><li>${all}</li><li>below</li></ul>`;
const nestedList = `<ul><li>above<ul><li>${all}</li></ul></li><li>below</li></ul>`;

const undo = 'ControlOrMeta+z';
const kind = (digit: number) => `ControlOrMeta+Alt+${digit}`;

type Act = Operation['act'];

const before =
  (words: string, ...keys: string[]): Act =>
  (other) =>
    other.before(words, ...keys);
const after =
  (words: string, ...keys: string[]): Act =>
  (other) =>
    other.after(words, ...keys);
const over =
  (words: string, ...keys: string[]): Act =>
  (other) =>
    other.over(words, ...keys);

const link: Act = async ({ over, person: { page } }) => {
  await over(all, 'ControlOrMeta+k');
  await page.getByLabel('Address').pressSequentially('/map');
  await page.keyboard.press('Enter');
};

const cutAndPaste: Act = async ({ over, after }) => {
  await over(all, 'ControlOrMeta+x', 'Backspace');
  await after('below', 'Enter', 'ControlOrMeta+v');
};

const moveLine: Act = async ({ before }) => {
  await before('one', 'Shift+ArrowDown', 'ControlOrMeta+x');
  await before('above', 'ControlOrMeta+v');
};

const pasteOver: Act = async ({ after, person }) => {
  await after('four', 'ControlOrMeta+a');
  await paste(person, { 'text/html': '<h1>Page</h1><p>of another</p>' });
};

/** An outcome that names neither neighbour leaves both as they are: paragraphs, or items of the list. */
type Row = [name: string, act: Act, becomes: string | readonly string[], more?: Partial<Operation>];

const linked = { has: ['<a /map>one', 'four</a>'] };
const bold = { has: ['<b>one', 'four</b>'] };
const plain = { lacks: ['<b>one', 'four</b>'] };

const rows: readonly Row[] = [
  ['makes it a heading', after('four', kind(1)), 'h1: one two✎ three four'],
  ['makes it a bullet', after('four', kind(5)), 'ul: one two✎ three four'],
  ['makes it a numbered item', after('four', kind(6)), 'ol: one two✎ three four'],
  ['makes it a check item', after('four', kind(4)), 'check: [ ] one two✎ three four'],
  ['makes it a quote', after('four', kind(7)), 'quote: one two✎ three four'],
  ['makes it code', after('four', kind(8)), 'code: one two✎ three four'],
  ['indents it', after('four', 'Tab'), '  ul: one two✎ three four', { from: list }],
  ['outdents it', after('four', 'Shift+Tab'), 'ul: one two✎ three four', { from: nestedList }],
  ['makes it a heading and undoes that', after('four', kind(1), undo), 'p: one two✎ three four'],
  ['makes it a bullet and undoes that', after('four', kind(5), undo), 'p: one two✎ three four'],
  ['indents it and undoes that', after('four', 'Tab', undo), 'ul: one two✎ three four', { from: list }],

  ['presses Enter at the start', before('one', 'Enter'), 'p:  | p: one two✎ three four'],
  ['presses Enter before', after('one', 'Enter'), 'p: one | p:  two✎ three four'],
  ['presses Enter there', after('two', 'Enter'), ['p: one two✎ | p:  three four', 'p: one two | p: ✎ three four']],
  ['presses Enter after', after('three', 'Enter'), 'p: one two✎ three | p:  four'],
  ['presses Enter and undoes that', after('one', 'Enter', undo), 'p: one two✎ three four'],
  ['presses Shift+Enter', after('one', 'Shift+Enter'), 'p: one⏎ two✎ three four'],
  ['joins it by Backspace', before('one', 'Backspace'), 'p: aboveone two✎ three four | p: below'],
  ['joins it by Delete', after('above', 'Delete'), 'p: aboveone two✎ three four | p: below'],
  ['joins the next by Delete', after('four', 'Delete'), 'p: above | p: one two✎ three fourbelow'],
  ['joins it and undoes that', before('one', 'Backspace', undo), 'p: one two✎ three four'],

  ['makes it bold', over(all, 'ControlOrMeta+b'), 'p: one two✎ three four', { formats: bold }],
  ['makes it a link', link, 'p: one two✎ three four', { formats: linked }],
  [
    'clears its format',
    over(all, 'ControlOrMeta+b'),
    'p: one two✎ three four',
    { from: boldParagraph, formats: plain },
  ],

  ['deletes words before', over('one two', 'Backspace'), 'p: ✎ three four'],
  ['deletes words after', over(' three four', 'Delete'), 'p: one two✎'],
  ['deletes words around', over(all, 'Backspace'), 'p: ✎'],
  ['deletes the block', over(all, 'Backspace', 'Backspace'), 'p: above✎ | p: below'],
  ['cuts it and pastes it elsewhere', cutAndPaste, 'p: above✎ | p: below | p: one two three four'],
  [
    'moves its line',
    moveLine,
    ['p: one two three four | p: above✎ | p: below', 'p: one two✎ three four | p: above | p: below'],
  ],

  ['selects all and deletes it', after('four', 'ControlOrMeta+a', 'Backspace'), 'p: ✎', { whole: true }],
  [
    'pastes a page over the whole',
    pasteOver,
    ['✎Page | p: of another', 'Page✎ | p: of another', 'Page | p: ✎of another', 'Page | p: of another✎'].map(
      (outcome) => `h1: ${outcome}`,
    ),
    { whole: true },
  ],
];

export const operations: readonly Operation[] = rows.map(([name, act, becomes, more = {}]) => {
  const { from = paragraphs, whole = false } = more;
  const neighbour = from.startsWith('<ul>') ? 'ul' : 'p';
  const complete = (outcome: string) =>
    whole || /above|below/.test(outcome) ? outcome : `${neighbour}: above | ${outcome} | ${neighbour}: below`;
  return { name, act, ...more, from, becomes: [becomes].flat().map(complete) };
});
