// Images and attachments under the caret: arrows and clicks select them, Backspace and Delete delete what is selected,
// Enter goes on below. No key joins a caption with other words at the cost of the image.

import {
  $addUpdateTag,
  $createNodeSelection,
  $createParagraphNode,
  $createRangeSelectionFromDom,
  $getNearestNodeFromDOMNode,
  $getNodeByKey,
  $getSelection,
  $isElementNode,
  $isNodeSelection,
  $isParagraphNode,
  $isRangeSelection,
  $setSelection,
  CLICK_COMMAND,
  COMMAND_PRIORITY_LOW,
  DELETE_CHARACTER_COMMAND,
  DELETE_LINE_COMMAND,
  DELETE_WORD_COMMAND,
  KEY_ARROW_DOWN_COMMAND,
  KEY_ARROW_LEFT_COMMAND,
  KEY_ARROW_RIGHT_COMMAND,
  KEY_ARROW_UP_COMMAND,
  KEY_ENTER_COMMAND,
  type LexicalCommand,
  type LexicalEditor,
  type LexicalNode,
  mergeRegister,
  type NodeKey,
  SKIP_SCROLL_INTO_VIEW_TAG,
} from 'lexical';

import { $isFileNode, $isImageNode, type FileNode, type ImageNode } from '../../../protocol/format/file-nodes.ts';
import { $lengthOf } from '../binding/lexical-blocks.ts';
import { $offsetOf } from '../binding/points.ts';

export type FileBlock = ImageNode | FileNode;

export function $isFileBlock(node: LexicalNode | null | undefined): node is FileBlock {
  return $isImageNode(node) || $isFileNode(node);
}

/** The one image or attachment that is selected; null for anything else. */
export function $selectedFile(): FileBlock | null {
  const selection = $getSelection();
  if (!$isNodeSelection(selection)) return null;
  const [node, more] = selection.getNodes();
  return more === undefined && $isFileBlock(node) ? node : null;
}

export function $selectBlock(node: LexicalNode): void {
  const selection = $createNodeSelection();
  selection.add(node.getKey());
  $setSelection(selection);
}

/** Selects a block after the focus was elsewhere. A browser would put its own caret into the text. */
export function returnTo(editor: LexicalEditor, key: NodeKey): void {
  const root = editor.getRootElement();
  root?.focus({ preventScroll: true });
  root?.ownerDocument.getSelection()?.removeAllRanges();
  editor.update(() => {
    const node = $getNodeByKey(key);
    if (node !== null) $selectBlock(node);
  });
}

/** The block that the caret is in, if it stands at its start or end. */
function $blockAtEdge(edge: 'start' | 'end'): LexicalNode | null {
  const selection = $getSelection();
  if (!$isRangeSelection(selection) || !selection.isCollapsed()) return null;
  const found = $offsetOf(selection.anchor);
  if (found === null) return null;
  const { node } = found.block;
  const length = $isElementNode(node) ? $lengthOf(node) : 0;
  return found.offset === (edge === 'start' ? 0 : length) ? node : null;
}

/** The image at which a deletion in this direction would arrive. An empty paragraph between goes. */
function $selectInPlaceOfJoin(isBackward: boolean): boolean {
  const block = $blockAtEdge(isBackward ? 'start' : 'end');
  if (block === null) return false;
  const next = isBackward ? block.getPreviousSibling() : block.getNextSibling();
  const image = isBackward && $isImageNode(block) ? block : next;
  if (!$isImageNode(image)) return false;
  if (image !== block && $isParagraphNode(block) && block.isEmpty()) block.remove();
  $selectBlock(image);
  return true;
}

/** The image that an arrow reaches from the caret. */
function $selectByArrow(direction: 'left' | 'right' | 'up'): boolean {
  const block = $blockAtEdge(direction === 'right' ? 'end' : 'start') ?? $captionOfOneLine(direction);
  if (block === null) return false;
  const image = direction === 'right' ? block.getNextSibling() : block;
  if (!$isImageNode(image)) return false;
  $selectBlock(image);
  return true;
}

