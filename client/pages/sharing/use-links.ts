// The links of a document as the share dialog shows them: fetched when it opens, and again after each change, so that
// they are what the server has and not what was meant to be.

import { useCallback, useEffect, useState } from 'react';

import type { Collaboration } from '../../sdk/collaboration.ts';
import { listLinks, type ShareLink } from './link-api.ts';

export interface ShareLinks {
  /** Null until they are known. */
  readonly list: readonly ShareLink[] | null;
  /** Why the last step failed, as a sentence. */
  readonly problem: string | null;
  /** Does something with a token that may, and fetches the list anew. Gives undefined when that failed. */
  change<Result>(step: (token: string | null) => Promise<Result>): Promise<Result | undefined>;
}

/** The links of the document of `collaboration`. */
export function useLinks(collaboration: Collaboration): ShareLinks {
  const [list, setList] = useState<readonly ShareLink[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    const stopped = new AbortController();
    collaboration
      .token()
      .then((token) => listLinks(collaboration.document, token, stopped.signal))
      .then(setList)
      .catch((error: unknown) => {
        if (!stopped.signal.aborted) setProblem(sentence(error));
      });
    return () => stopped.abort();
  }, [collaboration, asked]);
  const change = useCallback(
    async <Result>(step: (token: string | null) => Promise<Result>) => {
      setProblem(null);
      try {
        const result = await step(await collaboration.token());
        setAsked((times) => times + 1);
        return result;
      } catch (error) {
        setProblem(sentence(error));
        return undefined;
      }
    },
    [collaboration],
  );
  return { list, problem, change };
}

const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error));
