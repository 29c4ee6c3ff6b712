// Items of a numbered list keep their numbers when a person takes an item out of the middle: Lexical makes a new list
// of the items behind it, which would begin as the whole list did. A list within a list begins at 1.

import { $isListNode, ListNode } from '@lexical/list';
import { $getNodeByKey, type LexicalEditor, type NodeKey } from 'lexical';

import { $isWrapper } from './binding/lexical-blocks.ts';

/** Gives such lists the next number as their start. */
export function registerNumbering(editor: LexicalEditor): () => void {
  return editor.registerNodeTransform(ListNode, (list) => {
    const first = list.getFirstChild();
    if (list.getListType() !== 'number' || first === null) return;
    const from = $listBefore(editor, list.getKey(), first.getKey());
    if (from === null) return;
    const isBehind = list.getPreviousSiblings().some((node) => node.is(from));
    const next = from.getStart() + from.getChildren().filter((item) => !$isWrapper(item)).length;
    const start = isBehind ? next : from.isParentOf(list) ? 1 : list.getStart();
    if (list.getStart() !== start) list.setStart(start);
  });
}

/** The numbered list in which an item was before this update, if the list in which it is now is new. */
function $listBefore(editor: LexicalEditor, list: NodeKey, item: NodeKey): ListNode | null {
  const key = editor.getEditorState().read(() => {
    return $getNodeByKey(list) === null ? ($getNodeByKey(item)?.getParent()?.getKey() ?? null) : null;
  });
  const from = key === null ? null : $getNodeByKey(key);
  return $isListNode(from) && from.getListType() === 'number' ? from : null;
}
