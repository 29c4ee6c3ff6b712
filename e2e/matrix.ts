// Runs the table of operations with one pair of people: one of them writes in the section of each operation, the other
// carries the operation out. A row that fails is told with what was seen, and the rows after it are tried all the same.
import { converged, expect, type Person, test } from './kit/index.ts';
import { type Hands, handsOf, inSection, type Operation } from './operations.ts';
import { paste } from './paste.ts';

/** One row of the table: its section of the document, and the two people at it. */
export class Section {
  readonly operation: Operation;
  readonly number: number;
  readonly writer: Person;
  readonly other: Person;

  constructor(operation: Operation, number: number, writer: Person, other: Person) {
    this.operation = operation;
    this.number = number;
    this.writer = writer;
    this.other = other;
  }

  /** The writer, with the words of this section. */
  get writing(): Hands {
    return handsOf(this.writer, this.number);
  }

  /** Has the other person carry the operation out. */
  act(): Promise<void> {
    return this.operation.act(handsOf(this.other, this.number));
  }

  /** Waits until both see the same, and gives the lines of this section, separated by ` | `. */
  async settled(): Promise<string> {
    const lines = await converged([this.writer, this.other]);
    return linesOf(this.operation, lines).join(' | ');
  }

  /**
   * Expects in the section what the operation makes of it, where `written` stands for ✎. Otherwise the row has failed,
   * and goes on.
   */
  async expectsOutcome(written: string, when: string): Promise<void> {
    const { becomes, formats = {} } = this.operation;
    const seen = await this.#expects(becomes, written, when);
    for (const mark of formats.has ?? []) expect.soft(seen, this.#title(when)).toContain(this.#here(mark));
    for (const mark of formats.lacks ?? []) expect.soft(seen, this.#title(when)).not.toContain(this.#here(mark));
  }

  async #expects(outcomes: readonly string[], written: string, when: string): Promise<string> {
    const expected = outcomes.map((outcome) => this.#here(outcome).replaceAll('✎', written));
    const seen = await this.settled();
    const plain = withoutFormats(seen);
    expect.soft(plain, this.#title(when)).toBe(expected.includes(plain) ? plain : expected[0]);
    return seen;
  }

  #here(words: string): string {
    return inSection(this.number, words);
  }

  #title(when: string): string {
    return `the other ${this.operation.name}, ${when}`;
  }
}

function withoutFormats(lines: string): string {
  return lines.replace(/<[^>]*>/g, '');
}

/** The title of a section stands above it, except where the section is the whole document. */
function linesOf({ name, whole }: Operation, lines: readonly string[]): readonly string[] {
  if (whole) return lines;
  const [, ...rest] = lines.slice(lines.indexOf(`h2: ${name}`));
  const end = rest.findIndex((line) => line.startsWith('h2: '));
  return end < 0 ? rest : rest.slice(0, end);
}

function pageOf(operations: readonly Operation[]): string {
  return operations
    .map(({ name, from, whole }, number) => (whole ? '' : `<h2>${name}</h2>`) + inSection(number, from))
    .join('');
}

/** Tries `row` for each operation: in one document, or, where an operation changes all of it, in one of its own. */
export async function tryAll(
  operations: readonly Operation[],
  writer: Person,
  other: Person,
  row: (section: Section) => Promise<void>,
): Promise<void> {
  let rest = operations;
  for (let document = 1; rest.length > 0; document++) {
    const firstWhole = rest.findIndex(({ whole }) => whole);
    const here = firstWhole < 0 ? rest : rest.slice(0, Math.max(firstWhole, 1));
    await Promise.all([writer, other].map((person) => person.open(`plan-${document}`)));
    await paste(writer, { 'text/html': pageOf(here) });
    await other.reads(inSection(here.length - 1, 'below'));
    rest = rest.slice(await tryEach(here, writer, other, row));
  }
}

/** The number of operations that were tried: after one that broke down, the document may be anything. */
async function tryEach(
  operations: readonly Operation[],
  writer: Person,
  other: Person,
  row: (section: Section) => Promise<void>,
): Promise<number> {
  for (const [number, operation] of operations.entries()) {
    const { name } = operation;
    const failure = await test.step(name, () =>
      row(new Section(operation, number, writer, other)).then(
        () => undefined,
        (error: Error) => error.message,
      ),
    );
    if (failure === undefined) continue;
    expect.soft(failure, `the other ${name}`).toBeUndefined();
    return number + 1;
  }
  return operations.length;
}
