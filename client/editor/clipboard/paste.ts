// What arrives by paste and drop. HTML of other applications goes through `clean` and Lexical's import rules; in a
// block of code, everything is plain text. Plain text that looks like Markdown stays as it is: a log or a script has
// such marks, too, and nobody could paste them otherwise.

import { $insertGeneratedNodes, ClipboardImportExtension, type ImportMimeTypeFunction } from '@lexical/clipboard';
import { $isCodeNode } from '@lexical/code-core';
import { $generateNodesFromDOMViaExtension, $isBlockLevel, CoreImportExtension } from '@lexical/html';
import { $isListNode } from '@lexical/list';
import {
  $copyNode,
  $findMatchingParent,
  $getEditor,
  $isElementNode,
  $isRangeSelection,
  type BaseSelection,
  configExtension,
  defineExtension,
  type ElementNode,
  type LexicalNode,
} from 'lexical';

import { clean } from './clean.ts';
import { withoutStyles } from './looks.ts';

/** The blocks of HTML. Call it inside an update. */
function $blocksFromHtml(text: string, language: string | null = null): LexicalNode[] {
  const { html, styleSheets } = withoutStyles(text);
  const dom = new DOMParser().parseFromString(html, 'text/html');
  clean(dom, styleSheets, language);
  return $generateNodesFromDOMViaExtension(dom).flatMap($flat);
}

/** The same words in blocks that hold no others: those within stand beside, as what is around them. */
function $flat(block: LexicalNode): LexicalNode[] {
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

const $pasteHtml: ImportMimeTypeFunction = (html, selection, _next, dataTransfer) => {
  if ($isInCode(selection)) return false;
  $insertGeneratedNodes($getEditor(), $blocksFromHtml(html, languageFrom(dataTransfer)), selection);
  return true;
};

/** Leaves what was copied here to the importers behind, unless it comes into code. */
const $pasteOwn: ImportMimeTypeFunction = (_data, selection, $next) => !$isInCode(selection) && $next();

const $pasteText: ImportMimeTypeFunction = (text, selection, $next) => {
  if (!$isInCode(selection)) return $next();
  selection.insertRawText(text);
  return true;
};

/** Paste as people expect it of each application. */
export const PasteExtension = defineExtension({
  name: 'quire/paste',
  dependencies: [
    CoreImportExtension,
    configExtension(ClipboardImportExtension, {
      $importMimeType: {
        'application/x-lexical-editor': [$pasteOwn],
        'text/html': [$pasteHtml],
        'text/plain': [$pasteText],
      },
    }),
  ],
});
