// Home: the documents, with search, and the button for a new one. A long list grows when the person asks. Without the
// server, home lists the documents with a copy on this device.

import { useCallback, useEffect, useState } from 'react';
import { flushSync } from 'react-dom';

import { withoutDocument } from '../device/arrangement.ts';
import { texts } from '../texts/home-texts.ts';
import { DroppedFiles } from '../ui/dropped-files.tsx';
import { Logo } from '../ui/logo.tsx';
import { problemText } from '../ui/problem-text.ts';
import { isGone } from './documents/documents-api.ts';
import { ImportButton } from './transfer/import-button.tsx';
import { ImportList } from './transfer/import-list.tsx';
import { useImports } from './transfer/use-imports.ts';
import { useNewDocument } from './documents/use-new-document.ts';
import { DocumentList } from './home/document-list.tsx';
import { LocalDocumentList } from './home/local-documents.tsx';
import { NewDocumentButton } from './home/new-document-button.tsx';
import { DoneNotice, Problem, UndoNotice } from './home/notices.tsx';
import { SearchBar } from './home/search-bar.tsx';
import { useArrangement } from './home/use-arrangement.ts';
import { useDeletion } from './home/use-deletion.ts';
import { useDocuments } from './home/use-documents.ts';
import { usePresence } from './home/use-presence.ts';
import { SignIn, SignOut } from './sign-in.tsx';
import './home.css';

interface Failure {
  readonly title: string;
  readonly sentence: string;
}

export default function HomePage() {
  const { home } = texts;
  const [typed, setTyped] = useState('');
  const search = useSettled(typed.trim());
  const { arrangement, arrange } = useArrangement();
  const forget = useCallback(
    (names: string[]) => arrange((before) => names.reduce(withoutDocument, before)),
    [arrange],
  );
  const list = useDocuments(search, arrangement, forget);
  const { shown, showMore, problem, signedOut, refresh, refreshes, retitle } = list;
  const people = usePresence(refreshes);
  const { creating, creationProblem, create, createBy } = useNewDocument();
  const [done, setDone] = useState<string | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const fail = useCallback((title: string, error: unknown) => {
    setFailure({ title, sentence: problemText(error) });
  }, []);
  const { pending, hidden, remove, undo } = useDeletion({
    deleted: ({ name }) => {
      forget([name]);
      refresh();
    },
    failed: ({ title }, error) => fail(home.notDeleted(title || home.untitled), error),
  });
  const imports = useImports(refresh);
  useEffect(() => {
    document.title = 'Quire';
  }, []);
  /** The focus goes back to the row. */
  const undoAndFocus = (name: string) => {
    flushSync(undo);
    document.querySelector<HTMLElement>(`.document-link[data-name="${CSS.escape(name)}"]`)?.focus();
  };
  const documents = shown && shown.documents.filter(({ name }) => !hidden.has(name));
  const isSearching = search !== '' || (shown !== null && shown.search !== '');
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
            <ImportButton onFiles={imports.add} />
            <NewDocumentButton
              isBusy={creating}
              templates={arrangement.templates}
              onCreate={create}
              onCreateBy={(make, template) =>
                createBy(() =>
                  make().catch((error: unknown) => {
                    if (template && isGone(error)) forget([template.name]);
                    throw error;
                  }),
                )
              }
            />
          </div>
        )}
      </header>
      <main aria-busy={shown === null && problem === null && !signedOut}>
        <ImportList {...imports} />
        {signedOut && <SignIn />}
        {signedOut && <LocalDocumentList />}
        {creationProblem && (
          <Problem title={home.notCreated} action={home.retry} onAction={create}>
            {creationProblem} {home.othersUnchanged}
          </Problem>
        )}
        {failure && (
          <Problem title={failure.title} action={home.close} onAction={() => setFailure(null)}>
            {failure.sentence}
          </Problem>
        )}
        {problem && (
          <Problem title={documents ? home.listOld : home.listMissing} action={home.retry} onAction={refresh}>
            {problem} {home.documentsUnchanged}
          </Problem>
        )}
        {problem && !documents && <LocalDocumentList />}
        {documents && (documents.length > 0 || isSearching || typed !== '') && (
          <SearchBar
            typed={typed}
            onType={setTyped}
            onDown={() => document.querySelector<HTMLElement>('.documents .document-link')?.focus()}
            sort={arrangement.sort}
            onSort={(sort) => arrange((before) => ({ ...before, sort }))}
          />
        )}
        {documents?.length === 0 && (isSearching ? <NothingFound words={shown!.search} /> : <Empty />)}
        {documents && documents.length > 0 && (
          <DocumentList
            documents={documents}
            people={people}
            arrangement={arrangement}
            onArrange={arrange}
            onDelete={remove}
            onRetitle={retitle}
            onChange={refresh}
            onDone={setDone}
            onFailed={fail}
          />
        )}
        {showMore && (
          <button type="button" className="button button-quiet home-more" onClick={showMore}>
            {home.showMore}
          </button>
        )}
        {!documents && !problem && !signedOut && <Loading />}
        <p className="visually-hidden" role="status">
          {documents && shown!.search !== '' && documents.length > 0 && home.found(documents.length, shown!.more)}
        </p>
      </main>
      {pending && <UndoNotice key={pending.name} title={pending.title} onUndo={() => undoAndFocus(pending.name)} />}
      {!pending && done && <DoneNotice onEnd={() => setDone(null)}>{done}</DoneNotice>}
      <DroppedFiles {...(!signedOut && { onFiles: imports.add })} />
    </div>
  );
}

/** How long a person rests between two keys, in milliseconds, before the server is asked. */
const restMilliseconds = 120;

/** The value once it has rested for a moment; nothing at once. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), value === '' ? 0 : restMilliseconds);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

function Empty() {
  return (
    <section className="home-empty" data-testid="empty">
      <h2>{texts.home.empty}</h2>
      <p>{texts.home.emptyHint}</p>
    </section>
  );
}

function NothingFound({ words }: { words: string }) {
  return (
    <section className="home-empty" role="status" data-testid="nothing-found">
      <h2>{texts.home.nothingFound(words)}</h2>
      <p>{texts.home.nothingFoundHint}</p>
    </section>
  );
}

function Loading() {
  return (
    <div className="home-loading" role="status">
      <span className="visually-hidden">{texts.home.loading}</span>
    </div>
  );
}
