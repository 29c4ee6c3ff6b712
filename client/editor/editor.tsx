// The text of one document: the formatting bar, the page one writes on, and what floats over it. It is shown only once
// the document has arrived, and it puts a plain notice in place of a text that it cannot show rather than an empty page.

import { ContentEditable } from '@lexical/react/LexicalContentEditable';
import { useLexicalComposerContext } from '@lexical/react/LexicalComposerContext';
import { LexicalExtensionComposer } from '@lexical/react/LexicalExtensionComposer';
import { useExtensionSignalValue } from '@lexical/react/useExtensionSignalValue';
import { type ReactNode, type Ref, useEffect, useImperativeHandle, useMemo } from 'react';
import type { Awareness } from 'y-protocols/awareness';
import type { Doc } from 'yjs';

import type { Presence } from '../collab/presence.ts';
import { CollaborationExtension } from './collaboration.ts';
import { documentExtension } from './extension.ts';
import { LinkEditor } from './link-editor.tsx';
import { FormattingBar } from './toolbar.tsx';
import './editor.css';

export interface EditorHandle {
  /** Puts the caret at the start of the text. */
  focusStart(): void;
}

export interface EditorProps {
  doc: Doc;
  awareness: Awareness;
  presence: Presence;
  editable: boolean;
  /** What stands in place of a text that this page cannot show. */
  onFailure: (error: Error) => ReactNode;
  ref?: Ref<EditorHandle>;
}

/** The editor of a document whose content has arrived. */
export function Editor({ doc, awareness, presence, editable, onFailure, ref }: EditorProps) {
  const extension = useMemo(() => documentExtension(doc, awareness, presence), [doc, awareness, presence]);
  return (
    <LexicalExtensionComposer extension={extension} contentEditable={null}>
      <Writing editable={editable} onFailure={onFailure} handle={ref} />
    </LexicalExtensionComposer>
  );
}

interface WritingProps extends Pick<EditorProps, 'editable' | 'onFailure'> {
  handle: Ref<EditorHandle> | undefined;
}

function Writing({ editable, onFailure, handle }: WritingProps) {
  const [editor] = useLexicalComposerContext();
  const failure = useExtensionSignalValue(CollaborationExtension, 'failure');
  useEffect(() => editor.setEditable(editable), [editor, editable]);
  useImperativeHandle(handle, () => ({
    focusStart: () => editor.focus(undefined, { defaultSelection: 'rootStart' }),
  }));
  if (failure !== null) return onFailure(failure);
  return (
    <>
      <FormattingBar disabled={!editable} />
      <main className="sheet">
        <ContentEditable
          className="writing"
          data-testid="editor"
          aria-label="Document text"
          aria-placeholder="Start writing"
          placeholder={<div className="writing-placeholder">Start writing…</div>}
          spellCheck
        />
        <LinkEditor />
      </main>
    </>
  );
}
