// Any number of random lives of documents, with pure editors.

import { inspect } from 'node:util';
import fc from 'fast-check';

import { lives } from './operations.ts';
import { PureEditor } from './pure-editor.ts';
import { live, type OpenEditor, type Report } from './together.ts';

export interface Fuzzing {
  readonly count: number;
  readonly seed?: number;
  /** The path of a life that was shrunk. Only that life is lived then. */
  readonly path?: string;
  readonly open?: OpenEditor;
  /** The command that lives lives. */
  readonly command?: string;
}

/** Lives lives until one breaks a promise. `failure` says how to replay that one, and what happened. */
export function fuzz({ count, seed, path, open = openPure, command = 'npm run fuzz:text' }: Fuzzing) {
  const report: Report = {};
  const property = fc.property(lives, (life) => {
    for (const [kind, times] of Object.entries(live(life, open)) as [keyof Report, number][]) {
      report[kind] = (report[kind] ?? 0) + times;
    }
  });
  const result = fc.check(property, {
    numRuns: count,
    ...(seed !== undefined && { seed }),
    ...(path !== undefined && { path, endOnFailure: true }),
  });
  if (!result.failed) return { report, failure: null };
  const { counterexample, counterexamplePath, errorInstance } = result;
  const replay = `${command} -- 1 ${result.seed} "${counterexamplePath}"`;
  const life = inspect(counterexample, { depth: null, breakLength: 120 });
  return { report, failure: `${replay}\n${life}\n${(errorInstance as Error).stack}` };
}

const openPure: OpenEditor = (...args) => new PureEditor(...args);
