// What arrives by paste and drop. HTML of other applications goes through `clean` and Lexical's import rules; in a
// block of code, everything is plain text. Plain text that looks like Markdown stays as it is: a log or a script has
// such marks, too, and nobody could paste them otherwise. Only a table of Markdown alone is made one.

import { $insertGeneratedNodes, ClipboardImportExtension, type ImportMimeTypeFunction } from '@lexical/clipboard';
import { $isCodeNode } from '@lexical/code-core';
import {
  $generateNodesFromDOMViaExtension,
  $isBlockLevel,
  CoreImportExtension,
  DOMImportExtension,
} from '@lexical/html';
import { $isListNode } from '@lexical/list';
import { $isTableNode, TableImportRules, type TableNode } from '@lexical/table';
import {
  $copyNode,
  $findMatchingParent,
  $getEditor,
  $getRoot,
  $getSelection,
  $isElementNode,
  $isRangeSelection,
  type BaseSelection,
  configExtension,
  defineExtension,
  type ElementNode,
  type LexicalEditor,
  type LexicalNode,
  PASTE_TAG,
} from 'lexical';

import { $isContainerNode } from '../../../protocol/format/containers.ts';
import { late } from '../../ui/load.ts';
import { $tableOf, cellsOfMarkdown } from './markdown-tables.ts';
import { ContainerImportExtension } from '../containers/import.ts';

type Cleaner = typeof import('./clean.ts');

/** The code that pasted HTML needs; the editor fetches it with that of writing, or else the first paste does. */
export const cleaning = late(() => import('./clean.ts'));

/** The same words in blocks that hold no others: those within stand beside, as what is around them. */
function $flat(block: LexicalNode): LexicalNode[] {
  if ($isTableNode(block)) return [$flatCells(block)];
  if ($isContainerNode(block)) return [block.splice(0, block.getChildrenSize(), block.getChildren().flatMap($flat))];
  if (!$isElementNode(block) || $isListNode(block) || !block.getChildren().some($isBlockLevel)) return [block];
  const flat: LexicalNode[] = [];
  let line: ElementNode | null = null;
  for (const child of block.getChildren()) {
    if (!$isBlockLevel(child)) {
      if (line === null) flat.push((line = $copyNode(block)));
      line.append(child);
      continue;
    }
    line = null;
    const isPlain = child.getType() === 'paragraph' && $isElementNode(child);
    flat.push(...$flat(isPlain ? $copyNode(block).append(...child.getChildren()) : child));
  }
  return flat;
}

/** A table, in the cells of which blocks hold no others. */
function $flatCells(table: TableNode): TableNode {
  for (const row of table.getChildren()) {
    for (const cell of $isElementNode(row) ? row.getChildren() : []) {
      if ($isElementNode(cell)) cell.splice(0, cell.getChildrenSize(), cell.getChildren().flatMap($flat));
    }
  }
  return table;
}

/** The language that VS Code names beside the code. */
function languageFrom(dataTransfer: DataTransfer): string | null {
  try {
    const { mode } = JSON.parse(dataTransfer.getData('vscode-editor-data')) as { mode?: unknown };
    return typeof mode === 'string' ? mode : null;
  } catch {
    return null;
  }
}

function $isInCode(selection: BaseSelection): boolean {
  return $isRangeSelection(selection) && $findMatchingParent(selection.anchor.getNode(), $isCodeNode) !== null;
}

function $insertHtml({ cleanDocument }: Cleaner, html: string, language: string | null, at: BaseSelection): void {
  const blocks = $generateNodesFromDOMViaExtension(cleanDocument(html, language)).flatMap($flat);
  $insertGeneratedNodes($getEditor(), blocks, at);
}

const $pasteHtml: ImportMimeTypeFunction = (html, selection, _next, dataTransfer) => {
  if ($isInCode(selection)) return false;
  const language = languageFrom(dataTransfer);
  if (cleaning.current !== null) $insertHtml(cleaning.current, html, language, selection);
  else pasteLater($getEditor(), html, language, dataTransfer.getData('text/plain'));
  return true;
};

/** Pastes at the selection once the code is there, or the plain words when it cannot be fetched. */
function pasteLater(editor: LexicalEditor, html: string, language: string | null, words: string): void {
  const insert = ($insert: (at: BaseSelection) => void) =>
    editor.update(() => $insert($getSelection() ?? $getRoot().selectEnd()), { tag: PASTE_TAG });
  void cleaning.fetch().then(
    (code) => insert((at) => $insertHtml(code, html, language, at)),
    () => insert((at) => at.insertRawText(words)),
  );
}

/** Leaves what was copied here to the importers behind, unless it comes into code. */
const $pasteOwn: ImportMimeTypeFunction = (_data, selection, $next) => !$isInCode(selection) && $next();

const $pasteText: ImportMimeTypeFunction = (text, selection, $next) => {
  const isInCode = $isInCode(selection);
  const table = isInCode ? null : cellsOfMarkdown(text);
  if (!isInCode && table === null) return $next();
  if (table === null) selection.insertRawText(text);
  else $insertGeneratedNodes($getEditor(), [$tableOf(table)], selection);
  return true;
};

/** Paste as people expect it of each application. */
export const PasteExtension = defineExtension({
  name: 'quire/paste',
  dependencies: [
    CoreImportExtension,
    configExtension(DOMImportExtension, { rules: TableImportRules }),
    ContainerImportExtension,
    configExtension(ClipboardImportExtension, {
      $importMimeType: {
        'application/x-lexical-editor': [$pasteOwn],
        'text/html': [$pasteHtml],
        'text/plain': [$pasteText],
      },
    }),
  ],
});
