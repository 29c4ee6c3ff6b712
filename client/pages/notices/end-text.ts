// The texts of a page that the server accepts nothing more from: what happened, what is safe, and what discarding
// loses. Every end reason has its sentences here. Pure: facts come in as arguments, and texts go out.

import type { EndReason } from '../../sdk/end-reason.ts';

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

const onlyHere = 'Your last changes are only on this device.';

/** Null stands for a text that depends on the person's work. */
const noticeTexts: Record<Kind, readonly [title: string, text: string | null]> = {
  deleted: ['This document was deleted.', 'The text below is only on this device, and nobody can change it any more.'],
  replaced: [
    'This document was replaced by another of the same name.',
    'The text below is the old document. It is only on this device.',
  ],
  damaged: [
    'This document is damaged on the server.',
    'You see the last state that the server can read. The server’s log has the details.',
  ],
  tooLarge: ['This document has become too large for the server.', `The server accepts no more changes. ${onlyHere}`],
  duplicate: [
    'Another tab is a copy of this one.',
    `What you wrote in this tab cannot be added to the document. ${onlyHere} Save it as a new document to keep it.`,
  ],
  refused: [
    'The server accepts no more changes from this page.',
    'You can read and download the text, but not change it here.',
  ],
  readOnly: ['You may no longer change this document.', onlyHere],
  notFound: ['There is no such document on the server.', 'The text below is only on this device.'],
  locked: ['You need a share link or to sign in to open this document.', null],
  unauthorized: ['You are not signed in any more.', null],
  unlinked: ['The link to this document is no longer valid.', null],
  forbidden: ['You may no longer open this document.', null],
};

/**
 * The notice over a document that has content on this device. `fetchProblem` tells why the last readable state of a
 * damaged document could not be fetched; null when it was, or was not needed.
 */
export function noticeText({ kind, reason }: EndReason, work: Work, fetchProblem: string | null): EndText {
  const [title, text] = noticeTexts[kind];
  if (fetchProblem !== null) {
    const copyOnly = 'You see the copy on this device. The server’s copy could not be loaded; its log has the details.';
    return { title, text: copyOnly };
  }
  if (kind === 'refused') return { title, text: `${text} The server’s reason: ${reason}.` };
  return { title, text: text ?? textOfWork(work) };
}

/** For a person who no longer has a key: whether their work is safe. */
function textOfWork({ pending, writtenHere }: Work): string {
  if (!pending) return 'Everything that you wrote was saved. New changes of others are not shown here.';
  if (!writtenHere) return 'You see the copy on this device. Its last changes may not be on the server.';
  return onlyHere;
}

/** The page in place of a document without content on this device; `fetchProblem` as above. */
export function pageText({ kind, reason }: EndReason, fetchProblem: string | null): EndText {
  switch (kind) {
    case 'deleted':
      return { title: 'This document was deleted', text: 'There is no copy of it on this device.' };
    case 'replaced':
      return {
        title: 'This document was replaced',
        text: 'Another document has this name now. There is no copy of the old one on this device.',
      };
    case 'damaged': {
      const problem = fetchProblem === null ? '' : `${fetchProblem} `;
      return {
        title: 'This document is damaged on the server',
        text: `Its last readable state could not be loaded. ${problem}The server’s log has the details.`,
      };
    }
    case 'unauthorized':
      return {
        title: 'You are not signed in any more',
        text: 'Your sign-in has ended. Sign in again to open the document.',
      };
    case 'locked':
      return {
        title: 'You need a link or to sign in',
        text: 'This document is not open to everybody. Ask the person who shares it for a link.',
      };
    case 'unlinked':
      return {
        title: 'This link is no longer valid',
        text: 'The link has ended, was withdrawn, or is incomplete. Ask the person who sent it for a new one.',
      };
    case 'forbidden':
      return {
        title: 'You may not open this document',
        text: 'It is not shared with you, or not any more. Ask the person who shares it to let you in.',
      };
    case 'notFound':
      return {
        title: 'There is no such document',
        text: 'No document has this name, or it is gone. Check the link that you followed.',
      };
    case 'tooLarge':
    case 'duplicate':
    case 'refused':
    case 'readOnly': // not shown: without content, such a page is an empty document
      return { title: 'This document cannot be opened', text: `The server refused this page: ${reason}.` };
  }
}

/** A button that discards what is on this device, and the page that follows. */
export interface Discard {
  readonly label: string;
  readonly leadsTo: 'home' | 'document';
}

const discardAndLeave: Discard = { label: 'Discard it', leadsTo: 'home' };
const discardAndReload: Discard = { label: 'Discard your last changes', leadsTo: 'document' };

const discards: Record<Kind, Discard | null> = {
  deleted: discardAndLeave,
  replaced: { label: 'Discard it and open the new one', leadsTo: 'document' },
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
  if (!isGone && !pending) {
    return 'The copy on this device will be erased. Everything that you wrote is on the server.';
  }
  return isGone
    ? 'As far as this page knows, the text is nowhere else. Once discarded, the text cannot be brought back.'
    : 'As far as this page knows, your last changes are nowhere else. Once discarded, they cannot be brought back.';
}
