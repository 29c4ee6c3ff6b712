// The command line of the simulator, read and written: a life is repeated by what is printed of it. Pure.

import { type Fault, faults } from './faults.ts';
import { type Life, lifeOf, mostServers } from './plan.ts';

export const usage = `npm run simulate -- <number of lives> [first seed] [servers] [options of a smaller life]
  servers       each life is on two or three servers
  http          in each life, most clients are on plain HTTP
  servers=2 clients=3 faults=lose,kill steps=1,4-9    only these are part of each life`;

export interface Command {
  readonly count: number;
  readonly first: number;
  /** The life of a seed. */
  lifeOf(seed: number): Life;
  /** Whether the steps of each life are given. */
  readonly isSmall: boolean;
}

/** Throws an Error with the usage when an argument is not understood. */
export function readCommand(args: readonly string[]): Command {
  const names = `(?:${faults.join('|')})`;
  const understood = new RegExp(
    `^(?:\\d+|servers|http|servers=[1-${mostServers}]|clients=\\d+|faults=(?:${names}(?:,${names})*)?|steps=[\\d,-]*)$`,
  );
  const wrong = args.find((argument) => !understood.test(argument));
  if (wrong !== undefined) throw new Error(`"${wrong}" is not understood\n${usage}`);
  const [count = 500, first = 1] = args.filter((argument) => !/\D/.test(argument)).map(Number);
  const values = new Map(args.map((argument) => [argument.split('=')[0]!, argument.split('=')[1]]));
  const steps = values.get('steps');
  return { count, first, isSmall: steps !== undefined, lifeOf: (seed) => smallerLife(seed, values) };
}

function smallerLife(seed: number, values: ReadonlyMap<string, string | undefined>): Life {
  const life = lifeOf(seed, values.has('servers'), values.has('http'));
  const names = values.get('faults')?.split(',');
  const steps = values.get('steps');
  const happens = steps === undefined ? () => true : isInRanges(steps);
  return {
    seed,
    isOnHttp: life.isOnHttp,
    servers: Number(values.get('servers') ?? life.servers),
    clients: Number(values.get('clients') ?? life.clients),
    faults: names === undefined ? life.faults : faults.filter((fault: Fault) => names.includes(fault)),
    steps: life.steps.filter(happens),
  };
}

/** The arguments that repeat a life: only those in which it differs from the whole life of its seed. */
export function writeCommand(life: Life): string {
  const isShared = life.servers > 1;
  const whole = lifeOf(life.seed, isShared, life.isOnHttp);
  const parts = ['npm run simulate --', '1', life.seed];
  if (life.servers !== whole.servers) parts.push(`servers=${life.servers}`);
  else if (isShared) parts.push('servers');
  if (life.isOnHttp) parts.push('http');
  if (life.clients !== whole.clients) parts.push(`clients=${life.clients}`);
  if (life.faults.join() !== whole.faults.join()) parts.push(`faults=${life.faults.join(',')}`);
  if (life.steps.length !== whole.steps.length) parts.push(`steps=${rangesOf(life.steps)}`);
  return parts.join(' ');
}

/** Numbers in order, as in "1,4-9". */
function rangesOf(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last?.[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([from, to]) => (from === to ? from : `${from}-${to}`)).join(',');
}

function isInRanges(text: string): (number: number) => boolean {
  const ranges = text
    .split(',')
    .filter(Boolean)
    .map((range) => range.split('-').map(Number));
  return (number) => ranges.some(([from = NaN, to = from]) => from <= number && number <= to);
}
