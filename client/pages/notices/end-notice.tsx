// What stands over a document that the server takes nothing for any more: what happened, and what can be done so that
// no word is lost. It leaves the person's copy alone until they have put it somewhere else or say that they do not want
// it.

import { useRef, useState } from 'react';

import type { Collaboration } from '../../sdk/collaboration.ts';
import { type EndReason, isAuthFailure } from '../../sdk/end-reason.ts';
import { saveInto } from '../../sdk/rescue.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { keyring } from '../device.ts';
import { createDocument, documentPath } from '../documents/documents-api.ts';
import './end-notice.css';

type Kind = EndReason['kind'];

/** What happened, and what is true now, where that does not depend on what was written here. */
const sentences: Record<Kind, readonly [string, string?]> = {
  deleted: ['This document was deleted.', 'What you see is only here now, and nobody can change it any more.'],
  replaced: [
    'This document was replaced by another of the same name.',
    'What you see is the old one, and it is only here now.',
  ],
  damaged: [
    'This document is damaged on the server.',
    'You see all of it that can be read. The server’s log says what is wrong.',
  ],
  tooLarge: [
    'This document has become too large for the server.',
    'It takes nothing more from this page, and what you wrote last is only here.',
  ],
  refused: [
    'The server takes nothing from this page any more.',
    'You can read the text and take it with you, but not change it here.',
  ],
  readOnly: ['You may no longer change this document.', 'What you wrote last is only here.'],
  notFound: ['There is no such document on the server.', 'What you see is only here.'],
  locked: ['This document takes a link, or somebody who is signed in.'],
  unauthorized: ['You are not signed in any more.'],
  unlinked: ['The link to this document is no longer valid.'],
  forbidden: ['You may no longer open this document.'],
};

/** In place of those words when the server's part of a damaged document could not be fetched. */
const onlyTheCopy =
  'You see the copy on this device; what the server has left could not be fetched. Its log says what is wrong.';

/** What is true of the words on the page of somebody who is shut out. */
function wordsOf({ pending, facts }: Collaboration): string {
  if (!pending) return 'Everything that you wrote was saved. What others write now is not shown here.';
  if (facts.changedAt === null) {
    return 'You see the copy on this device; what was written in it last may be nowhere else.';
  }
  return 'What you wrote last is only here.';
}

/** How to part with what is here, and where that leads. */
const discards: Partial<Record<Kind, { readonly words: string; readonly to: 'home' | 'document' }>> = {
  deleted: { words: 'Discard it', to: 'home' },
  replaced: { words: 'Discard it and open the new one', to: 'document' },
  tooLarge: { words: 'Discard what you wrote last', to: 'document' },
  readOnly: { words: 'Discard what you wrote last', to: 'document' },
  notFound: { words: 'Discard it', to: 'home' },
  locked: { words: 'Discard it', to: 'home' },
  unauthorized: { words: 'Discard it', to: 'home' },
  unlinked: { words: 'Discard it', to: 'home' },
  forbidden: { words: 'Discard it', to: 'home' },
};

export interface EndNoticeProps {
  collaboration: Collaboration;
  ending: EndReason;
  /** Why what the server has left of a damaged document could not be fetched. */
  unreadable: string | null;
  onDownload: () => void;
}

/** The sentences and the ways out. */
export function EndNotice({ collaboration, ending, unreadable, onDownload }: EndNoticeProps) {
  const { kind, reason } = ending;
  const { saving, problem, save } = useSavingAsNew(collaboration);
  const [title, words = wordsOf(collaboration)] = sentences[kind];
  return (
    <section className="end-notice" data-testid="frozen" data-kind={kind} aria-label="What happened to this document">
      <div className="end-notice-inside">
        <p role="alert">
          <strong>{title}</strong> {unreadable === null ? words : onlyTheCopy}{' '}
          {kind === 'refused' && `It said: ${reason}.`}
        </p>
        <div className="end-notice-actions">
          {(kind === 'unauthorized' || kind === 'locked') && <SignInElsewhere />}
          {mayMakeDocuments(collaboration, ending) && (
            <button type="button" className="button button-primary" disabled={saving} onClick={save}>
              {saving ? 'Saving…' : 'Save as a new document'}
            </button>
          )}
          <button type="button" className="button" onClick={onDownload}>
            Download as Markdown
          </button>
          <Discard collaboration={collaboration} kind={kind} />
        </div>
        {problem && (
          <p className="end-notice-problem" role="alert">
            {problem} Your text is still here: try again, or download it.
          </p>
        )}
      </div>
    </section>
  );
}

/** Signs in on another page, so that this one need not be left: it goes on by itself once somebody is signed in. */
function SignInElsewhere() {
  return (
    <a className="button button-primary" href="/" target="_blank" rel="noopener">
      Sign in
    </a>
  );
}

/** Where the server knows people, guests make no documents. */
function mayMakeDocuments({ user }: Collaboration, ending: EndReason): boolean {
  const knowsPeople = user !== null || isAuthFailure(ending);
  return !knowsPeople || keyring.account !== null;
}

/** Saves what is on the page as a new document and goes there. Trying again goes on with the document begun before. */
function useSavingAsNew(collaboration: Collaboration) {
  const [saving, setSaving] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const begun = useRef<string | null>(null);
  const save = async () => {
    setSaving(true);
    setProblem(null);
    try {
      begun.current ??= await createDocument();
      await saveInto(begun.current, collaboration);
      await collaboration.discard();
      window.location.replace(documentPath(begun.current));
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      setSaving(false);
    }
  };
  return { saving, problem, save };
}

function Discard({ collaboration, kind }: { collaboration: Collaboration; kind: Kind }) {
  const [asking, setAsking] = useState(false);
  const discard = discards[kind];
  if (discard === undefined) return null;
  return (
    <>
      <button type="button" className="button button-quiet" onClick={() => setAsking(true)}>
        {discard.words}
      </button>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title="Discard what is on this device?"
        action="Discard"
        onConfirm={() => discardWork(collaboration, kind)}
      >
        {lossOf(collaboration, kind)}
      </Confirm>
    </>
  );
}

/** What is lost when it is discarded. */
function lossOf({ pending }: Collaboration, kind: Kind): string {
  const isGone = kind === 'deleted' || kind === 'replaced' || kind === 'notFound';
  if (!isGone && !pending) return 'The copy on this device is erased. Everything that you wrote is on the server.';
  const what = isGone ? 'The text on this page' : 'What you wrote last';
  return `${what} is nowhere else, as far as this page knows. Discarded, it cannot be brought back.`;
}

/** Gives up what is on this device, and goes where there is something. */
export async function discardWork(collaboration: Collaboration, kind: Kind): Promise<void> {
  await collaboration.discard();
  if (discards[kind]?.to === 'document') window.location.reload();
  else window.location.replace('/');
}
