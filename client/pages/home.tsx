// Home: the list of documents, the last changed first, and the button for a new one. A long list grows when the person
// asks. The list is fetched again whenever the person comes back to the page. Without the server, home lists the
// documents with a copy on this device.

import { FilePlus2 } from 'lucide-react';
import { type ReactNode, useCallback, useEffect, useState } from 'react';

import { messageOf } from '../../protocol/error-message.ts';
import { type LocalDocument, localDocuments } from '../device/local-documents.ts';
import { ApiError } from '../sdk/api.ts';
import { DroppedFiles } from '../ui/dropped-files.tsx';
import { Logo } from '../ui/logo.tsx';
import { fullTime, timeAgo } from '../ui/time.ts';
import { keyring, storage } from './device.ts';
import { documentPath } from './documents/address.ts';
import { type DocumentsPage, type DocumentSummary, listDocuments } from './documents/documents-api.ts';
import { useNewDocument } from './documents/use-new-document.ts';
import { scope } from './server.ts';
import { SignIn, SignOut } from './sign-in.tsx';
import './home.css';

export default function HomePage() {
  const { documents, showMore, problem, signedOut, refresh } = useDocuments();
  const { creating, creationProblem, create } = useNewDocument();
  useEffect(() => {
    document.title = 'Quire';
  }, []);
  return (
    <div className="home">
      <header className="home-bar">
        <h1 className="home-name">
          <Logo />
          Quire
        </h1>
        {!signedOut && (
          <div className="home-actions">
            <SignOut />
            <button type="button" className="button button-primary" disabled={creating} onClick={create}>
              <FilePlus2 aria-hidden size={17} strokeWidth={1.9} />
              New document
            </button>
          </div>
        )}
      </header>
      <main aria-busy={documents === null && problem === null && !signedOut}>
        {signedOut && <SignIn />}
        {signedOut && <LocalDocumentList />}
        {creationProblem && (
          <Problem title="No document was created" onRetry={create}>
            {creationProblem} Your other documents are unchanged.
          </Problem>
        )}
        {problem && (
          <Problem title={documents ? 'The list may be out of date' : 'The list could not be loaded'} onRetry={refresh}>
            {problem} The documents themselves are unchanged.
          </Problem>
        )}
        {problem && !documents && <LocalDocumentList />}
        {documents?.length === 0 && <Empty />}
        {documents && documents.length > 0 && <DocumentList documents={documents} />}
        {showMore && (
          <button type="button" className="button button-quiet home-more" onClick={showMore}>
            Show more
          </button>
        )}
        {!documents && !problem && !signedOut && <Loading />}
      </main>
      <DroppedFiles />
    </div>
  );
}

/** How many documents home shows at first. */
const firstCount = 100;

/** `showMore` shows twice as many documents; null when all are shown. */
function useDocuments() {
  const [page, setPage] = useState<DocumentsPage | null>(null);
  const [count, setCount] = useState(firstCount);
  const [problem, setProblem] = useState<string | null>(null);
  const [signedOut, setSignedOut] = useState(false);
  const [refreshes, setRefreshes] = useState(0);
  const refresh = useCallback(() => setRefreshes((count) => count + 1), []);
  useEffect(() => {
    const stopped = new AbortController();
    listDocuments(count, stopped.signal).then(
      (found) => {
        setPage(found);
        setProblem(null);
        setSignedOut(false);
      },
      (error: unknown) => {
        if (stopped.signal.aborted) return;
        const unauthorized = error instanceof ApiError && error.status === 401;
        setSignedOut(unauthorized);
        setProblem(unauthorized ? null : messageOf(error));
        if (unauthorized) setPage(null); // the list belongs to the account that has signed out
      },
    );
    return () => stopped.abort();
  }, [count, refreshes]);
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
  const showMore = page?.more ? () => setCount(page.documents.length * 2) : null;
  return { documents: page?.documents ?? null, showMore, problem, signedOut, refresh };
}

function DocumentList({ documents }: { documents: readonly DocumentSummary[] }) {
  const now = new Date();
  return (
    <ul className="documents" data-testid="documents">
      {documents.map(({ name, title, updatedAt }) => (
        <li key={name}>
          <a className="document-link" href={documentPath(name)} data-testid="document">
            <Title title={title} />
            <time className="document-time" dateTime={updatedAt.toISOString()} title={fullTime(updatedAt)}>
              {timeAgo(updatedAt, now)}
            </time>
          </a>
        </li>
      ))}
    </ul>
  );
}

/** The documents with a copy on this device. They open without the server, and before the person signs in. */
function LocalDocumentList() {
  const [documents, setDocuments] = useState<readonly LocalDocument[]>([]);
  useEffect(() => {
    const databases = async () => indexedDB.databases(); // async, because some browsers throw on `indexedDB`
    void localDocuments(storage, { databases }, scope).then(setDocuments);
  }, []);
  if (documents.length === 0) return null;
  return (
    <section data-testid="kept">
      <h2 className="home-heading">Kept on this device</h2>
      <ul>
        {documents.map(({ name, title }) => (
          <li key={name}>
            <a className="document-link" href={documentPath(name)} data-testid="document">
              <Title title={title} />
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Title({ title }: { title: string }) {
  return <span className={title ? 'document-title' : 'document-title untitled'}>{title || 'Untitled'}</span>;
}

function Empty() {
  return (
    <section className="home-empty" data-testid="empty">
      <h2>There are no documents yet</h2>
      <p>Make a new document and send its link to somebody: you will see each other write.</p>
    </section>
  );
}

function Loading() {
  return (
    <div className="home-loading" role="status">
      <span className="visually-hidden">Loading the documents…</span>
    </div>
  );
}

function Problem({ title, onRetry, children }: { title: string; onRetry: () => void; children: ReactNode }) {
  return (
    <section className="home-problem" role="alert">
      <div>
        <h2>{title}</h2>
        <p>{children}</p>
      </div>
      <button type="button" className="button" onClick={onRetry}>
        Try again
      </button>
    </section>
  );
}
