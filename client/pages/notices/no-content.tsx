// Pages in place of a document's text when the document itself has not ended: it did not arrive, is empty, or has
// content that this page does not know.

import { texts } from '../../texts/first-texts.ts';
import { HomeLink, NoticePage, ReloadButton } from './notice-page.tsx';

/** For a document without a copy on this device, while the server cannot be reached. The page keeps trying. */
export function NoLocalCopy() {
  return <NoticePage title={texts.notices.noCopy.title}>{texts.notices.noCopy.text}</NoticePage>;
}

/** For a document that nobody has written in, on the page of a person who may only read. */
export function EmptyDocument() {
  return (
    <main className="sheet empty-document">
      <p>{texts.editor.nothingYet}</p>
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
    <NoticePage title={texts.notices.unknownContent.title} actions={actions}>
      {texts.notices.unknownContent.text} <small>{error.message}</small>
    </NoticePage>
  );
}
