// The notice over a document that the server accepts nothing more for: what happened, and how to keep the text. The
// copy on this device stays until the text is saved elsewhere or the person discards it.

import { useRef, useState } from 'react';

import { openFileStore } from '../../device/file-store.ts';
import type { Collaboration } from '../../sdk/collaboration.ts';
import { type EndReason, isAuthFailure } from '../../sdk/end-reason.ts';
import { saveInto } from '../../sdk/rescue.ts';
import { texts } from '../../texts/texts.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { problemText, rescueProblem } from '../../ui/problem-text.ts';
import { keyring } from '../device.ts';
import { documentPath } from '../documents/address.ts';
import { createDocument } from '../documents/documents-api.ts';
import { homePath, scope } from '../server.ts';
import { discardWork } from './discard-work.ts';
import { discardFor, lossText, noticeText } from './end-text.ts';
import './end-notice.css';

export interface EndNoticeProps {
  collaboration: Collaboration;
  endReason: EndReason;
  /** Why the last readable state of a damaged document could not be fetched. */
  fetchProblem: string | null;
  downloadLabel: string;
  onDownload: () => void;
}

export function EndNotice({ collaboration, endReason, fetchProblem, downloadLabel, onDownload }: EndNoticeProps) {
  const { kind } = endReason;
  const { pending, facts } = collaboration;
  const { saving, problem, save } = useSaveAsNew(collaboration);
  const { title, text } = noticeText(endReason, { pending, writtenHere: facts.changedAt !== null }, fetchProblem);
  return (
    <section className="end-notice" data-testid="frozen" data-kind={kind} aria-label={texts.end.label}>
      <div className="end-notice-inside">
        <p role="alert">
          <strong>{title}</strong> {text}
        </p>
        <div className="end-notice-actions">
          {(kind === 'unauthorized' || kind === 'locked') && <SignInElsewhere />}
          {mayCreateDocuments(collaboration, endReason) && (
            <button type="button" className="button button-primary" disabled={saving} onClick={save}>
              {saving ? texts.end.saving : texts.end.save}
            </button>
          )}
          <button type="button" className="button" onClick={onDownload}>
            {downloadLabel}
          </button>
          <DiscardButton collaboration={collaboration} kind={kind} />
        </div>
        {problem && (
          <p className="end-notice-problem" role="alert">
            {problem} {texts.end.stillHere}
          </p>
        )}
      </div>
    </section>
  );
}

/** Opens another tab to sign in, so that the text stays in this one. The new key then opens the document here. */
function SignInElsewhere() {
  return (
    <a className="button button-primary" href={homePath} target="_blank" rel="noopener">
      {texts.end.signIn}
    </a>
  );
}

/** Where the server knows people, guests create no documents. */
function mayCreateDocuments({ user }: Collaboration, endReason: EndReason): boolean {
  const serverKnowsPeople = user !== null || isAuthFailure(endReason);
  return !serverKnowsPeople || keyring.account !== null;
}

/** Saves the text as a new document and opens that. Another attempt writes to the document that the first created. */
function useSaveAsNew(collaboration: Collaboration) {
  const [saving, setSaving] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const created = useRef<string | null>(null);
  const fail = (sentence: string) => {
    setProblem(sentence);
    setSaving(false);
  };
  const save = async () => {
    setSaving(true);
    setProblem(null);
    try {
      created.current ??= await createDocument();
      const rescue = await saveInto(created.current, collaboration);
      if (rescue.type !== 'saved') return fail(rescueProblem(rescue));
      // The page of the new document sends the files that are on this device.
      await openFileStore(scope)
        .copy(collaboration.document, created.current)
        .catch(() => {});
      await collaboration.discard();
      window.location.replace(documentPath(created.current));
    } catch (error) {
      fail(problemText(error));
    }
  };
  return { saving, problem, save };
}

function DiscardButton({ collaboration, kind }: { collaboration: Collaboration; kind: EndReason['kind'] }) {
  const [asking, setAsking] = useState(false);
  const discard = discardFor(kind);
  if (discard === null) return null;
  return (
    <>
      <button type="button" className="button button-quiet" onClick={() => setAsking(true)}>
        {texts.end[discard.label]}
      </button>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={texts.end.discardQuestion}
        action={texts.end.discardAction}
        onConfirm={() => discardWork(collaboration, discard.leadsTo)}
      >
        {lossText(kind, collaboration)}
      </Confirm>
    </>
  );
}
