// A document's page. It opens the document, waits for its content, and hands both to the bar and the editor. Nobody can
// type before there is content, from the copy on this device or from the server. When the server accepts nothing more,
// the page becomes read-only, and the person keeps everything on it.

import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';

import { localCopies } from '../device/local-copies.ts';
import { rememberTitle } from '../device/local-documents.ts';
import { isOn, saveSwitch, type Switch } from '../device/switches.ts';
import { Editor, type EditorHandle } from '../editor/editor.tsx';
import { Collaboration } from '../sdk/collaboration.ts';
import type { Files } from '../sdk/files.ts';
import { Presence } from '../sdk/presence.ts';
import { texts } from '../texts/first-texts.ts';
import { late, whenLoaded } from '../ui/load.ts';
import { onDemand } from '../ui/on-demand.tsx';
import { Bar } from './bar/bar.tsx';
import { followName } from './bar/title.ts';
import { type Content, declareRoots, prepareContent } from './content.ts';
import { keyring, profiles, storage } from './device.ts';
import { linkedTitle } from './documents/linked-title.ts';
import { EmptyDocument, NoLocalCopy, UnknownContent } from './notices/no-content.tsx';
import { useBlockedTyping } from './notices/use-blocked-typing.ts';
import { useLastGoodState } from './notices/use-last-good-state.ts';
import { PrintTitle } from './print.tsx';
import { scope, server } from './server.ts';
import './document.css';

const parts = late(() => import('./document-parts.ts'));
const DocumentMenu = onDemand(async () => (await parts.fetch()).DocumentMenu);
const ShareDialog = onDemand(async () => (await parts.fetch()).ShareDialog);
const EndNotice = onDemand(async () => (await parts.fetch()).EndNotice);
const EndPage = onDemand(async () => (await parts.fetch()).EndPage);
const OldDocument = onDemand(async () => (await parts.fetch()).OldDocument);

interface OpenDocument {
  readonly collaboration: Collaboration;
  readonly presence: Presence;
}

/** `document` is the document's name. */
export default function DocumentPage({ document }: { document: string }) {
  const open = useOpenDocument(document);
  return open === null ? null : <DocumentView key={document} {...open} />;
}

/** The document, open as long as the component is mounted; null before the first effect. */
function useOpenDocument(document: string): OpenDocument | null {
  const [open, setOpen] = useState<OpenDocument | null>(null);
  useEffect(() => {
    const collaboration = new Collaboration(document, {
      keys: keyring,
      profiles,
      copies: localCopies(storage, scope),
      server,
      carriers: storage,
    });
    declareRoots(collaboration.doc);
    const presence = new Presence(collaboration.awareness, profiles, document);
    const stopFollowingUser = collaboration.subscribe(() => presence.setUser(collaboration.user));
    void collaboration.connect();
    setOpen({ collaboration, presence });
    return () => {
      stopFollowingUser();
      presence.destroy();
      collaboration.destroy();
    };
  }, [document]);
  return open;
}

/** The files of the document; null until their code is there, which no text waits for. */
function useFiles(collaboration: Collaboration): Files | null {
  const [files, setFiles] = useState<Files | null>(null);
  useEffect(() => {
    const open = ({ openFiles }: typeof import('./document-parts.ts')) => {
      const opened = openFiles(collaboration);
      setFiles(opened);
      return () => {
        opened.destroy();
        setFiles(null);
      };
    };
    return whenLoaded(parts.fetch, open);
  }, [collaboration]);
  return files;
}

function DocumentView({ collaboration, presence }: OpenDocument) {
  const files = useFiles(collaboration);
  const { doc, awareness } = collaboration;
  const editor = useRef<EditorHandle>(null);
  const [failure, setFailure] = useState<Error | null>(null);
  const [deleting, setDeleting] = useState(false);
  const [sharing, setSharing] = useState(false);
  const [following, setFollowing] = useState<string | null>(null);
  const stopFollowing = useCallback(() => setFollowing(null), []);
  const [announcing, setAnnouncing] = useSwitch('announce');
  const [outline, setOutline, closeOutline] = useOutline();
  const isConnected = useCallback(() => collaboration.facts.connection === 'connected', [collaboration]);
  const reason = useSyncExternalStore(collaboration.subscribe, () => collaboration.endReason);
  const endReason = deleting ? null : reason; // the person who deletes the document knows why it ends
  const content = useContent(collaboration);
  const hasContent = content !== null;
  const fetchProblem = useLastGoodState(collaboration);
  const { role, user, mayWrite } = useAccess(collaboration);
  const isOpen = endReason === null && failure === null;
  const editable = isOpen && content === 'text' && mayWrite;
  const typingBlocked = useBlockedTyping(isOpen && !mayWrite);
  const isAdmin = role === 'admin' && reason === null;
  // A server without accounts has no links: everybody may do everything there.
  const openShareDialog = isAdmin && user !== null ? () => setSharing(true) : null;
  const downloadLabel = content === 'oldTree' ? texts.download.text : texts.download.markdown;
  const onDownload = () =>
    parts.current?.saveDocument(doc, content === 'oldTree' ? null : (editor.current?.blocks() ?? []), files?.addressOf);
  useLeaveGuard(collaboration);
  useRememberedTitle(collaboration, hasContent);
  return (
    <>
      <Bar
        collaboration={collaboration}
        presence={presence}
        editable={editable}
        typingBlocked={typingBlocked}
        onTitleDone={() => editor.current?.focusStart()}
        following={following}
        onFollow={setFollowing}
        onShare={openShareDialog}
      >
        <DocumentMenu
          standIn={<span className="bar-button" />}
          collaboration={collaboration}
          downloadLabel={downloadLabel}
          onDownload={hasContent && failure === null ? onDownload : null}
          hasFormats={content === 'text'}
          deletable={isAdmin && hasContent}
          onDeleting={setDeleting}
          onShare={openShareDialog}
          announcing={announcing}
          onAnnouncing={setAnnouncing}
          outline={outline}
          onOutline={content === 'text' ? setOutline : null}
          onShortcuts={() => editor.current?.showShortcuts()}
        />
      </Bar>
      {openShareDialog && (
        <ShareDialog collaboration={collaboration} open={sharing} onClose={() => setSharing(false)} />
      )}
      {endReason && hasContent && (
        <EndNotice
          collaboration={collaboration}
          endReason={endReason}
          fetchProblem={fetchProblem}
          downloadLabel={downloadLabel}
          onDownload={onDownload}
        />
      )}
      {hasContent && <PrintTitle doc={doc} />}
      {content === 'oldTree' && <OldDocument doc={doc} ended={endReason !== null} onDownload={onDownload} />}
      {content === 'text' && (
        <Editor
          ref={editor}
          doc={doc}
          awareness={awareness}
          presence={presence}
          files={files}
          editable={editable}
          announcing={announcing}
          following={following}
          onFollowingEnd={stopFollowing}
          outline={outline}
          onOutlineDone={closeOutline}
          isConnected={isConnected}
          linkedTitle={linkedTitle}
          onFailure={setFailure}
        />
      )}
      {content === null && <WithoutContent collaboration={collaboration} fetchProblem={fetchProblem} />}
      {failure && <UnknownContent error={failure} />}
    </>
  );
}

