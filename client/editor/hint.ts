// The hint in an empty paragraph with the caret: what a person may type to insert a block. An empty document has the
// editor's own placeholder in its place.

import {
  $getRoot,
  $getSelection,
  $isParagraphNode,
  $isRangeSelection,
  type LexicalEditor,
  mergeRegister,
} from 'lexical';

import { texts } from '../texts/texts.ts';

/** Shows the hint until the returned function is called. editor.css draws it, while the text has the focus. */
export function showHint(editor: LexicalEditor): () => void {
  let hinted: HTMLElement | null = null;
  const show = () => {
    const element = editor.read('latest', () => {
      const key = editor.isEditable() && !editor.isComposing() ? $emptyParagraph() : null;
      return key === null ? null : editor.getElementByKey(key);
    });
    if (element === hinted) return;
    delete hinted?.dataset['hint'];
    if (element !== null) element.dataset['hint'] = texts.editor.placeholder;
    hinted = element;
  };
  show();
  return mergeRegister(editor.registerUpdateListener(show), () => delete hinted?.dataset['hint']);
}

/** The key of the empty paragraph in which the caret is; null where there is none, or nothing else in the document. */
function $emptyParagraph(): string | null {
  const selection = $getSelection();
  if (!$isRangeSelection(selection) || !selection.isCollapsed()) return null;
  const node = selection.anchor.getNode();
  return $isParagraphNode(node) && node.isEmpty() && $getRoot().getChildrenSize() > 1 ? node.getKey() : null;
}
