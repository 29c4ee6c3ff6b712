// The page in place of a document that the server does not serve and that has no copy on this device.

import type { Collaboration } from '../../sdk/collaboration.ts';
import type { EndReason } from '../../sdk/end-reason.ts';
import { texts } from '../../texts/texts.ts';
import { useNewDocument } from '../documents/use-new-document.ts';
import { homePath } from '../server.ts';
import { discardWork } from './discard-work.ts';
import { pageText } from './end-text.ts';
import { EmptyDocument } from './no-content.tsx';
import { HomeLink, NoticePage, ReloadButton } from './notice-page.tsx';

export interface EndPageProps {
  collaboration: Collaboration;
  endReason: EndReason;
  /** Why the last readable state of a damaged document could not be fetched. */
  fetchProblem: string | null;
}

export function EndPage({ collaboration, endReason, fetchProblem }: EndPageProps) {
  const { kind } = endReason;
  if (kind === 'readOnly') return <EmptyDocument />;
  const { title, text } = pageText(endReason, fetchProblem);
  if (kind === 'deleted') return <DeletedPage title={title} text={text} />;
  return (
    <NoticePage title={title} actions={<Actions collaboration={collaboration} kind={kind} />}>
      {text}
    </NoticePage>
  );
}

function Actions({ collaboration, kind }: { collaboration: Collaboration; kind: EndReason['kind'] }) {
  switch (kind) {
    case 'unauthorized':
    case 'locked':
    case 'unlinked':
    case 'forbidden':
      return (
        <a className="button button-primary" href={homePath}>
          {texts.end.signIn}
        </a>
      );
    case 'damaged':
      return (
        <>
          <ReloadButton />
          <HomeLink />
        </>
      );
    case 'replaced':
      return (
        <>
          <button
            type="button"
            className="button button-primary"
            onClick={() => discardWork(collaboration, 'document')}
          >
            {texts.end.openNew}
          </button>
          <HomeLink />
        </>
      );
    default:
      return <HomeLink />;
  }
}

function DeletedPage({ title, text }: { title: string; text: string }) {
  const { creating, creationProblem, create } = useNewDocument();
  const actions = (
    <>
      <button type="button" className="button button-primary" disabled={creating} onClick={create}>
        {texts.end.newDocument}
      </button>
      <HomeLink />
    </>
  );
  return (
    <NoticePage title={title} actions={actions}>
      {text} {creationProblem}
    </NoticePage>
  );
}
