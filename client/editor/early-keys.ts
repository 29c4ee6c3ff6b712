// What a person types before the code of writing is there. It waits, and goes into the text once that code has come.

import {
  $getRoot,
  $getSelection,
  CONTROLLED_TEXT_INSERTION_COMMAND,
  IS_APPLE,
  KEY_BACKSPACE_COMMAND,
  KEY_ENTER_COMMAND,
  type LexicalEditor,
  registerEventListener,
} from 'lexical';

/**
 * Keeps characters, Enter and Backspace that are pressed at the text of an editor which is not editable yet. The result
 * ends this, and has them do at the caret what they do in an editor, if this one is editable by then. Composed text
 * cannot wait.
 */
export function keepEarlyKeys(editor: LexicalEditor): () => void {
  const keys: KeyboardEvent[] = [];
  const stop = editor.registerRootListener((root) => {
    if (root === null) return;
    return registerEventListener(root, 'keydown', (event) => {
      if (event.target !== root || !isTyping(event)) return;
      event.preventDefault();
      keys.push(event);
    });
  });
  return () => {
    stop();
    // Before any other key, but after whoever ends this because the editor becomes editable now.
    queueMicrotask(() => {
      if (keys.length > 0 && editor.isEditable()) press(editor, keys);
    });
  };
}

function isTyping(event: KeyboardEvent): boolean {
  const { ctrlKey, metaKey, altKey } = event;
  const isShortcut = (ctrlKey || metaKey || (altKey && !IS_APPLE)) && !event.getModifierState('AltGraph');
  return /^(.|Enter|Backspace)$/su.test(event.key) && !isShortcut && !event.isComposing;
}

function press(editor: LexicalEditor, keys: KeyboardEvent[]): void {
  const update = (change: () => void) => editor.update(change, { discrete: true }); // each key by itself, as usual
  update(() => $getSelection() ?? $getRoot().selectStart());
  for (const event of keys) {
    update(() => {
      if (event.key === 'Enter') editor.dispatchCommand(KEY_ENTER_COMMAND, event);
      else if (event.key === 'Backspace') editor.dispatchCommand(KEY_BACKSPACE_COMMAND, event);
      else editor.dispatchCommand(CONTROLLED_TEXT_INSERTION_COMMAND, event.key);
    });
  }
}
