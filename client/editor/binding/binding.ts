// Keeps the editor and a Y.Doc in step, both ways, with @lexical/yjs's collaboration V2. The editor is bound exactly
// while it has a root element on the page, and each time it is bound it first takes over what the document holds: a
// binding that starts otherwise would erase the document with the first keystroke. Connecting is not done here.

import { effect, signal, type Signal } from '@lexical/extension';
import {
  $getAnchorAndFocusForUserState,
  type BindingV2,
  createBindingV2__EXPERIMENTAL,
  createUndoManager,
  type Provider,
  syncLexicalUpdateToYjsV2__EXPERIMENTAL,
  syncYjsChangesToLexicalV2__EXPERIMENTAL,
  syncYjsStateToLexicalV2__EXPERIMENTAL,
} from '@lexical/yjs';
import {
  $createRangeSelection,
  $getNodeByKey,
  $isElementNode,
  $normalizeSelection__EXPERIMENTAL,
  $setSelection,
  BLUR_COMMAND,
  CAN_REDO_COMMAND,
  CAN_UNDO_COMMAND,
  COLLABORATION_TAG,
  COMMAND_PRIORITY_EDITOR,
  defineExtension,
  FOCUS_COMMAND,
  HISTORIC_TAG,
  type LexicalCommand,
  type LexicalEditor,
  mergeRegister,
  REDO_COMMAND,
  safeCast,
  SKIP_COLLAB_TAG,
  SKIP_SCROLL_INTO_VIEW_TAG,
  UNDO_COMMAND,
  type UpdateListenerPayload,
} from 'lexical';
import type { Awareness } from 'y-protocols/awareness';
import { type Doc, type Transaction, UndoManager, type XmlElement, type XmlText, type YEvent } from 'yjs';

import { $agree } from './agreement.ts';
import { followClones } from './clones.ts';
import { checkNodes, notProperties } from './properties.ts';
import { editorProvider, presentState } from './provider.ts';
import { editWholeCharacters } from './whole-characters.ts';
import { bodyName } from '../../../protocol/format/seed.ts';

/** How long nothing must have changed before editor and document are compared. */
const idleMilliseconds = 1000;

export interface CollaborationConfig {
  /** The document; it must hold at least a paragraph before the editor is shown. */
  doc: Doc | null;
  awareness: Awareness | null;
}

export interface CollaborationOutput {
  /** What ties the editor to the document at this moment; null while the editor is not on the page. */
  readonly binding: Signal<BindingV2 | null>;
  /**
   * Why the editor stopped following the document, such as a node that this page does not know. It then writes nothing.
   */
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
      return bind(editor, doc, awareness, output);
    });
  },
});

class CollaborationState implements CollaborationOutput {
  readonly binding = signal<BindingV2 | null>(null);
  readonly failure = signal<Error | null>(null);
  readonly repairs = signal(0);
  #following = false;

  /**
   * Runs a step that brings the document's changes into the editor. When it fails, the editor lacks something that the
   * document has, and its next edit would delete that for everybody: so it is the end of the collaboration.
   */
  follow(step: () => void): void {
    this.#following = true;
    try {
      step();
    } catch (error) {
      this.report(error instanceof Error ? error : new Error(String(error)));
    } finally {
      this.#following = false;
    }
  }

