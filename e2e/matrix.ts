// Runs the table of operations with one pair of people: one of them writes in the section of each operation, the other
// carries the operation out. A row that fails is told with what was seen, and the rows after it are tried all the same.
import { converged, expect, type Network, type Person, type Server, test } from './kit/index.ts';
import { handsOf, inSection, type Operation } from './operations.ts';
import { block, Peer, type Step } from './peer.ts';

export interface Stage {
  server: Server;
  network: Network;
  /** Two people in different browsers. */
  pair: readonly [Person, Person];
  /** Which of them writes in a row: 0 or 1. */
  writerIn(row: number): number;
}

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

  /** Such as "Ada writes, Ben makes it a heading". */
  get title(): string {
    return `${this.writer.name} writes, ${this.other.name} ${this.operation.name}`;
  }

  /** Puts the writer's caret in its place. */
  async putCaret(): Promise<void> {
    const [, before, after] = /(\w*)✎ ?(\w*)/.exec(this.operation.from)!;
    const writer = handsOf(this.writer, this.number);
    await (before ? writer.after(before) : writer.before(after!));
  }

  /** Has the other person carry the operation out. */
  act(): Promise<void> {
    return this.operation.act(handsOf(this.other, this.number));
  }

  /** What a person sees of this section, its lines separated by ` | `. */
  async seenBy(person: Person): Promise<string> {
    return linesOf(this.operation, await person.lines());
  }

  /** Waits until both see the same, and gives the lines of this section. */
  async settled(): Promise<string> {
    return linesOf(this.operation, await converged([this.writer, this.other]));
  }

  /** Whether that is the section before the operation, with these words at ✎. */
  isBefore(seen: string, written: string): boolean {
    const { gains = [], loses = [], from } = this.operation;
    const has = (mark: string) => seen.includes(this.#here(mark));
    return withoutFormats(seen) === this.#with(from, written) && !gains.some(has) && loses.every(has);
  }

  /** Expects the section as before the operation, with these words at ✎. A row that fails goes on. */
  async expectBefore(written: string, when: string): Promise<void> {
    const { gains, loses, from } = this.operation;
    await this.#expect([from], written, { has: loses, lacks: gains }, when);
  }

  /** Expects what the operation makes of the section, with these words at ✎. A row that fails goes on. */
  async expectAfter(written: string, when: string): Promise<void> {
    const { gains, loses, becomes } = this.operation;
    await this.#expect(becomes, written, { has: gains, lacks: loses }, when);
  }

  async #expect(
    outcomes: readonly string[],
    written: string,
    { has = [], lacks = [] }: { has: readonly string[] | undefined; lacks: readonly string[] | undefined },
    when: string,
  ): Promise<void> {
    const title = `${this.title}, ${when}`;
    const expected = outcomes.map((outcome) => this.#with(outcome, written));
    const seen = await this.settled();
    const plain = withoutFormats(seen);
    expect.soft(plain, title).toBe(expected.includes(plain) ? plain : expected[0]);
    for (const mark of has) expect.soft(seen, title).toContain(this.#here(mark));
    for (const mark of lacks) expect.soft(seen, title).not.toContain(this.#here(mark));
  }

  #here(words: string): string {
    return inSection(this.number, words);
  }

  #with(lines: string, written: string): string {
    return this.#here(lines).replace('✎', written);
  }
}

function withoutFormats(lines: string): string {
  return lines.replace(/<[^>]*>/g, '');
}

/** The title of a section stands above it, except where the section is the whole document. */
function linesOf({ name, whole }: Operation, lines: readonly string[]): string {
  const body = lines.filter((line) => !line.startsWith('title: '));
  const [, ...rest] = whole ? ['', ...body] : body.slice(body.indexOf(`h2: ${name}`));
  const end = rest.findIndex((line) => line.startsWith('h2: '));
  return (end < 0 ? rest : rest.slice(0, end)).join(' | ');
}

const keysOf: Record<string, object> = {
  p: {},
  ul: { type: 'listItem', list: 'bullet' },
  '  ul': { type: 'listItem', list: 'bullet', indent: 1 },
  code: { type: 'code' },
  'note> p': { in: [{ id: 'callout', type: 'callout', tone: 'note' }] },
  'toggle> p': { in: [{ id: 'toggle', type: 'toggle' }] },
};

/** The section as it stands in the document before. */
function stepsOf({ name, from, formatted, whole }: Operation, number: number): Step[] {
  const lines = inSection(number, from.replace('✎', '')).split(' | ');
  return [
    ...(whole ? [] : block({ type: 'heading', level: 2 }, name)),
    ...lines.flatMap((line) => {
      const [kind, words] = line.split(': ') as [string, string];
      return block(keysOf[kind]!, words.replaceAll('⏎', '\n'), formatted);
    }),
  ];
}

/** Tries `row` for each operation: in one document, or, where an operation changes all of it, in one of its own. */
export async function tryAll(
  operations: readonly Operation[],
  { server, network, pair, writerIn }: Stage,
  row: (section: Section) => Promise<void>,
): Promise<void> {
  let tried = 0;
  for (let document = 1; tried < operations.length; document++) {
    const here = sharingADocument(operations.slice(tried));
    const name = `plan-${document}`;
    const author = await Peer.join(server.url, name);
    author.write(...here.map(stepsOf));
    for (const person of pair) await network.restore(person); // a row may have broken down without
    await Promise.all(pair.map((person) => person.open(name)));
    for (const person of pair) await person.reads(inSection(here.length - 1, 'below'));
    author.leave();
    for (const [number, operation] of here.entries()) {
      const writer = writerIn(tried);
      const section = new Section(operation, number, pair[writer]!, pair[1 - writer]!);
      tried += 1;
      if (!(await isTried(section, row))) break; // then the document may be anything
    }
  }
}

/** As many of the first operations as can be tried in one document. */
function sharingADocument(operations: readonly Operation[]): readonly Operation[] {
  const firstWhole = operations.findIndex(({ whole }) => whole);
  return firstWhole < 0 ? operations : operations.slice(0, Math.max(firstWhole, 1));
}

/** False for a row that broke down, which has failed. */
async function isTried(section: Section, row: (section: Section) => Promise<void>): Promise<boolean> {
  const { title } = section;
  const failure = await test.step(title, () =>
    row(section).then(
      () => undefined,
      (error: Error) => error.message,
    ),
  );
  expect.soft(failure, title).toBeUndefined();
  return failure === undefined;
}
