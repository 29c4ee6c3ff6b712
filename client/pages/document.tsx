// A document's page: it opens the document, waits for its content, and hands both to the bar and the editor. Nothing
// can be typed before there is content, from the copy on this device or from the server; what is typed then reaches
// everybody by itself. When the server takes no more, the page freezes and nothing on it is lost.

import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { XmlElement } from 'yjs';

import { titleName } from '../../protocol/title.ts';
import { Collaboration } from '../sdk/collaboration.ts';
import { localCopies } from '../device/local-copies.ts';
import { rememberTitle } from '../device/local-documents.ts';
import { Presence } from '../sdk/presence.ts';
import { Editor, type EditorHandle } from '../editor/editor.tsx';
import { bodyName, seedIfEmpty } from '../../protocol/format/seed.ts';
import { Bar } from './bar/bar.tsx';
import { download, markdownFile } from '../ui/download.ts';
import { EndNotice } from './notices/end-notice.tsx';
import { DocumentMenu } from './bar/document-menu.tsx';
import { EmptyDocument, NoLocalCopy, EndPage, UnknownContent } from './notices/no-content.tsx';
import { ShareDialog } from './sharing/share-dialog.tsx';
import { titleOf } from './bar/title.ts';
import { useLastGoodState } from './notices/use-last-good-state.ts';
import { keyring, profiles, storage } from './device.ts';
import { useBlockedTyping } from './notices/use-blocked-typing.ts';
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
    const collaboration = new Collaboration(document, { keys: keyring, profiles, copies: localCopies(storage) });
    const presence = new Presence(collaboration.awareness, profiles);
    const stopNaming = collaboration.subscribe(() => presence.setUser(collaboration.user));
    void collaboration.connect();
    setOpen({ collaboration, presence });
    return () => {
      stopNaming();
      presence.destroy();
      collaboration.destroy();
    };
  }, [document]);
  return open;
}

function Sheet({ collaboration, presence }: OpenDocument) {
  const { doc, awareness } = collaboration;
  const editor = useRef<EditorHandle>(null);
  const [failure, setFailure] = useState<Error | null>(null);
  const [deleting, setDeleting] = useState(false);
  const [sharing, setSharing] = useState(false);
  const ended = useSyncExternalStore(collaboration.subscribe, () => collaboration.endReason);
  const ending = deleting ? null : ended; // who deletes it need not be told
  const arrived = useArrived(collaboration);
  const unreadable = useLastGoodState(collaboration);
  const { role, user, mayWrite } = useAccess(collaboration);
  const editable = arrived && mayWrite && ending === null && failure === null;
  const pointed = useBlockedTyping(!mayWrite && ending === null && failure === null);
  const isAdmin = role === 'admin' && ended === null;
  // where everybody may do everything there are no links
  const share = isAdmin && user !== null ? () => setSharing(true) : null;
  const takeAway = () => download(markdownFile(titleOf(doc.getText(titleName)), editor.current?.markdown() ?? ''));
  useGuard(collaboration);
  useRememberedTitle(collaboration, arrived);
  return (
    <>
      <Bar
        collaboration={collaboration}
        presence={presence}
        editable={editable}
        pointed={pointed}
        onTitleDone={() => editor.current?.focusStart()}
        onShare={share}
      >
        <DocumentMenu
          collaboration={collaboration}
          onDownload={arrived && failure === null ? takeAway : null}
          deletable={isAdmin && arrived}
          onDeleting={setDeleting}
          onShare={share}
        />
      </Bar>
      {share && <ShareDialog collaboration={collaboration} open={sharing} onClose={() => setSharing(false)} />}
      {ending && arrived && (
        <EndNotice collaboration={collaboration} ending={ending} unreadable={unreadable} onDownload={takeAway} />
      )}
      {arrived ? (
        <Editor
          ref={editor}
          doc={doc}
          awareness={awareness}
          presence={presence}
          editable={editable}
          onFailure={setFailure}
        />
      ) : (
        <WithoutContent collaboration={collaboration} unreadable={unreadable} />
      )}
      {failure && <UnknownContent error={failure} />}
    </>
  );
}

/** What may be done here, and as whom. */
function useAccess(collaboration: Collaboration) {
  const role = useSyncExternalStore(collaboration.subscribe, () => collaboration.role);
  const user = useSyncExternalStore(collaboration.subscribe, () => collaboration.user);
  const mayWrite = useSyncExternalStore(collaboration.subscribe, () => collaboration.mayWrite);
  return { role, user, mayWrite };
}

/** Asks before the page is left, but only when something would really be lost. */
function useGuard(collaboration: Collaboration): void {
  useEffect(() => {
    const guard = (event: BeforeUnloadEvent) => {
      if (collaboration.hasUnsavedWork) event.preventDefault();
    };
    window.addEventListener('beforeunload', guard);
    return () => window.removeEventListener('beforeunload', guard);
  }, [collaboration]);
}

/** Lets this device's own list of documents call it by its title. */
function useRememberedTitle({ document, doc }: Collaboration, arrived: boolean): void {
  useEffect(() => {
    if (!arrived) return;
    const text = doc.getText(titleName);
    const remember = () => rememberTitle(storage, document, titleOf(text).trim());
    remember();
    text.observe(remember);
    return () => text.unobserve(remember);
  }, [document, doc, arrived]);
}

/**
 * Whether there is content to show: what the copy on this device holds, or what the server has. A document that is
 * empty on the server gets its first paragraph from the first who may write, before they can look at it.
 */
function useArrived(collaboration: Collaboration): boolean {
  const [arrived, setArrived] = useState(false);
  useEffect(() => {
    const look = () => {
      const { synced, hasLocalCopy, mayWrite, doc } = collaboration;
      if (synced && mayWrite) seedIfEmpty(doc);
      if ((synced || hasLocalCopy) && doc.get(bodyName, XmlElement).length > 0) setArrived(true);
    };
    look();
    return collaboration.subscribe(look);
  }, [collaboration]);
  return arrived;
}

/**
 * What stands there as long as there is no content; `unreadable` says why what is left of a damaged one is not there.
 */
function WithoutContent({ collaboration, unreadable }: { collaboration: Collaboration; unreadable: string | null }) {
  const ending = useSyncExternalStore(collaboration.subscribe, () => collaboration.endReason);
  const unreachable = useSyncExternalStore(collaboration.subscribe, () => collaboration.unreachable);
  const synced = useSyncExternalStore(collaboration.subscribe, () => collaboration.synced);
  if (ending?.kind === 'damaged' && unreadable === null) return <Waiting />;
  if (ending) return <EndPage collaboration={collaboration} ending={ending} unreadable={unreadable} />;
  if (synced) return <EmptyDocument />;
  return unreachable ? <NoLocalCopy /> : <Waiting />;
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
