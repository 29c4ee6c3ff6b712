// Deletion with undo. The document leaves the list at once, and the server hears of it when the time for undo is over,
// when the person deletes another, or when the page is hidden or left. So undo has nothing to restore: the document was
// there all the time, with everything that others wrote meanwhile. A browser that dies, or that drops the request of a
// page which is left, deletes nothing.

import { useCallback, useEffect, useRef, useState } from 'react';

import { keyring } from '../device.ts';
import { deleteDocument, type DocumentSummary } from '../documents/documents-api.ts';

/** How long undo is offered, in milliseconds. It stays while the person points at it or has moved the focus there. */
const undoMilliseconds = 8_000;

export interface DeletionEvents {
  /** The server has deleted the document. */
  deleted(document: DocumentSummary): void;
  failed(document: DocumentSummary, error: unknown): void;
}

/** `pending` is the document that undo would keep; `hidden` has the names of all that are not to be shown. */
export function useDeletion(events: DeletionEvents) {
  const [pending, setPending] = useState<DocumentSummary | null>(null);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const waiting = useRef<DocumentSummary | null>(null);
  const latest = useRef(events);
  useEffect(() => {
    latest.current = events;
  });
  const wait = useCallback((document: DocumentSummary | null) => {
    waiting.current = document;
    setPending(document);
  }, []);
  const show = useCallback((name: string) => {
    setHidden((before) => new Set([...before].filter((other) => other !== name)));
  }, []);
  const commit = useCallback(() => {
    const document = waiting.current;
    if (document === null) return;
    wait(null);
    deleteDocument(document.name, keyring.account).then(
      () => latest.current.deleted(document),
      (error: unknown) => {
        show(document.name);
        latest.current.failed(document, error);
      },
    );
  }, [wait, show]);
  const remove = useCallback(
    (document: DocumentSummary) => {
      commit();
      wait(document);
      setHidden((before) => new Set([...before, document.name]));
    },
    [commit, wait],
  );
  const undo = useCallback(() => {
    if (waiting.current !== null) show(waiting.current.name);
    wait(null);
  }, [show, wait]);
  useEffect(() => {
    const commitIfHidden = () => document.visibilityState === 'hidden' && commit();
    window.addEventListener('pagehide', commit);
    document.addEventListener('visibilitychange', commitIfHidden);
    return () => {
      window.removeEventListener('pagehide', commit);
      document.removeEventListener('visibilitychange', commitIfHidden);
    };
  }, [commit]);
  useEffect(() => {
    if (pending === null) return;
    const timer = setInterval(() => {
      if (globalThis.document.querySelector('.home-undo:is(:hover, :has(:focus-visible))') === null) commit();
    }, undoMilliseconds);
    return () => clearInterval(timer);
  }, [pending, commit]);
  return { pending, hidden, remove, undo };
}