  report(error: Error): boolean {
    console.error(error);
    if (this.#following) this.failure.value ??= error;
    return this.#following;
  }
}

function bind(editor: LexicalEditor, doc: Doc, awareness: Awareness, state: CollaborationState): () => void {
  const binding = createBindingV2__EXPERIMENTAL(editor, bodyName, doc, new Map([[bodyName, doc]]), {
    rootName: bodyName,
    excludedProperties: notProperties(editor),
  });
  checkNodes(binding);
  editWholeCharacters(binding);
  const provider = editorProvider(awareness);
  let release: (() => void) | null = mergeRegister(
    registerWriting(editor, binding, provider, state),
    registerFollowing(binding, provider, state),
    registerHistory(editor, binding),
    registerFocus(editor, awareness),
    registerSelfCheck(editor, binding, provider, state),
  );
  state.follow(() => syncYjsStateToLexicalV2__EXPERIMENTAL(binding, provider));
  state.binding.value = binding;
  const stop = () => {
    release?.();
    release = null;
    state.binding.value = null;
  };
  return mergeRegister(
    effect(() => {
      if (state.failure.value !== null) stop();
    }),
    stop,
  );
}

/**
 * Editor → document: each update that did not come from the document is written to it. An editor that nobody may write
 * in writes nothing, whatever Lexical makes of what others wrote; it is made anew from the document when one may.
 */
function registerWriting(
  editor: LexicalEditor,
  binding: BindingV2,
  provider: Provider,
  state: CollaborationState,
): () => void {
  const write = (update: UpdateListenerPayload, dirty: 'everything' | 'selection') => {
    const everything = dirty === 'everything';
    syncLexicalUpdateToYjsV2__EXPERIMENTAL(
      binding,
      provider,
      update.prevEditorState,
      update.editorState,
      everything ? update.dirtyElements : new Map(),
      everything ? update.dirtyLeaves : new Set(),
      everything ? update.normalizedNodes : new Set(),
      everything ? update.tags : new Set(),
    );
  };
  let unwritten = false;
  const stopWriting = editor.registerUpdateListener((update) => {
    if (update.tags.has(SKIP_COLLAB_TAG) || state.failure.peek() !== null) return;
    if (!editor.isEditable()) {
      const isOwn = !update.tags.has(COLLABORATION_TAG) && !update.tags.has(HISTORIC_TAG);
      unwritten ||= update.normalizedNodes.size > 0 || (isOwn && update.dirtyElements.size > 0);
      // which stand for no shared text any more
      for (const key of update.normalizedNodes) binding.mapping.deleteNode(key);
      return;
    }
    followClones(binding, update.editorState, update.dirtyElements.keys());
    write(update, 'everything');
    // A remote edit can move our caret, as when it deletes the paragraph around it; @lexical/yjs publishes only what
    // our own edits do to it, and the others would not see where we are.
    if (update.tags.has(COLLABORATION_TAG) || update.tags.has(HISTORIC_TAG)) write(update, 'selection');
  });
  const stopWaiting = editor.registerEditableListener((editable) => {
    if (editable && unwritten) state.follow(() => repair(editor, binding, provider));
    unwritten = false;
  });
  return mergeRegister(stopWriting, stopWaiting);
}

/** Document → editor: what others write, and what undo and redo bring back. */
function registerFollowing(binding: BindingV2, provider: Provider, state: CollaborationState): () => void {
  const follow = (events: YEvent<XmlElement | XmlText>[], transaction: Transaction) => {
    if (transaction.origin === binding) return;
    const isHistory = transaction.origin instanceof UndoManager;
    state.follow(() => syncYjsChangesToLexicalV2__EXPERIMENTAL(binding, provider, events, transaction, isHistory));
  };
  // Yjs types deep observers with `any`; what changes below the body are elements and texts.
  const observer = follow as Parameters<XmlElement['observeDeep']>[0];
  binding.root.observeDeep(observer);
  return () => binding.root.unobserveDeep(observer);
}

/** Undo and redo of our own edits, never of other people's: only this binding's transactions are tracked. */
function registerHistory(editor: LexicalEditor, binding: BindingV2): () => void {
  const manager = createUndoManager(binding, binding.root);
  // Not within the command: Lexical runs it inside an update, which would put off what the document sends back, and
  // edits still waiting to be written would be taken for part of the undo.
  const later = (command: LexicalCommand<void>, step: () => void) =>
    editor.registerCommand(
      command,
      () => {
        queueMicrotask(() => {
          editor.read(() => {}); // commits, and so writes, what is waiting
          step();
        });
        return true;
      },
      COMMAND_PRIORITY_EDITOR,
    );
  // Later as well: the stack changes while Lexical reads a state, when a command may not be dispatched.
  const announce = () =>
    queueMicrotask(() => {
      editor.dispatchCommand(CAN_UNDO_COMMAND, manager.canUndo());
      editor.dispatchCommand(CAN_REDO_COMMAND, manager.canRedo());
    });
  const events = ['stack-item-added', 'stack-item-popped', 'stack-cleared'] as const;
  for (const event of events) manager.on(event, announce);
  return mergeRegister(
    later(UNDO_COMMAND, () => manager.undo()),
    later(REDO_COMMAND, () => manager.redo()),
    () => manager.destroy(),
  );
}

/**
 * Publishes whether our caret is in the text; the others show it only then. A window that merely lies behind another
 * one still has its caret, as one sees with two of them side by side.
 */
function registerFocus(editor: LexicalEditor, awareness: Awareness): () => void {
  const publish = () => {
    const root = editor.getRootElement();
    const focusing = root !== null && root.contains(document.activeElement);
    if (awareness.getLocalState()?.['focusing'] !== focusing) presentState(awareness, { focusing });
    return false;
  };
  presentState(awareness, { anchorPos: null, focusPos: null, awarenessData: {} });
  publish();
  return mergeRegister(
    editor.registerCommand(FOCUS_COMMAND, publish, COMMAND_PRIORITY_EDITOR),
    editor.registerCommand(BLUR_COMMAND, publish, COMMAND_PRIORITY_EDITOR),
    // A click into a window that stays behind another moves the caret without any focus event.
    editor.registerUpdateListener(publish),
    () => presentState(awareness, { anchorPos: null, focusPos: null, focusing: false }),
  );
}

/**
 * Compares editor and document whenever both have been quiet for a moment, and brings the editor back if they differ.
 */
function registerSelfCheck(
  editor: LexicalEditor,
  binding: BindingV2,
  provider: Provider,
  state: CollaborationState,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let repairable = true;
  let stopped = false;
  const agree = () => editor.read(() => $agree(binding));
  const check = () => {
    if (editor.isComposing()) return wait();
    if (!repairable || agree()) return;
    state.repairs.value += 1;
    console.warn(`Quire: the editor differed from the document and was brought back to it (${state.repairs.peek()})`);
    state.follow(() => repair(editor, binding, provider));
    repairable = agree(); // a difference that making it anew does not cure would be repaired every second for ever
  };
  const wait = () => {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(check, idleMilliseconds);
  };
  binding.root.observeDeep(wait);
  return mergeRegister(
    editor.registerUpdateListener(({ dirtyElements, dirtyLeaves }) => {
      if (dirtyElements.size > 0 || dirtyLeaves.size > 0) wait();
    }),
    () => {
      stopped = true; // Yjs may still call an observer that was taken away by another one
      clearTimeout(timer);
      binding.root.unobserveDeep(wait);
    },
  );
}

/** Makes the editor anew from the document, with the caret where our own published position says. */
function repair(editor: LexicalEditor, binding: BindingV2, provider: Provider): void {
  const { scrollX, scrollY } = window;
  const own = provider.awareness.getLocalState();
  syncYjsStateToLexicalV2__EXPERIMENTAL(binding, provider);
  if (own !== null) {
    editor.update(
      () => {
        const { anchorKey, anchorOffset, focusKey, focusOffset } = $getAnchorAndFocusForUserState(binding, own);
        if (anchorKey === null || focusKey === null) return;
        const selection = $createRangeSelection();
        selection.anchor.set(anchorKey, anchorOffset, $pointType(anchorKey));
        selection.focus.set(focusKey, focusOffset, $pointType(focusKey));
        $setSelection($normalizeSelection__EXPERIMENTAL(selection));
      },
      { discrete: true, tag: [COLLABORATION_TAG, SKIP_SCROLL_INTO_VIEW_TAG] },
    );
  }
  window.scrollTo(scrollX, scrollY);
}

function $pointType(key: string): 'element' | 'text' {
  return $isElementNode($getNodeByKey(key)) ? 'element' : 'text';
}
