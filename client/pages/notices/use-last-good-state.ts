// The last state that the server can read of a damaged document: fetched over HTTP and put on the page.

import { useEffect, useState, useSyncExternalStore } from 'react';

import { fetchState } from '../../sdk/api.ts';
import type { Collaboration } from '../../sdk/collaboration.ts';
import { problemText } from '../../ui/problem-text.ts';
import { server } from '../server.ts';

/** Why that state could not be fetched, as a sentence; null when it was fetched, or the document is not damaged. */
export function useLastGoodState(collaboration: Collaboration): string | null {
  const damaged = useSyncExternalStore(collaboration.subscribe, () => collaboration.endReason?.kind === 'damaged');
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    if (!damaged) return;
    const stopped = new AbortController();
    collaboration
      .token()
      .then((token) => fetchState(collaboration.document, token, stopped.signal, server))
      .then((state) => collaboration.applyServerState(state))
      .catch((error: unknown) => {
        if (!stopped.signal.aborted) setProblem(problemText(error));
      });
    return () => stopped.abort();
  }, [collaboration, damaged]);
  return problem;
}
