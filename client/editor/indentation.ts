// Tab and Shift+Tab change the level of a list item; in code, Lexical's extension for code handles them. Anywhere else
// they move the focus, and so does Shift+Tab at the outermost level. See leaving.ts for how Escape gives both keys back
// everywhere.

import { $isListItemNode } from '@lexical/list';
import {
  $findMatchingParent,
  $getSelection,
  $isRangeSelection,
  COMMAND_PRIORITY_EDITOR,
  INDENT_CONTENT_COMMAND,
  KEY_TAB_COMMAND,
  type LexicalEditor,
  OUTDENT_CONTENT_COMMAND,
  type RangeSelection,
} from 'lexical';

/** Tab makes no list deeper than this, because a phone could not show it. */
const deepestLevel = 8;

/** Handles Tab and Shift+Tab in `editor` until the returned function is called. */
export function registerIndentation(editor: LexicalEditor): () => void {
  return editor.registerCommand(
    KEY_TAB_COMMAND,
    (event) => {
      const selection = $getSelection();
      if (!$isRangeSelection(selection)) return false;
      const item = $findMatchingParent(selection.anchor.getNode(), $isListItemNode);
      if (item === null || (event.shiftKey && $isOutermost(selection))) return false;
      event.preventDefault();
      if (!event.shiftKey && item.getIndent() >= deepestLevel) return true;
      return editor.dispatchCommand(event.shiftKey ? OUTDENT_CONTENT_COMMAND : INDENT_CONTENT_COMMAND, undefined);
    },
    COMMAND_PRIORITY_EDITOR,
  );
}

/** Whether no list item of the selection has a level to give up. */
function $isOutermost(selection: RangeSelection): boolean {
  return selection.getNodes().every((node) => ($findMatchingParent(node, $isListItemNode)?.getIndent() ?? 0) === 0);
}
