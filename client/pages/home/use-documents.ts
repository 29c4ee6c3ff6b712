// The documents that home shows, fetched again whenever the person comes back to the page. What is shown stays until
// the next answer is there, so that nothing flickers while a person types a search.

import { useCallback, useEffect, useState } from 'react';

import type { Arrangement } from '../../device/arrangement.ts';
import { ApiError } from '../../sdk/api.ts';
import { problemText } from '../../ui/problem-text.ts';
import { keyring } from '../device.ts';
import { type DocumentSummary, findDocuments, listDocuments } from '../documents/documents-api.ts';

/** How many documents home shows at first, and of those that a search found. */
const firstCount = { list: 100, search: 30 };

interface Shown {
  readonly documents: readonly DocumentSummary[];
  readonly more: boolean;
  /** The words that these documents were searched by. */
  readonly search: string;
}

/**
 * `shown` is null before the first answer. `showMore` shows twice as many documents; null when all are shown. `onGone`
 * is told of pinned documents that are there no longer, and must stay the same function.
 */
export function useDocuments(search: string, { sort, pinned }: Arrangement, onGone: (names: string[]) => void) {
  const first = search === '' ? firstCount.list : firstCount.search;
  const [shown, setShown] = useState<Shown | null>(null);
  const [wanted, setWanted] = useState({ search, count: first });
  const [problem, setProblem] = useState<string | null>(null);
  const [signedOut, setSignedOut] = useState(false);
  const [refreshes, setRefreshes] = useState(0);
  const refresh = useCallback(() => setRefreshes((count) => count + 1), []);
  const count = wanted.search === search ? wanted.count : first;
  const pins = search === '' ? pinned.join(' ') : ''; // names hold no spaces
  useEffect(() => {
    const stopped = new AbortController();
    const fetchShown = async (): Promise<Shown> => {
      const { documents, more } = await listDocuments(count, { search, sort }, stopped.signal);
      const listed = new Set(documents.map(({ name }) => name));
      const names = pins === '' ? [] : pins.split(' ');
      const missing = names.filter((name) => !listed.has(name));
      const { found, gone } = await findDocuments(missing, stopped.signal);
      if (gone.length > 0) onGone(gone);
      return { documents: pinnedFirst([...documents, ...found], names), more, search };
    };
    fetchShown().then(
      (found) => {
        if (stopped.signal.aborted) return;
        setShown(found);
        setProblem(null);
        setSignedOut(false);
      },
      (error: unknown) => {
        if (stopped.signal.aborted) return;
        const unauthorized = error instanceof ApiError && error.status === 401;
        setSignedOut(unauthorized);
        setProblem(unauthorized ? null : problemText(error));
        if (unauthorized) setShown(null); // the list belongs to the account that has signed out
      },
    );
    return () => stopped.abort();
  }, [count, search, sort, pins, refreshes, onGone]);
  useEffect(() => {
    window.addEventListener('focus', refresh);
    window.addEventListener('pageshow', refresh);
    const unsubscribe = keyring.subscribe(refresh);
    return () => {
      unsubscribe();
      window.removeEventListener('focus', refresh);
      window.removeEventListener('pageshow', refresh);
    };
  }, [refresh]);
  /** Shows another title until the next answer of the server. */
  const retitle = useCallback((name: string, title: string) => {
    const retitled = (document: DocumentSummary) =>
      document.name === name ? { ...document, title, match: null } : document;
    setShown((before) => before && { ...before, documents: before.documents.map(retitled) });
  }, []);
  const showMore = shown?.more ? () => setWanted({ search, count: count * 2 }) : null;
  return { shown, showMore, problem, signedOut, refresh, refreshes, retitle };
}

/** The pinned documents in their order, then the others in theirs. */
function pinnedFirst(documents: readonly DocumentSummary[], pins: readonly string[]): DocumentSummary[] {
  const all = new Map(documents.map((document) => [document.name, document]));
  const pinned = pins.flatMap((name) => all.get(name) ?? []);
  return [...pinned, ...documents.filter(({ name }) => !pins.includes(name))];
}
