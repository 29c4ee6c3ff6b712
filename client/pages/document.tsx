// A document's page: it opens the document, waits for its content, and hands both to the bar and the editor. Nothing can
// be typed before the server's whole state has arrived once; what is typed after that reaches everybody by itself.

import { useEffect, useRef, useState, useSyncExternalStore } from 'react';

import { Collaboration } from '../collab/collaboration.ts';
import { Presence } from '../collab/presence.ts';
import { Editor, type EditorHandle } from '../editor/editor.tsx';
import { seedIfEmpty } from '../editor/seed.ts';
import { Bar } from './bar.tsx';
import { HomeLink, Message, ReloadButton } from './message.tsx';
import './document.css';

interface OpenDocument {
  readonly collaboration: Collaboration;
  readonly presence: Presence;
}

/** The page of the document with this name. */
export default function DocumentPage({ document }: { document: string }) {
  const open = useOpenDocument(document);
  return open === null ? null : <Sheet key={document} {...open} />;
}

/** Opens the document while the page is there. */
function useOpenDocument(document: string): OpenDocument | null {
  const [open, setOpen] = useState<OpenDocument | null>(null);
  useEffect(() => {
    const collaboration = new Collaboration(document);
    const presence = new Presence(collaboration.awareness);
    collaboration.connect();
    setOpen({ collaboration, presence });
    return () => {
      presence.destroy();
      collaboration.destroy();
    };
  }, [document]);
  return open;
}

function Sheet({ collaboration, presence }: OpenDocument) {
  const refused = useSyncExternalStore(collaboration.subscribe, () => collaboration.status === 'refused');
  const arrived = useArrived(collaboration);
  useGuard(collaboration);
  const [failure, setFailure] = useState<Error | null>(null);
  const editor = useRef<EditorHandle>(null);
  const { doc, awareness, reason } = collaboration;
  const editable = arrived && !refused && failure === null;
  return (
    <>
      <Bar
        collaboration={collaboration}
        presence={presence}
        editable={editable}
        onTitleDone={() => editor.current?.focusStart()}
      />
      {refused && arrived && <Refusal reason={reason} />}
      {refused && !arrived && <Message title="This document cannot be opened">{reason}</Message>}
      {arrived && (
        <Editor
          ref={editor}
          doc={doc}
          awareness={awareness}
          presence={presence}
          editable={editable}
          onFailure={setFailure}
        />
      )}
      {failure && <Unshowable error={failure} />}
      {!arrived && !refused && <Waiting />}
    </>
  );
}

/** Asks before the page is left, but only when something would really be lost. */
function useGuard(collaboration: Collaboration): void {
  useEffect(() => {
    const guard = (event: BeforeUnloadEvent) => {
      if (collaboration.unsaved) event.preventDefault();
    };
    window.addEventListener('beforeunload', guard);
    return () => window.removeEventListener('beforeunload', guard);
  }, [collaboration]);
}

/** Whether the content is here. A document found empty gets its first paragraph before anybody can look at it. */
function useArrived(collaboration: Collaboration): boolean {
  const [arrived, setArrived] = useState(false);
  useEffect(() => {
    const look = () => {
      if (!collaboration.synced) return;
      seedIfEmpty(collaboration.doc);
      setArrived(true);
    };
    look();
    return collaboration.subscribe(look);
  }, [collaboration]);
  return arrived;
}

function Refusal({ reason }: { reason: string }) {
  return (
    <p className="notice" role="alert">
      {reason} You can read and copy the text, but not change it.
    </p>
  );
}

function Unshowable({ error }: { error: Error }) {
  const actions = (
    <>
      <ReloadButton />
      <HomeLink />
    </>
  );
  return (
    <Message title="This page cannot show the document" actions={actions}>
      It holds something that this page does not know, perhaps from a newer Quire. Nothing is lost: the document is as it
      was, and this page no longer writes to it. Reload to get the newest page. <small>{error.message}</small>
    </Message>
  );
}

/** Lines where the text will be; CSS lets them appear only when waiting takes long enough to be noticed. */
function Waiting() {
  return (
    <main className="sheet waiting" role="status" aria-busy>
      <span className="visually-hidden">Loading the document…</span>
      <div aria-hidden>
        <span />
        <span />
        <span />
      </div>
    </main>
  );
}
