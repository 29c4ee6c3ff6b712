// What stands in place of a document's text when there is none to show: why, what is safe, and where to go.

import type { Collaboration } from '../../sdk/collaboration.ts';
import type { EndReason } from '../../sdk/end-reason.ts';
import { discardWork } from './end-notice.tsx';
import { HomeLink, NoticePage, ReloadButton } from './notice-page.tsx';
import { useNewDocument } from '../documents/use-new-document.ts';

/** For a document that was never opened on this device while the server cannot be reached. The page goes on trying. */
export function NoLocalCopy() {
  return (
    <NoticePage title="This document is not on this device">
      The server cannot be reached, and this browser has no copy of the document. It opens by itself as soon as the
      server answers.
    </NoticePage>
  );
}

/** For a document in which nobody has written yet, on the page of somebody who may only read. */
export function EmptyDocument() {
  return (
    <main className="sheet blank">
      <p>Nothing is written here yet.</p>
    </main>
  );
}

export interface EndPageProps {
  collaboration: Collaboration;
  ending: EndReason;
  /** Why what is left of a damaged document could not be fetched. */
  unreadable: string | null;
}

/** For a document that the server does not give, and of which there is nothing on this device. */
export function EndPage({ collaboration, ending: { kind, reason }, unreadable }: EndPageProps) {
  switch (kind) {
    case 'deleted':
      return <Deleted />;
    case 'replaced':
      return (
        <NoticePage title="This document was replaced" actions={<OpenNewOne collaboration={collaboration} />}>
          There is another document of the same name now, and nothing of the old one on this device.
        </NoticePage>
      );
    case 'damaged':
      return (
        <NoticePage title="This document is damaged on the server" actions={<Again />}>
          What is left of it could not be fetched. {unreadable} The server’s log says what is wrong.
        </NoticePage>
      );
    case 'unauthorized':
      return (
        <NoticePage title="You are not signed in any more" actions={<SignInLink />}>
          Your sign-in has ended. Sign in again, and the document opens.
        </NoticePage>
      );
    case 'locked':
      return (
        <NoticePage title="You need a link or to sign in" actions={<SignInLink />}>
          This document is not open to everybody. Whoever shares it can send you a link that lets you in.
        </NoticePage>
      );
    case 'unlinked':
      return (
        <NoticePage title="This link is no longer valid" actions={<SignInLink />}>
          It has ended, was withdrawn, or is not complete. Ask whoever sent it to you for another.
        </NoticePage>
      );
    case 'forbidden':
      return (
        <NoticePage title="You may not open this document" actions={<SignInLink />}>
          It is not shared with you, or not any more. Whoever shares it can let you in.
        </NoticePage>
      );
    case 'notFound':
      return (
        <NoticePage title="There is no such document">
          Nobody has made one of this name, or it is gone. Check the link you followed.
        </NoticePage>
      );
    case 'tooLarge':
    case 'refused':
      return <NoticePage title="This document cannot be opened">The server refused this page: {reason}.</NoticePage>;
    case 'readOnly':
      return <EmptyDocument />;
  }
}

/** The way to sign in, which is at home. */
function SignInLink() {
  return (
    <a className="button button-primary" href="/">
      Sign in
    </a>
  );
}

function Deleted() {
  const { creating, creationProblem, create } = useNewDocument();
  const actions = (
    <>
      <button type="button" className="button button-primary" disabled={creating} onClick={create}>
        New document
      </button>
      <HomeLink />
    </>
  );
  return (
    <NoticePage title="This document was deleted" actions={actions}>
      There is no copy of it on this device. {creationProblem}
    </NoticePage>
  );
}

function OpenNewOne({ collaboration }: { collaboration: Collaboration }) {
  return (
    <>
      <button type="button" className="button button-primary" onClick={() => discardWork(collaboration, 'replaced')}>
        Open the new one
      </button>
      <HomeLink />
    </>
  );
}

/** For a document that holds something this page cannot show. */
export function UnknownContent({ error }: { error: Error }) {
  return (
    <NoticePage title="This page cannot show the document" actions={<Again />}>
      It holds something that this page does not know, perhaps from a newer Quire. Nothing is lost: the document is as
      it was, and this page no longer writes to it. Reload to get the newest page. <small>{error.message}</small>
    </NoticePage>
  );
}

function Again() {
  return (
    <>
      <ReloadButton />
      <HomeLink />
    </>
  );
}
