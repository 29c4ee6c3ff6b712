// Files come into the text by paste and drop (arriving.ts) and from a picker. Here they are taken; prepare.ts makes
// photos smaller, and insert.ts puts the blocks into the text.

import { DRAG_DROP_PASTE } from '@lexical/rich-text';
import {
  $getRoot,
  $getSelection,
  $isElementNode,
  COMMAND_PRIORITY_HIGH,
  COMMAND_PRIORITY_LOW,
  type LexicalEditor,
  type LexicalNode,
  mergeRegister,
  type NodeKey,
  SELECTION_INSERT_CLIPBOARD_NODES_COMMAND,
} from 'lexical';

import { imageTypes } from '../../../protocol/format/file-source.ts';
import type { Files } from '../../sdk/files.ts';
import { $innermostBlockOf } from '../containers/tree.ts';
import { CHOOSE_FILES_COMMAND, INSERT_FILES_COMMAND } from '../commands.ts';
import { takeEarlyFiles } from './arriving.ts';
import { insertFiles } from './insert.ts';
import { $isFileBlock } from './selecting.ts';

/** Handles the commands, and the files that arrive, for an editor that is on a page. */
export function registerAddedFiles(editor: LexicalEditor, files: Files): () => void {
  const insert = (list: readonly File[]) => {
    if (!editor.isEditable() || list.length === 0) return editor.isEditable();
    const after = $currentBlock();
    void insertFiles(editor, files, list, after);
    return true;
  };
  const stop = mergeRegister(
    editor.registerCommand(INSERT_FILES_COMMAND, insert, COMMAND_PRIORITY_LOW),
    editor.registerCommand(DRAG_DROP_PASTE, insert, COMMAND_PRIORITY_LOW),
    editor.registerCommand(
      CHOOSE_FILES_COMMAND,
      (kind) => {
        if (editor.isEditable()) chooseFiles(kind, (list) => editor.dispatchCommand(INSERT_FILES_COMMAND, list));
        return true;
      },
      COMMAND_PRIORITY_LOW,
    ),
    // What is pasted may name files of another document, which this one does not hold yet.
    editor.registerCommand(
      SELECTION_INSERT_CLIPBOARD_NODES_COMMAND,
      ({ nodes }) => {
        for (const hash of nodes.flatMap($hashesIn)) void files.adopt(hash);
        return false;
      },
      COMMAND_PRIORITY_HIGH,
    ),
  );
  editor.dispatchCommand(INSERT_FILES_COMMAND, takeEarlyFiles(editor));
  return stop;
}

/** The block at the selection, behind which files are put; null for an empty document. */
function $currentBlock(): NodeKey | null {
  const node = $getSelection()?.getNodes().at(-1) ?? $getRoot().getLastDescendant();
  return (node && $innermostBlockOf(node)?.node.getKey()) ?? null;
}

function $hashesIn(node: LexicalNode): string[] {
  if ($isFileBlock(node)) {
    const { source } = 'getImage' in node ? node.getImage() : node.getFile();
    return source === null ? [] : [source.hash];
  }
  return $isElementNode(node) ? node.getChildren().flatMap($hashesIn) : [];
}

/** Opens the browser's dialog. */
export function chooseFiles(kind: 'image' | 'file', onChosen: (files: readonly File[]) => void, multiple = true): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = multiple;
  if (kind === 'image') input.accept = imageTypes.join();
  input.addEventListener('change', () => onChosen([...(input.files ?? [])]));
  input.click();
}
