// What is left of a document that is damaged on the server: fetched over HTTP and put on the page, once it is known.

import { useEffect, useState, useSyncExternalStore } from 'react';

import { fetchState } from '../../sdk/api.ts';
import type { Collaboration } from '../../sdk/collaboration.ts';

/** Why what is left could not be fetched, as a sentence; null when it was, and as long as nobody needs it. */
export function useLastGoodState(collaboration: Collaboration): string | null {
  const damaged = useSyncExternalStore(collaboration.subscribe, () => collaboration.endReason?.kind === 'damaged');
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    if (!damaged) return;
    const stopped = new AbortController();
    collaboration
      .token()
      .then((token) => fetchState(collaboration.document, token, stopped.signal))
      .then((state) => collaboration.applyServerState(state))
      .catch((error: unknown) => {
        if (!stopped.signal.aborted) setProblem(error instanceof Error ? error.message : String(error));
      });
    return () => stopped.abort();
  }, [collaboration, damaged]);
  return problem;
}
