// Home: the documents of this place, the one changed last first, and a way to begin a new one. The list is fetched
// again whenever one comes back to the page, so that it never shows yesterday. Without the server it is what this
// device keeps.

import { FilePlus2 } from 'lucide-react';
import { type ReactNode, useCallback, useEffect, useState } from 'react';

import { ApiError } from '../sdk/api.ts';
import { type LocalDocument, localDocuments } from '../device/local-documents.ts';
import { keyring, storage } from './device.ts';
import { documentPath, type DocumentSummary, listDocuments } from './documents/documents-api.ts';
import { Logo } from '../ui/logo.tsx';
import { SignIn, SignOut } from './sign-in.tsx';
import { fullTime, timeAgo } from '../ui/time.ts';
import { useNewDocument } from './documents/use-new-document.ts';
import './home.css';

/** The list of documents. */
export default function HomePage() {
  const { documents, problem, locked, refresh } = useDocuments();
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
        {!locked && (
          <div className="home-actions">
            <SignOut />
            <button type="button" className="button button-primary" disabled={creating} onClick={create}>
              <FilePlus2 aria-hidden size={17} strokeWidth={1.9} />
              New document
            </button>
          </div>
        )}
      </header>
      <main aria-busy={documents === null && problem === null && !locked}>
        {locked && <SignIn />}
        {locked && <Kept />}
        {creationProblem && (
          <Problem title="No document was made" onRetry={create}>
            {creationProblem} The others are as they were.
          </Problem>
        )}
        {problem && (
          <Problem title={documents ? 'The list may be out of date' : 'The list could not be loaded'} onRetry={refresh}>
            {problem} The documents themselves are as they were.
          </Problem>
        )}
        {problem && !documents && <Kept />}
        {documents?.length === 0 && <Empty />}
        {documents && documents.length > 0 && <DocumentList documents={documents} />}
        {!documents && !problem && !locked && <Waiting />}
      </main>
    </div>
  );
}

function useDocuments() {
  const [documents, setDocuments] = useState<DocumentSummary[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [locked, setLocked] = useState(false);
  const [asked, setAsked] = useState(0);
  const refresh = useCallback(() => setAsked((times) => times + 1), []);
  useEffect(() => {
    const stopped = new AbortController();
    listDocuments(stopped.signal).then(
      (list) => {
        setDocuments(list);
        setProblem(null);
        setLocked(false);
      },
      (error: Error) => {
        if (stopped.signal.aborted) return;
        const unknown = error instanceof ApiError && error.status === 401;
        setLocked(unknown);
        setProblem(unknown ? null : error.message);
        if (unknown) setDocuments(null); // who has signed out has no list to look at
      },
    );
    return () => stopped.abort();
  }, [asked]);
  useEffect(() => {
    window.addEventListener('focus', refresh);
    window.addEventListener('pageshow', refresh);
    const stopFollowing = keyring.subscribe(refresh);
    return () => {
      stopFollowing();
      window.removeEventListener('focus', refresh);
      window.removeEventListener('pageshow', refresh);
    };
  }, [refresh]);
  return { documents, problem, locked, refresh };
}

function DocumentList({ documents }: { documents: DocumentSummary[] }) {
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

/** Without the server, or before it knows who this is: what this device has, which opens all the same. */
function Kept() {
  const [documents, setDocuments] = useState<readonly LocalDocument[]>([]);
  useEffect(() => {
    const databases = async () => indexedDB.databases(); // which some browsers forbid even to look at
    void localDocuments(storage, { databases }).then(setDocuments);
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
      <h2>Nothing is written here yet</h2>
      <p>Make a new document and send its link to somebody: you will see each other write.</p>
    </section>
  );
}

function Waiting() {
  return (
    <div className="home-waiting" role="status">
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
