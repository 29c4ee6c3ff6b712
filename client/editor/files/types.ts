// No block becomes another at the cost of an image: where a person changes the type of several blocks, the images among
// them stay. The caption of an image has no type of its own.

import {
  $createRangeSelection,
  $getSelection,
  $isRangeSelection,
  $setSelection,
  COMMAND_PRIORITY_LOW,
  type LexicalEditor,
  type LexicalNode,
  type RangeSelection,
} from 'lexical';

import { $isImageNode } from '../../../protocol/format/file-nodes.ts';
import { $innermostBlockOf } from '../containers/tree.ts';
import { SET_BLOCK_COMMAND } from '../blocks.ts';

/** Sends SET_BLOCK_COMMAND for each stretch of blocks between the selected images. */
export function registerImagesKeepType(editor: LexicalEditor): () => void {
  return editor.registerCommand(
    SET_BLOCK_COMMAND,
    (type) => {
      const selection = $getSelection();
      if (!$isRangeSelection(selection)) return false;
      const nodes = $selectedBlocks(selection);
      if (!nodes.some($isImageNode)) return false;
      const before = selection.clone();
      for (const stretch of stretches(nodes)) {
        $selectAll(stretch);
        editor.dispatchCommand(SET_BLOCK_COMMAND, type);
      }
      $setSelection(before);
      return true;
    },
    COMMAND_PRIORITY_LOW,
  );
}

function $selectedBlocks(selection: RangeSelection): LexicalNode[] {
  const found = selection.getNodes().map((node) => $innermostBlockOf(node)?.node);
  return [...new Set(found.filter((node) => node !== undefined))];
}

function stretches(nodes: readonly LexicalNode[]): LexicalNode[][] {
  const found: LexicalNode[][] = [[]];
  for (const node of nodes) {
    if ($isImageNode(node)) found.push([]);
    else found.at(-1)!.push(node);
  }
  return found.filter(({ length }) => length > 0);
}

function $selectAll(nodes: readonly LexicalNode[]): void {
  const selection = $createRangeSelection();
  const [first, last] = [nodes[0]!.selectStart().anchor, nodes.at(-1)!.selectEnd().focus];
  selection.anchor.set(first.key, first.offset, first.type);
  selection.focus.set(last.key, last.offset, last.type);
  $setSelection(selection);
}
