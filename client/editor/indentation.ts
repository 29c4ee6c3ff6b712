// Tab and Shift+Tab: the level of a list item, a tab in code. Anywhere else they move the focus on, as everywhere on
// the web, so that nobody who lives by the keyboard is caught in the text.

import { $isCodeNode } from '@lexical/code-core';
import { $isListItemNode } from '@lexical/list';
import {
  $findMatchingParent,
  $getSelection,
  $isRangeSelection,
  COMMAND_PRIORITY_EDITOR,
  INDENT_CONTENT_COMMAND,
  INSERT_TAB_COMMAND,
  KEY_TAB_COMMAND,
  type LexicalEditor,
  OUTDENT_CONTENT_COMMAND,
} from 'lexical';

/** Deeper lists than this are a mistake more often than a thought, and no phone could show them. */
const deepestLevel = 8;

/** Handles the Tab key. */
export function registerIndentation(editor: LexicalEditor): () => void {
  return editor.registerCommand(
    KEY_TAB_COMMAND,
    (event) => {
      const selection = $getSelection();
      if (!$isRangeSelection(selection)) return false;
      const anchor = selection.anchor.getNode();
      const item = $findMatchingParent(anchor, $isListItemNode);
      if (item !== null) {
        event.preventDefault();
        if (!event.shiftKey && item.getIndent() >= deepestLevel) return true;
        return editor.dispatchCommand(event.shiftKey ? OUTDENT_CONTENT_COMMAND : INDENT_CONTENT_COMMAND, undefined);
      }
      if (event.shiftKey || $findMatchingParent(anchor, $isCodeNode) === null) return false;
      event.preventDefault();
      return editor.dispatchCommand(INSERT_TAB_COMMAND, undefined);
    },
    COMMAND_PRIORITY_EDITOR,
  );
}
