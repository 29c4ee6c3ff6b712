// The options of the commands. Pure; a wrong one is refused with a sentence that names the right ones.

import { parseArgs } from 'node:util';
import { scenarios } from './scenarios.ts';
import { peers } from './servers.ts';

export interface Options {
  /** Names of scenarios, in the order in which they are run. */
  readonly scenarios: readonly string[];
  /** Names of servers. */
  readonly servers: readonly string[];
  /** The number of times that each server runs each scenario. */
  readonly rounds: number;
  /** The seconds in which edits are made in one run. */
  readonly seconds: number;
  /** The folder for the results, as given. */
  readonly out: string;
}

export interface HoursOptions {
  /** Names of servers that keep documents. */
  readonly servers: readonly string[];
  /** The minutes in which people come and go. */
  readonly minutes: number;
  readonly out: string;
}

export interface PageOptions {
  /** Names of parts of the bench. */
  readonly parts: readonly string[];
  /** The number of times that everything is measured. */
  readonly rounds: number;
  /** The keys that are measured in each document, of the person at the page and of somebody else each. */
  readonly keys: number;
  readonly out: string;
}

const out = 'bench/results';

/** The parts of bench:page: documents on the page, and traces in editors without one. */
const pageParts = ['pages', 'replays'];

/** Hocuspocus ends a connection that has sent nothing for 60 s: joining, writing and waiting must fit in that time. */
const longestRun = 40;

/** Parses the arguments of `npm run bench`. Throws an Error of one sentence. */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      scenarios: { type: 'string' },
      servers: { type: 'string' },
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '10' },
      out: { type: 'string', default: out },
    },
  });
  return {
    scenarios: namesOf(
      'scenarios',
      values.scenarios,
      scenarios.map(({ name }) => name),
    ),
    servers: namesOf(
      'servers',
      values.servers,
      peers.map(({ name }) => name),
      peers.filter(({ isExtra }) => !isExtra).map(({ name }) => name),
    ),
    rounds: wholeNumber('rounds', values.rounds, 100),
    seconds: wholeNumber('seconds', values.seconds, longestRun),
    out: values.out,
  };
}

/** The same for `npm run bench:hours`. */
export function readHoursOptions(args: string[]): HoursOptions {
  const { values } = parseArgs({
    args,
    options: {
      servers: { type: 'string', default: 'quire' },
      minutes: { type: 'string', default: '30' },
      out: { type: 'string', default: out },
    },
  });
  return {
    servers: namesOf(
      'servers',
      values.servers,
      peers.filter(({ keeps, joined }) => keeps && joined === null).map(({ name }) => name),
    ),
    minutes: wholeNumber('minutes', values.minutes, 24 * 60),
    out: values.out,
  };
}

/** The same for `npm run bench:page`. */
export function readPageOptions(args: string[]): PageOptions {
  const { values } = parseArgs({
    args,
    options: {
      parts: { type: 'string' },
      rounds: { type: 'string', default: '3' },
      keys: { type: 'string', default: '200' },
      out: { type: 'string', default: out },
    },
  });
  return {
    parts: namesOf('parts', values.parts, pageParts),
    rounds: wholeNumber('rounds', values.rounds, 100),
    keys: wholeNumber('keys', values.keys, 10_000),
    out: values.out,
  };
}

/** The names in a comma-separated list, in the order of `known`; `usual` without a list. */
function namesOf(
  option: string,
  list: string | undefined,
  known: readonly string[],
  usual: readonly string[] = known,
): string[] {
  if (list === undefined) return [...usual];
  const names = list.split(',');
  const strange = names.find((name) => !known.includes(name));
  if (strange !== undefined) {
    throw new Error(`--${option} may name ${known.join(', ')}, with commas between, not "${strange}".`);
  }
  return known.filter((name) => names.includes(name));
}

function wholeNumber(option: string, text: string, largest: number): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > largest) {
    throw new Error(`--${option} must be a whole number from 1 to ${largest}, not "${text}".`);
  }
  return number;
}