/** The caption that the caret is in, from which ArrowUp leaves it: one of a single line. */
function $captionOfOneLine(direction: 'left' | 'right' | 'up'): LexicalNode | null {
  const selection = $getSelection();
  if (direction !== 'up' || !$isRangeSelection(selection) || !selection.isCollapsed()) return null;
  const block = $offsetOf(selection.anchor)?.block.node;
  return $isImageNode(block) && !block.getTextContent().includes('\n') ? block : null;
}

/** Goes on from a selected image: down into its caption, up to the end of the block before. */
function $leaveByArrow(forward: boolean): boolean {
  const node = $selectedFile();
  if (node === null) return false;
  if (forward && $isImageNode(node)) return node.selectStart() !== null;
  const next = forward ? node.getNextSibling() : node.getPreviousSibling();
  if (next === null && !forward) return true;
  if (next === null) $paragraphAfter(node).select();
  else if ($isFileBlock(next)) $selectBlock(next);
  else if ($isElementNode(next)) void (forward ? next.selectStart() : next.selectEnd());
  else $selectBlock(next);
  return true;
}

function $paragraphAfter(node: LexicalNode) {
  const paragraph = $createParagraphNode();
  node.insertAfter(paragraph);
  return paragraph;
}

/** Where a file was selected and the person clicks into words, the caret goes where the browser has put its own. */
function $putCaretAtClick(editor: LexicalEditor): boolean {
  if ($selectedFile() === null) return false;
  const caret = $createRangeSelectionFromDom(window.getSelection(), editor);
  if (caret === null) return false;
  $setSelection(caret);
  return true;
}

/** Registers the keys and the click. */
export function registerFileSelection(editor: LexicalEditor): () => void {
  const onArrow = (command: LexicalCommand<KeyboardEvent>, $act: () => boolean) =>
    editor.registerCommand(
      command,
      (event) => {
        if (event.shiftKey || event.altKey || event.ctrlKey || event.metaKey || !$act()) return false;
        event.preventDefault();
        return true;
      },
      COMMAND_PRIORITY_LOW,
    );
  const onDelete = (command: LexicalCommand<boolean>) =>
    editor.registerCommand(command, $selectInPlaceOfJoin, COMMAND_PRIORITY_LOW);
  return mergeRegister(
    onArrow(KEY_ARROW_LEFT_COMMAND, () => $leaveByArrow(false) || $selectByArrow('left')),
    onArrow(KEY_ARROW_UP_COMMAND, () => $leaveByArrow(false) || $selectByArrow('up')),
    onArrow(KEY_ARROW_RIGHT_COMMAND, () => $leaveByArrow(true) || $selectByArrow('right')),
    onArrow(KEY_ARROW_DOWN_COMMAND, () => $leaveByArrow(true)),
    onDelete(DELETE_CHARACTER_COMMAND),
    onDelete(DELETE_WORD_COMMAND),
    onDelete(DELETE_LINE_COMMAND),
    editor.registerCommand(
      KEY_ENTER_COMMAND,
      (event) => {
        const node = $selectedFile();
        if (node === null || !editor.isEditable()) return false;
        event?.preventDefault();
        $paragraphAfter(node).select();
        return true;
      },
      COMMAND_PRIORITY_LOW,
    ),
    editor.registerCommand(
      CLICK_COMMAND,
      ({ target }) => {
        if (!(target instanceof Element)) return false;
        if (target.closest('.image-frame, [data-testid=file]') === null) return $putCaretAtClick(editor);
        if (target.closest('button') !== null) return true;
        const node = $getNearestNodeFromDOMNode(target);
        if (!$isFileBlock(node)) return false;
        target.ownerDocument.getSelection()?.removeAllRanges(); // one that is outside of the text would come back
        $addUpdateTag(SKIP_SCROLL_INTO_VIEW_TAG);
        $selectBlock(node);
        return true;
      },
      COMMAND_PRIORITY_LOW,
    ),
  );
}