/** A switch that is kept on this device. */
function useSwitch(name: Switch): [boolean, (on: boolean) => void] {
  const [on, setOn] = useState(() => isOn(storage, name));
  const change = (on: boolean) => {
    setOn(on);
    saveSwitch(storage, name, on);
  };
  return [on, change];
}

/** Where the outline has room beside the page; see outline.css. */
const wide = '(width >= 80rem)';

/** The outline stays beside the page until it is switched off; over a narrow page, only until it was used. */
function useOutline(): [boolean, (on: boolean) => void, () => void] {
  const [beside, setBeside] = useSwitch('outline');
  const [over, setOver] = useState(false);
  const [hasRoom, setHasRoom] = useState(() => matchMedia(wide).matches);
  useEffect(() => {
    const query = matchMedia(wide);
    const follow = () => setHasRoom(query.matches);
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, []);
  return hasRoom ? [beside, setBeside, () => {}] : [over, setOver, () => setOver(false)];
}

/** The person's role in the document, and the user that the server knows them as. */
function useAccess(collaboration: Collaboration) {
  const role = useSyncExternalStore(collaboration.subscribe, () => collaboration.role);
  const user = useSyncExternalStore(collaboration.subscribe, () => collaboration.user);
  const mayWrite = useSyncExternalStore(collaboration.subscribe, () => collaboration.mayWrite);
  return { role, user, mayWrite };
}

/** Makes the browser ask before the person leaves, if leaving would lose something. */
function useLeaveGuard(collaboration: Collaboration): void {
  useEffect(() => {
    const guard = (event: BeforeUnloadEvent) => {
      if (collaboration.hasUnsavedWork) event.preventDefault();
    };
    window.addEventListener('beforeunload', guard);
    return () => window.removeEventListener('beforeunload', guard);
  }, [collaboration]);
}

/** Stores the title for this device's own list of documents. */
function useRememberedTitle({ document, doc }: Collaboration, hasContent: boolean): void {
  useEffect(() => {
    if (!hasContent) return;
    return followName(doc, (name) => rememberTitle(storage, document, name));
  }, [document, doc, hasContent]);
}

/** The form of the content to show, from the copy on this device or from the server; null as long as there is none. */
function useContent(collaboration: Collaboration): Content | null {
  const [content, setContent] = useState<Content | null>(null);
  useEffect(() => {
    const { doc } = collaboration;
    let prepared: Content | null = null;
    const check = () => {
      if (prepared === 'text') return; // an editor stays, also when everything in it is deleted
      prepared = prepareContent(collaboration);
      setContent(prepared);
    };
    check();
    const unsubscribe = collaboration.subscribe(check);
    doc.on('update', check);
    return () => {
      unsubscribe();
      doc.off('update', check);
    };
  }, [collaboration]);
  return content;
}

interface WithoutContentProps {
  collaboration: Collaboration;
  /** Why the last readable state of a damaged document could not be fetched. */
  fetchProblem: string | null;
}

/** The page in place of the editor, as long as there is no content. */
function WithoutContent({ collaboration, fetchProblem }: WithoutContentProps) {
  const endReason = useSyncExternalStore(collaboration.subscribe, () => collaboration.endReason);
  const unreachable = useSyncExternalStore(collaboration.subscribe, () => collaboration.unreachable);
  const synced = useSyncExternalStore(collaboration.subscribe, () => collaboration.synced);
  if (endReason?.kind === 'damaged' && fetchProblem === null) return <Loading />;
  if (endReason) return <EndPage collaboration={collaboration} endReason={endReason} fetchProblem={fetchProblem} />;
  if (synced) return <EmptyDocument />;
  return unreachable ? <NoLocalCopy /> : <Loading />;
}

/** Grey lines in place of the text. CSS shows them only after half a second, so that a quick load does not flicker. */
function Loading() {
  return (
    <main className="sheet loading" role="status" aria-busy>
      <span className="visually-hidden">{texts.editor.loading}</span>
      <div aria-hidden>
        <span />
        <span />
        <span />
      </div>
    </main>
  );
}
