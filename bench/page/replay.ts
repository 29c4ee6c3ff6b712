// Replays a trace into one editor, in a process of its own.

import { once } from 'node:events';
import { start, stop } from '../processes.ts';
import type { EditorName } from './editors.ts';
import type { Trace } from './trace.ts';

export interface Replay {
  readonly editor: EditorName;
  readonly trace: Trace;
}

export interface ReplayFigures {
  /** Microseconds of processor time of all threads for each key. */
  readonly cpuPerKey: number;
  /** The encoded document; none for an editor without one. */
  readonly bytes?: number;
}

/** The answer of the process: figures, or the reason of a failure. */
export type ReplayOutcome =
  | { readonly figures: ReplayFigures; readonly failure: null }
  | { readonly figures: null; readonly failure: string };

/** The longest that one replay may take, in milliseconds. */
const patience = 30 * 60_000;

/** Rejects with the reason of a failure. */
export async function replay(editor: EditorName, { edits, lines }: Trace): Promise<ReplayFigures> {
  const child = start('page/editors/main.ts', { NODE_ENV: 'production' }, 'page/one-copy.ts');
  child.stderr!.pipe(process.stderr);
  try {
    child.send({ editor, trace: { edits, lines } } satisfies Replay);
    const ended = once(child, 'exit').then((): never => {
      throw new Error('the process of the editor ended');
    });
    const answer = once(child, 'message', { signal: AbortSignal.timeout(patience) }) as Promise<[ReplayOutcome]>;
    const [{ figures, failure }] = await Promise.race([answer, ended]);
    if (failure !== null) throw new Error(failure);
    return figures;
  } finally {
    await stop(child);
  }
}
