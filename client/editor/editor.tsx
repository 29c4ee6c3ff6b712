// The editor of one document: the formatting bar, the text, and the card of a link. The page shows the editor only once
// the document has content. An editor that cannot show all of the document shows nothing and writes nothing.

import { AriaLiveRegionExtension } from '@lexical/a11y';
import { getExtensionDependencyFromEditor } from '@lexical/extension';
import { ContentEditable } from '@lexical/react/LexicalContentEditable';
import { useLexicalComposerContext } from '@lexical/react/LexicalComposerContext';
import { LexicalExtensionComposer } from '@lexical/react/LexicalExtensionComposer';
import { useExtensionSignalValue } from '@lexical/react/useExtensionSignalValue';
import { mergeRegister } from 'lexical';
import { type MouseEvent, type Ref, useEffect, useImperativeHandle, useLayoutEffect, useMemo, useState } from 'react';
import type { Awareness } from 'y-protocols/awareness';
import type { Doc } from 'yjs';

import type { Files } from '../sdk/files.ts';
import type { Presence } from '../sdk/presence.ts';
import { texts } from '../texts/first-texts.ts';
import { DroppedFiles } from '../ui/dropped-files.tsx';
import { late, whenLoaded } from '../ui/load.ts';
import { onDemand } from '../ui/on-demand.tsx';
import { CollaborationExtension } from './binding/binding.ts';
import { copying } from './clipboard/copy-extension.ts';
import { cleaning } from './clipboard/paste.ts';
import { SHOW_SHORTCUTS_COMMAND } from './commands.ts';
import { documentExtension } from './extension.ts';
import type { Block } from '../../protocol/format/body.ts';
import { $blockNodes, $blockOf } from './binding/lexical-blocks.ts';
import { keepEarlyKeys } from './early-keys.ts';
import { useFinding } from './find/use-finding.ts';
import './files/files.css';
import { registerPageKeys } from './page-keys.ts';
import { useShortcutsSheet } from './use-shortcuts-sheet.ts';
import './editor.css';
import './containers/containers.css';
import './formatting-bar.css'; // for the place of the bar

/** Comes beside the document's data, with what the first copy and the first paste need; see useWriting. */
const writing = late(async () => {
  const [code] = await Promise.all([import('./writing.ts'), copying.fetch(), cleaning.fetch()]);
  return code;
});
writing.fetch().catch(() => {});

const parts = () => import('./parts.ts');
const FormattingBar = onDemand(async () => (await parts()).FormattingBar);
const Following = onDemand(async () => (await parts()).Following);
const FindBar = onDemand(async () => (await parts()).FindBar);
const Outline = onDemand(async () => (await parts()).Outline);
const ShortcutsSheet = onDemand(async () => (await parts()).ShortcutsSheet);
const CodeTools = onDemand(async () => (await parts()).CodeTools);
const FormulaEditor = onDemand(async () => (await parts()).FormulaEditor);
const Menus = onDemand(async () => (await parts()).Menus);
const FilesPart = onDemand(async () => (await parts()).FilesPart);
const TableMenu = onDemand(async () => (await parts()).TableMenu);
const ToneMenu = onDemand(async () => (await parts()).ToneMenu);
const LinkEditor = onDemand(async () => (await parts()).LinkEditor);

export interface EditorHandle {
  /** Moves the caret to the start of the text. */
  focusStart(): void;
  /** Shows the sheet of keyboard shortcuts. */
  showShortcuts(): void;
  /** The blocks of the text, without the title. */
  blocks(): Block[];
}

export interface EditorProps {
  doc: Doc;
  awareness: Awareness;
  presence: Presence;
  /** The files of the document; null until their code is there. */
  files: Files | null;
  editable: boolean;
  /** Whether readers of screens are told who comes, goes and writes beside the person. */
  announcing: boolean;
  /** The id of the person whose caret the page follows. */
  following: string | null;
  onFollowingEnd: () => void;
  /** Whether the outline is shown. */
  outline: boolean;
  /** Called when the person has chosen a heading of the outline, or leaves it. */
  onOutlineDone: () => void;
  /** Whether the page is connected to the server. */
  isConnected: () => boolean;
  /** The title of the document of this server to which an address leads; null for any other address. */
  linkedTitle: (address: string) => Promise<string | null>;
  /** Called when the editor cannot show the text; from then on, it is empty and writes nothing. */
  onFailure: (error: Error) => void;
  ref?: Ref<EditorHandle>;
}

/** An empty row in place of the formatting bar. */
const place = <div className="formatting-place" />;

