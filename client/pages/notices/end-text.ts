// The texts of a page that the server accepts nothing more from: what happened, what is safe, and what discarding
// loses. Every end reason has its sentences here. Pure: facts come in as arguments, and texts go out.

import type { EndReason } from '../../sdk/end-reason.ts';
import { texts } from '../../texts/texts.ts';

type Kind = EndReason['kind'];

/** The state of the person's own work on the page. */
export interface Work {
  /** Whether some of it may not be on the server's disk. */
  readonly pending: boolean;
  /** Whether any of it was written on this page; otherwise it comes from the local copy alone. */
  readonly writtenHere: boolean;
}

/** A heading, or a first sentence, and the sentences after it. */
export interface EndText {
  readonly title: string;
  readonly text: string;
}

/**
 * The notice over a document that has content on this device. `fetchProblem` tells why the last readable state of a
 * damaged document could not be fetched; null when it was, or was not needed.
 */
export function noticeText({ kind, reason }: EndReason, work: Work, fetchProblem: string | null): EndText {
  const { title, text = textOfWork(work) }: { title: string; text?: string } = texts.end.notices[kind];
  if (fetchProblem !== null) return { title, text: texts.end.copyOnly };
  return { title, text: kind === 'refused' ? `${text} ${texts.end.serverReason(reason)}` : text };
}

/** For a person who no longer has a key: whether their work is safe. */
function textOfWork({ pending, writtenHere }: Work): string {
  if (!pending) return texts.end.everythingSaved;
  return writtenHere ? texts.end.onlyHere : texts.end.copyShown;
}

/** The page in place of a document without content on this device; `fetchProblem` as above. */
export function pageText({ kind, reason }: EndReason, fetchProblem: string | null): EndText {
  const { pages } = texts.end;
  switch (kind) {
    case 'damaged': {
      const { title, text, log } = pages.damaged;
      return { title, text: [text, fetchProblem, log].filter((sentence) => sentence !== null).join(' ') };
    }
    case 'tooLarge':
    case 'duplicate':
    case 'refused':
    case 'readOnly': // not shown: without content, such a page is an empty document
      return { title: pages.refused.title, text: pages.refused.text(reason) };
    default:
      return pages[kind];
  }
}

/** A button that discards what is on this device, and the page that follows. */
export interface Discard {
  readonly label: 'discard' | 'discardAndOpen' | 'discardChanges';
  readonly leadsTo: 'home' | 'document';
}

const discardAndLeave: Discard = { label: 'discard', leadsTo: 'home' };
const discardAndReload: Discard = { label: 'discardChanges', leadsTo: 'document' };

const discards: Record<Kind, Discard | null> = {
  deleted: discardAndLeave,
  replaced: { label: 'discardAndOpen', leadsTo: 'document' },
  damaged: null,
  tooLarge: discardAndReload,
  duplicate: discardAndReload,
  refused: null,
  readOnly: discardAndReload,
  notFound: discardAndLeave,
  locked: discardAndLeave,
  unauthorized: discardAndLeave,
  unlinked: discardAndLeave,
  forbidden: discardAndLeave,
};

/** How the person can discard the copy; null where a later visit may still need it. */
export function discardFor(kind: Kind): Discard | null {
  return discards[kind];
}

/** The loss by discarding, in words for the question before it. */
export function lossText(kind: Kind, { pending }: Pick<Work, 'pending'>): string {
  const isGone = kind === 'deleted' || kind === 'replaced' || kind === 'notFound';
  if (isGone) return texts.end.lossOfText;
  return pending ? texts.end.lossOfChanges : texts.end.lossOfCopy;
}
