// The links of a document as the share dialog shows them. They are fetched when the dialog opens and again after each
// change, so that the dialog shows what the server has.

import { useCallback, useEffect, useState } from 'react';

import type { Collaboration } from '../../sdk/collaboration.ts';
import { problemText } from '../../ui/problem-text.ts';
import { listLinks, type ShareLink } from './links-api.ts';

export interface ShareLinks {
  /** Null until the links have arrived. */
  readonly list: readonly ShareLink[] | null;
  /** Why the last request failed, as a sentence; null when it did not. */
  readonly problem: string | null;
  /** Calls `step` with a token, then fetches the links again. Undefined when `step` failed; then see `problem`. */
  change<Result>(step: (token: string | null) => Promise<Result>): Promise<Result | undefined>;
}

/** The links of the document of `collaboration`. */
export function useLinks(collaboration: Collaboration): ShareLinks {
  const [list, setList] = useState<readonly ShareLink[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [changes, setChanges] = useState(0);
  useEffect(() => {
    const stopped = new AbortController();
    collaboration
      .token()
      .then((token) => listLinks(collaboration.document, token, stopped.signal))
      .then(setList)
      .catch((error: unknown) => {
        if (!stopped.signal.aborted) setProblem(problemText(error));
      });
    return () => stopped.abort();
  }, [collaboration, changes]);
  const change = useCallback(
    async <Result>(step: (token: string | null) => Promise<Result>) => {
      setProblem(null);
      try {
        const result = await step(await collaboration.token());
        setChanges((count) => count + 1);
        return result;
      } catch (error) {
        setProblem(problemText(error));
        return undefined;
      }
    },
    [collaboration],
  );
  return { list, problem, change };
}