export function Editor({ doc, awareness, presence, ref, ...writing }: EditorProps) {
  const extension = useMemo(() => documentExtension(doc, awareness, presence), [doc, awareness, presence]);
  return (
    <LexicalExtensionComposer extension={extension} contentEditable={null}>
      <Writing {...writing} awareness={awareness} presence={presence} handle={ref} />
    </LexicalExtensionComposer>
  );
}

/** A reader follows a link with a click, and the link opens in a new tab. Writers need Ctrl or Cmd; see links.ts. */
function openLink(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (link === null || link.href === '' || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  window.open(link.href, '_blank', 'noopener,noreferrer');
}

interface WritingProps extends Omit<EditorProps, 'doc' | 'ref'> {
  handle: Ref<EditorHandle> | undefined;
}

function Writing({ editable, outline, onOutlineDone, following, onFollowingEnd, ...others }: WritingProps) {
  const { files, onFailure, handle, linkedTitle, ...company } = others;
  const [editor] = useLexicalComposerContext();
  const failure = useExtensionSignalValue(CollaborationExtension, 'failure');
  const [finding, stopFinding] = useFinding();
  const [sheet, closeSheet] = useShortcutsSheet();
  useAnnouncements(company);
  useEffect(() => registerPageKeys(editor), [editor]);
  const canWrite = useWriting();
  useLayoutEffect(() => editor.setEditable(editable && canWrite), [editor, editable, canWrite]);
  useLayoutEffect(() => (editable && !canWrite ? keepEarlyKeys(editor) : undefined), [editor, editable, canWrite]);
  useImperativeHandle(handle, () => ({
    focusStart: () => editor.focus(undefined, { defaultSelection: 'rootStart' }),
    showShortcuts: () => editor.dispatchCommand(SHOW_SHORTCUTS_COMMAND, undefined),
    blocks: () => editor.read(() => $blockNodes().map($blockOf)),
  }));
  useEffect(() => {
    if (failure !== null) onFailure(failure);
  }, [failure, onFailure]);
  if (failure !== null) return null;
  const placeholder = editable ? texts.editor.placeholder : texts.editor.nothingYet;
  return (
    <>
      {editable ? <FormattingBar standIn={place} /> : place}
      {following !== null && (
        <Following awareness={company.awareness} presence={company.presence} id={following} onEnd={onFollowingEnd} />
      )}
      {outline && <Outline editable={editable} onDone={onOutlineDone} />}
      <ShortcutsSheet open={sheet} onClose={closeSheet} />
      {finding && <FindBar finding={finding} editable={editable} onClose={stopFinding} />}
      <main className="sheet" onClick={editable ? undefined : openLink}>
        <ContentEditable
          className="writing"
          data-testid="editor"
          aria-label={texts.editor.label}
          aria-multiline
          aria-describedby={editable ? 'leaving-the-text' : undefined}
          aria-placeholder={placeholder}
          placeholder={<div className="writing-placeholder">{placeholder}</div>}
          spellCheck
        />
        <CodeTools editable={editable} />
        <Menus presence={company.presence} editable={editable} />
        {editable && (
          <>
            <LinkEditor linkedTitle={linkedTitle} />
            <FormulaEditor />
            <TableMenu />
            <ToneMenu />
            <span id="leaving-the-text" hidden>
              {texts.editor.leaving}
            </span>
          </>
        )}
        {files && <FilesPart files={files} editable={editable} />}
      </main>
      <DroppedFiles />
    </>
  );
}

/** Whether the editor has the code of writing. Without it, keys would do something else: they wait (early-keys.ts). */
function useWriting(): boolean {
  const [editor] = useLexicalComposerContext();
  const [isThere, setIsThere] = useState(false);
  useLayoutEffect(() => {
    const begin = ({ registerWriting }: typeof import('./writing.ts')) => {
      setIsThere(true);
      return mergeRegister(registerWriting(editor), () => setIsThere(false));
    };
    return whenLoaded(writing.fetch, begin);
  }, [editor]);
  return isThere;
}

/** Announces what others do, as long as the person wants it and the editor is on the page. */
function useAnnouncements({
  awareness,
  presence,
  announcing,
  isConnected,
}: Pick<EditorProps, 'awareness' | 'presence' | 'announcing' | 'isConnected'>): void {
  const [editor] = useLexicalComposerContext();
  const text = useExtensionSignalValue(CollaborationExtension, 'text');
  useEffect(() => {
    if (!announcing || text === null) return;
    const { announce } = getExtensionDependencyFromEditor(editor, AriaLiveRegionExtension).output;
    return whenLoaded(parts, ({ announcePeople }) =>
      announcePeople({ editor, text, awareness, presence, isConnected, announce }),
    );
  }, [editor, text, awareness, presence, announcing, isConnected]);
}
