// The kinds of block a person can choose, what kind the caret is in, and how one becomes another. The toolbar, the
// keyboard and (later) a menu all go through SET_BLOCK_COMMAND.

import { $createCodeNode, $isCodeNode } from '@lexical/code-core';
import {
  $isListItemNode,
  $isListNode,
  INSERT_CHECK_LIST_COMMAND,
  INSERT_ORDERED_LIST_COMMAND,
  INSERT_UNORDERED_LIST_COMMAND,
  type ListType,
} from '@lexical/list';
import { $createHeadingNode, $createQuoteNode, $isHeadingNode, $isQuoteNode } from '@lexical/rich-text';
import { $setBlocksType } from '@lexical/selection';
import {
  $createParagraphNode,
  $findMatchingParent,
  $getSelection,
  $isParagraphNode,
  $isRangeSelection,
  COMMAND_PRIORITY_EDITOR,
  createCommand,
  type ElementNode,
  type LexicalCommand,
  type LexicalEditor,
  type LexicalNode,
  type RangeSelection,
} from 'lexical';

export type BlockType = 'text' | 'h1' | 'h2' | 'h3' | 'quote' | 'bullet' | 'number' | 'check' | 'code';

/** Turns the selected blocks into the given kind. */
export const SET_BLOCK_COMMAND: LexicalCommand<BlockType> = createCommand('SET_BLOCK_COMMAND');

const listCommands: Record<ListType, LexicalCommand<void>> = {
  bullet: INSERT_UNORDERED_LIST_COMMAND,
  number: INSERT_ORDERED_LIST_COMMAND,
  check: INSERT_CHECK_LIST_COMMAND,
};

const creators: Record<Exclude<BlockType, ListType>, () => ElementNode> = {
  text: $createParagraphNode,
  h1: () => $createHeadingNode('h1'),
  h2: () => $createHeadingNode('h2'),
  h3: () => $createHeadingNode('h3'),
  quote: $createQuoteNode,
  code: $createCodeNode,
};

/** The kind of block that the selection begins in; null when it is none of them, such as a rule. */
export function $blockTypeOf(selection: RangeSelection): BlockType | null {
  const start = selection.isBackward() ? selection.focus : selection.anchor;
  const block = $findMatchingParent(start.getNode(), $isChoosable);
  if ($isHeadingNode(block)) {
    const tag = block.getTag();
    return tag === 'h1' || tag === 'h2' ? tag : 'h3';
  }
  if ($isListItemNode(block)) {
    const list = block.getParent();
    return $isListNode(list) ? list.getListType() : null;
  }
  if ($isQuoteNode(block)) return 'quote';
  if ($isCodeNode(block)) return 'code';
  return $isParagraphNode(block) ? 'text' : null;
}

function $isChoosable(node: LexicalNode): boolean {
  return (
    $isHeadingNode(node) || $isListItemNode(node) || $isQuoteNode(node) || $isCodeNode(node) || $isParagraphNode(node)
  );
}

/** Handles SET_BLOCK_COMMAND. */
export function registerBlocks(editor: LexicalEditor): () => void {
  return editor.registerCommand(
    SET_BLOCK_COMMAND,
    (type) => {
      const selection = $getSelection();
      if (!$isRangeSelection(selection) || $blockTypeOf(selection) === type) return true;
      if (type === 'bullet' || type === 'number' || type === 'check') {
        return editor.dispatchCommand(listCommands[type], undefined);
      }
      $setBlocksType(selection, creators[type]);
      return true;
    },
    COMMAND_PRIORITY_EDITOR,
  );
}
