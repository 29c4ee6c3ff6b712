// Ties the editor to a document that others edit too. The editor is bound exactly while it has a root element on the
// page, and each time it is bound it first shows what the document holds. Connecting is not done here.

import { effect, signal, type Signal } from '@lexical/extension';
import {
  $getSelection,
  COLLABORATION_TAG,
  defineExtension,
  HISTORY_PUSH_TAG,
  type LexicalEditor,
  mergeRegister,
  safeCast,
  SKIP_COLLAB_TAG,
  type UpdateListenerPayload,
} from 'lexical';
import type { Awareness } from 'y-protocols/awareness';
import { type Doc, type Map as YMap, type Text, type Transaction, UndoManager, type YEvent } from 'yjs';

import { tablesOf } from '../../../protocol/format/tables.ts';
import { tellSelection } from '../prompt-selection.ts';
import { BoundText } from './bound-text.ts';
import { keepInView } from './keep-in-view.ts';
import { registerPresence } from './presence.ts';
import { registerSelfCheck } from './self-check.ts';
import { createUndo, registerUndo } from './undo.ts';

export interface CollaborationConfig {
  doc: Doc | null;
  awareness: Awareness | null;
}

export interface CollaborationOutput {
  /** What ties the editor to the document at this moment; null while the editor is not on the page. */
  readonly text: Signal<BoundText | null>;
  /** Why the editor stopped following the document. It then writes nothing. */
  readonly failure: Signal<Error | null>;
  /** How often the editor was found to differ from the document and was brought back to it. */
  readonly repairs: Signal<number>;
  /** Tells of an error that Lexical caught; true when it ended the collaboration. */
  report(error: Error): boolean;
}

/** Binds the editor to a document that others edit too. */
export const CollaborationExtension = defineExtension({
  name: 'quire/collaboration',
  config: safeCast<CollaborationConfig>({ doc: null, awareness: null }),
  build: () => new CollaborationState(),
  register(editor, { doc, awareness }, state) {
    if (doc === null || awareness === null) return () => {};
    const output = state.getOutput();
    return editor.registerRootListener((root) => {
      if (root === null || output.failure.peek() !== null) return;
      return bindToPage(editor, doc, awareness, output);
    });
  },
});

class CollaborationState implements CollaborationOutput {
  readonly text = signal<BoundText | null>(null);
  readonly failure = signal<Error | null>(null);
  readonly repairs = signal(0);
  #following = false;

  /**
   * Runs a step that brings the document's changes into the editor. When it fails, the editor lacks something that the
   * document has, and its next edit would delete that for everybody: so it is the end of the collaboration.
   */
  follow = (step: () => void): void => {
    this.#following = true;
    try {
      step();
    } catch (error) {
      this.report(error instanceof Error ? error : new Error(String(error)));
    } finally {
      this.#following = false;
    }
  };

  report(error: Error): boolean {
    console.error(error);
    if (this.#following) this.failure.value ??= error;
    return this.#following;
  }
}

function bindToPage(editor: LexicalEditor, doc: Doc, awareness: Awareness, state: CollaborationState): () => void {
  const text = new BoundText({
    editor,
    doc,
    keepInView,
    tellSelection: () => !editor.isComposing() && tellSelection(),
  });
  const repair = () => {
    state.repairs.value += 1;
    console.warn(`Quire: the editor differed from the document and was brought back to it (${state.repairs.peek()})`);
    state.follow(() => text.show());
  };
  let release: (() => void) | null = mergeRegister(
    bindText(editor, text, { follow: state.follow, repair }),
    registerPresence(editor, text, awareness),
    registerSelfCheck(editor, text, repair),
  );
  state.text.value = text;
  const stop = () => {
    release?.();
    release = null;
    state.text.value = null;
  };
  return mergeRegister(
    effect(() => {
      if (state.failure.value !== null) stop();
    }),
    stop,
  );
}

/** Whether an edit found more selected than a caret; an input method selects the word that it composes. */
function isOfSelection(editor: LexicalEditor, { prevEditorState, dirtyElements, dirtyLeaves }: UpdateListenerPayload) {
  if (editor.isComposing() || dirtyElements.size + dirtyLeaves.size === 0) return false;
  return prevEditorState.read(() => $getSelection()?.isCollapsed() === false);
}

/**
 * Binds an editor to a document, without a page: shows the document, writes what the editor changes, and follows what
 * others change. The result ends that.
 */
export function bindEditor(
  editor: LexicalEditor,
  doc: Doc,
): { text: BoundText; undo: UndoManager; unbind: () => void } {
  const text = new BoundText({ editor, doc });
  const undo = createUndo(text);
  return { text, undo, unbind: bindText(editor, text, { follow: (step) => step(), undo }) };
}

function observeDeep(
  type: Text | YMap<unknown>,
  observer: (events: YEvent<never>[], transaction: Transaction) => void,
): () => void {
  // Yjs types deep observers with `any`.
  const observe = observer as Parameters<typeof type.observeDeep>[0];
  type.observeDeep(observe);
  return () => type.unobserveDeep(observe);
}

interface BindOptions {
  /** Runs a step that brings the document's changes into the editor. */
  readonly follow: (step: () => void) => void;
  /** Brings the editor back to the document after an edit could not be written; by default, the error is thrown. */
  readonly repair?: () => void;
  readonly undo?: UndoManager;
}

function bindText(editor: LexicalEditor, text: BoundText, { follow, repair, undo = createUndo(text) }: BindOptions) {
  let unwritten = false;
  const observer = (show: 'follow' | 'followCells') => (_events: YEvent<never>[], transaction: Transaction) => {
    if (transaction.origin === text.origin) return;
    follow(() => text[show](transaction, transaction.origin === undo));
  };
  const stop = mergeRegister(
    observeDeep(text.body, observer('follow')),
    observeDeep(tablesOf(text.body.doc!), observer('followCells')),
  );
  const write = (update: UpdateListenerPayload) => {
    try {
      text.write(update);
    } catch (error) {
      if (repair === undefined) throw error;
      console.error(error);
      queueMicrotask(repair); // later, as Lexical puts off what is shown while it tells of an update
    }
  };
  const release = mergeRegister(
    editor.registerUpdateListener((update) => {
      if (update.tags.has(COLLABORATION_TAG) || update.tags.has(SKIP_COLLAB_TAG)) return;
      // What a shortcut makes of typed marks can be undone by itself. What is done to a selection can be undone without
      // what was typed just before: Yjs never brings back what one step has typed and deleted.
      const isOwnStep = update.tags.has(HISTORY_PUSH_TAG);
      if (isOwnStep || isOfSelection(editor, update)) undo.stopCapturing();
      if (editor.isEditable()) write(update);
      else unwritten ||= update.dirtyElements.size > 0;
      if (isOwnStep) undo.stopCapturing();
      text.readSelection();
    }),
    // An editor that nobody may write in writes nothing, whatever Lexical makes of what others wrote.
    editor.registerEditableListener((editable) => {
      if (editable && unwritten && !text.agrees()) follow(() => text.show());
      unwritten = false;
      if (editable) text.keepLostTables();
    }),
    registerUndo(editor, undo),
    stop,
  );
  follow(() => text.show());
  if (editor.isEditable()) text.keepLostTables();
  return release;
}
