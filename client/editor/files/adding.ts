// Files come into the text by paste, by drop and from a picker. Here are the ways in; prepare.ts makes photos smaller,
// and insert.ts puts the blocks into the text.

import { DRAG_DROP_PASTE } from '@lexical/rich-text';
import {
  $getRoot,
  $getSelection,
  $isElementNode,
  COMMAND_PRIORITY_HIGH,
  COMMAND_PRIORITY_LOW,
  DROP_COMMAND,
  type LexicalEditor,
  type LexicalNode,
  mergeRegister,
  type NodeKey,
  PASTE_COMMAND,
  SELECTION_INSERT_CLIPBOARD_NODES_COMMAND,
} from 'lexical';

import { imageTypes } from '../../../protocol/format/file-source.ts';
import type { Files } from '../../sdk/files.ts';
import { $blockNodeOf } from '../binding/lexical-blocks.ts';
import { CHOOSE_FILES_COMMAND, INSERT_FILES_COMMAND } from '../commands.ts';
import { insertFiles } from './insert.ts';
import { $isFileBlock } from './selecting.ts';

/** Handles the commands, paste and drop of files, for an editor that is on a page. */
export function registerAddedFiles(editor: LexicalEditor, files: Files): () => void {
  const insert = (list: readonly File[]) => {
    if (!editor.isEditable() || list.length === 0) return editor.isEditable();
    const after = $currentBlock();
    void insertFiles(editor, files, list, after);
    return true;
  };
  return mergeRegister(
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
    editor.registerCommand(
      PASTE_COMMAND,
      (event) => {
        const data = event instanceof ClipboardEvent ? event.clipboardData : null;
        if (data === null || !isPicture(data) || !insert([...data.files])) return false;
        event.preventDefault();
        return true;
      },
      COMMAND_PRIORITY_LOW,
    ),
    // The page tells people who drop a file elsewhere that nothing takes it.
    editor.registerCommand(
      DROP_COMMAND,
      (event) => {
        if (editor.isEditable() && (event.dataTransfer?.files.length ?? 0) > 0) event.stopPropagation();
        return false;
      },
      COMMAND_PRIORITY_HIGH,
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
}

/**
 * Whether the clipboard holds a picture that was copied by itself: browsers put the address of the image beside it. A
 * picture of copied words, as office programs make it, stands beside the words.
 */
function isPicture(data: DataTransfer): boolean {
  if (data.files.length === 0 || data.getData('text/plain') !== '') return false;
  const { body } = new DOMParser().parseFromString(data.getData('text/html'), 'text/html');
  return body.textContent.trim() === '' && body.querySelectorAll('img').length === 1;
}

/** The block at the selection, behind which files are put; null for an empty document. */
function $currentBlock(): NodeKey | null {
  const node = $getSelection()?.getNodes().at(-1) ?? $getRoot().getLastDescendant();
  return (node && $blockNodeOf(node)?.node.getKey()) ?? null;
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
