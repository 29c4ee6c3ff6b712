// Who is in which document now: asked for with each list, and every fifteen seconds while the person looks.

import { useEffect, useState } from 'react';

import type { Presence } from '../../../protocol/api.ts';
import { fetchPresence } from '../documents/documents-api.ts';

export type DocumentPeople = Presence['documents'][number];

const interval = 15_000;

/** The people by the names of documents. `refreshes` asks anew when it changes. Nobody, while the server is away. */
export function usePresence(refreshes: number): ReadonlyMap<string, DocumentPeople> {
  const [people, setPeople] = useState<ReadonlyMap<string, DocumentPeople>>(new Map());
  useEffect(() => {
    const stopped = new AbortController();
    const ask = () => {
      if (document.visibilityState !== 'visible') return;
      fetchPresence(stopped.signal).then(
        (documents) => setPeople(new Map(documents.map((one) => [one.name, one]))),
        () => stopped.signal.aborted || setPeople(new Map()),
      );
    };
    ask();
    const timer = setInterval(ask, interval);
    return () => {
      stopped.abort();
      clearInterval(timer);
    };
  }, [refreshes]);
  return people;
}
