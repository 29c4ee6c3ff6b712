// The block types that a person can choose, the type at the caret, and the change from one type to another. The
// formatting bar and the keyboard use SET_BLOCK_COMMAND. A block made code becomes a line, and a line of code a block.

import { $isCodeNode } from '@lexical/code-core';
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

import { $pointIn, $selectAgain } from './binding/points.ts';
import { $codeOf } from './code.ts';
import { $makeBlocks, $makeCode, $selectedCodes } from './code-blocks.ts';

export type BlockType = 'text' | 'h1' | 'h2' | 'h3' | 'quote' | 'bullet' | 'number' | 'check' | 'code';

/** Changes the selected blocks to a type. */
export const SET_BLOCK_COMMAND: LexicalCommand<BlockType> = createCommand('SET_BLOCK_COMMAND');

const listCommands: Record<ListType, LexicalCommand<void>> = {
  bullet: INSERT_UNORDERED_LIST_COMMAND,
  number: INSERT_ORDERED_LIST_COMMAND,
  check: INSERT_CHECK_LIST_COMMAND,
};

const creators: Record<Exclude<BlockType, ListType | 'code'>, () => ElementNode> = {
  text: $createParagraphNode,
  h1: () => $createHeadingNode('h1'),
  h2: () => $createHeadingNode('h2'),
  h3: () => $createHeadingNode('h3'),
  quote: $createQuoteNode,
};

/** The type of the block that the selection begins in; null for a block that nobody can choose, such as a rule. */
export function $blockTypeOf(selection: RangeSelection): BlockType | null {
  const start = selection.isBackward() ? selection.focus : selection.anchor;
  const block = $findMatchingParent(start.getNode(), $hasBlockType);
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

function $hasBlockType(node: LexicalNode): boolean {
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
      if (type === 'code') $makeCode(selection);
      else if (isListType(type)) $makeList(editor, selection, listCommands[type]);
      else $makeBlocksOf(type);
      return true;
    },
    COMMAND_PRIORITY_EDITOR,
  );
}

function isListType(type: BlockType): type is ListType {
  return Object.hasOwn(listCommands, type);
}

/** A quote holds lines as code does; anything else is a block for each line. */
function $makeBlocksOf(type: keyof typeof creators): void {
  if (type !== 'quote') for (const code of $selectedCodes()) $makeBlocks(code, creators[type]);
  $setBlocksType($getSelection(), creators[type]);
}

/** Lexical makes items of the selected blocks: for a moment, all lines of the selected code are selected. */
function $makeList(editor: LexicalEditor, selection: RangeSelection, command: LexicalCommand<void>): void {
  const isWithin = $codeOf(selection) !== null;
  const blocks = $selectedCodes().flatMap((code) => $makeBlocks(code, $createParagraphNode));
  const before = $getSelection()!.clone();
  if (isWithin) {
    const { key, offset, type } = $pointIn(blocks.at(-1)!, Infinity);
    blocks[0]!.selectStart().focus.set(key, offset, type);
  }
  editor.dispatchCommand(command, undefined);
  if (isWithin) $selectAgain(before);
}
