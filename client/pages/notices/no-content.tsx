// Pages in place of a document's text when the document itself has not ended: it did not arrive, is empty, or has
// content that this page does not know.

import { HomeLink, NoticePage, ReloadButton } from './notice-page.tsx';

/** For a document without a copy on this device, while the server cannot be reached. The page keeps trying. */
export function NoLocalCopy() {
  return (
    <NoticePage title="This document is not on this device">
      The server cannot be reached, and this browser has no copy of the document. The document opens by itself as soon
      as the server answers.
    </NoticePage>
  );
}

/** For a document that nobody has written in, on the page of a person who may only read. */
export function EmptyDocument() {
  return (
    <main className="sheet empty-document">
      <p>Nothing is written here yet.</p>
    </main>
  );
}

/** For a document with content that this page cannot show. */
export function UnknownContent({ error }: { error: Error }) {
  const actions = (
    <>
      <ReloadButton />
      <HomeLink />
    </>
  );
  return (
    <NoticePage title="This page cannot show the document" actions={actions}>
      The document has content that this page does not know, perhaps from a newer version of Quire. Nothing is lost: the
      document is unchanged, and this page no longer writes to it. Reload to get the newest version.{' '}
      <small>{error.message}</small>
    </NoticePage>
  );
}
