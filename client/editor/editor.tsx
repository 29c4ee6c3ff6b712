// The text of one document: the formatting bar, the page one writes on, and what floats over it. It is shown only once
// the document has arrived, and it shows nothing, and writes nothing, once it cannot show all of the document.

import { ContentEditable } from '@lexical/react/LexicalContentEditable';
import { useLexicalComposerContext } from '@lexical/react/LexicalComposerContext';
import { LexicalExtensionComposer } from '@lexical/react/LexicalExtensionComposer';
import { useExtensionSignalValue } from '@lexical/react/useExtensionSignalValue';
import { type MouseEvent, type Ref, useEffect, useImperativeHandle, useLayoutEffect, useMemo } from 'react';
import type { Awareness } from 'y-protocols/awareness';
import type { Doc } from 'yjs';

import type { Presence } from '../sdk/presence.ts';
import { CollaborationExtension } from './binding/binding.ts';
import { documentExtension } from './extension.ts';
import { LinkEditor } from './link-editor.tsx';
import { $textAsMarkdown } from '../../protocol/format/markdown.ts';
import { FormattingBar } from './formatting-bar.tsx';
import './editor.css';

export interface EditorHandle {
  /** Puts the caret at the start of the text. */
  focusStart(): void;
  /** The text as Markdown, without the title. */
  markdown(): string;
}

export interface EditorProps {
  doc: Doc;
  awareness: Awareness;
  presence: Presence;
  editable: boolean;
  /** Called when the text cannot be shown any more; from then on the editor is empty and writes nothing. */
  onFailure: (error: Error) => void;
  ref?: Ref<EditorHandle>;
}

/** What stands in an empty document that cannot be written in. */
const nothingYet = 'Nothing is written here yet.';

/** The editor of a document whose content has arrived. */
export function Editor({ doc, awareness, presence, editable, onFailure, ref }: EditorProps) {
  const extension = useMemo(() => documentExtension(doc, awareness, presence), [doc, awareness, presence]);
  return (
    <LexicalExtensionComposer extension={extension} contentEditable={null}>
      <Writing editable={editable} onFailure={onFailure} handle={ref} />
    </LexicalExtensionComposer>
  );
}

/** Who only reads follows a link with a click; the document stays where it is. */
function openLink(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (link === null || link.href === '' || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  window.open(link.href, '_blank', 'noopener,noreferrer');
}

interface WritingProps extends Pick<EditorProps, 'editable' | 'onFailure'> {
  handle: Ref<EditorHandle> | undefined;
}

function Writing({ editable, onFailure, handle }: WritingProps) {
  const [editor] = useLexicalComposerContext();
  const failure = useExtensionSignalValue(CollaborationExtension, 'failure');
  useLayoutEffect(() => editor.setEditable(editable), [editor, editable]);
  useImperativeHandle(handle, () => ({
    focusStart: () => editor.focus(undefined, { defaultSelection: 'rootStart' }),
    markdown: () => editor.read($textAsMarkdown),
  }));
  useEffect(() => {
    if (failure !== null) onFailure(failure);
  }, [failure, onFailure]);
  if (failure !== null) return null;
  return (
    <>
      {editable ? <FormattingBar /> : <div className="formatting-place" />}
      <main className="sheet" onClick={editable ? undefined : openLink}>
        <ContentEditable
          className="writing"
          data-testid="editor"
          aria-label="Document text"
          aria-placeholder={editable ? 'Start writing' : nothingYet}
          placeholder={(editable) => (
            <div className="writing-placeholder">{editable ? 'Start writing…' : nothingYet}</div>
          )}
          spellCheck
        />
        {editable && <LinkEditor />}
      </main>
    </>
  );
}
