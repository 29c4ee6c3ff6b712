// The keys of code blocks that Lexical's extension for code leaves out: leaving a block at an edge of the document, Tab
// beside what is no code, and no formats.

import { $isCodeHighlightNode, $isCodeNode, $plainifyCodeContent } from '@lexical/code-core';
import {
  $createRangeSelectionFromDom,
  $getEditor,
  $getSelection,
  $isLineBreakNode,
  $isRangeSelection,
  $isTabNode,
  type BaseSelection,
  COMMAND_PRIORITY_HIGH,
  COMMAND_PRIORITY_NORMAL,
  FORMAT_TEXT_COMMAND,
  getDOMSelection,
  KEY_ARROW_DOWN_COMMAND,
  KEY_ARROW_UP_COMMAND,
  KEY_TAB_COMMAND,
  type LexicalEditor,
  type LexicalNode,
  mergeRegister,
  PASTE_COMMAND,
} from 'lexical';

import { $offsetOf } from './binding/points.ts';
import { $codeAt, $codeOf } from './code.ts';

/** Handles the keys of code that Lexical's own extension leaves out, and what is pasted into code. */
export function registerCodeKeys(editor: LexicalEditor): () => void {
  return mergeRegister(
    editor.registerCommand(KEY_TAB_COMMAND, $handleTab, COMMAND_PRIORITY_NORMAL),
    editor.registerCommand(KEY_ARROW_UP_COMMAND, (event) => $goToEdge(event, 'first'), COMMAND_PRIORITY_NORMAL),
    editor.registerCommand(KEY_ARROW_DOWN_COMMAND, (event) => $goToEdge(event, 'last'), COMMAND_PRIORITY_NORMAL),
    editor.registerCommand(FORMAT_TEXT_COMMAND, $isInCode, COMMAND_PRIORITY_HIGH), // which does nothing in code
    editor.registerCommand(PASTE_COMMAND, $pasteIntoCode, COMMAND_PRIORITY_HIGH),
  );
}

function $isInCode(): boolean {
  const selection = $getSelection();
  return $isRangeSelection(selection) && $codeOf(selection) !== null;
}

/** Lexical's own handler throws on what is not code, such as an object that this page does not know. */
function $handleTab(event: KeyboardEvent): boolean {
  const selection = $getSelection();
  if (!$isRangeSelection(selection) || selection.isCollapsed() || $codeOf(selection) === null) return false;
  const isOfCode = (node: LexicalNode) =>
    $isCodeNode(node) || $isCodeHighlightNode(node) || $isTabNode(node) || $isLineBreakNode(node);
  if (selection.getNodes().every(isOfCode)) return false;
  event.preventDefault();
  return true;
}

/**
 * At the first or last line of a code block without a neighbour there, goes to its edge. From there Lexical's handler,
 * which comes next, makes a paragraph beside the block.
 */
function $goToEdge(event: KeyboardEvent, edge: 'first' | 'last'): boolean {
  if (event.shiftKey || event.altKey || event.ctrlKey || event.metaKey) return false;
  const selection = $selectionNow();
  if (!$isRangeSelection(selection) || !selection.isCollapsed()) return false;
  const code = $codeAt(selection.anchor);
  const neighbour = edge === 'first' ? code?.getPreviousSibling() : code?.getNextSibling();
  if (code === null || neighbour !== null) return false;
  const { offset } = $offsetOf(selection.anchor)!;
  const text = code.getTextContent();
  const beyond = edge === 'first' ? text.slice(0, offset) : text.slice(offset);
  if (beyond.includes('\n')) return false;
  if (edge === 'first') code.selectStart();
  else code.selectEnd();
  return false;
}

/** The browser moves the caret by a key at once, and tells of that only later: perhaps after the next key. */
function $selectionNow(): BaseSelection | null {
  const editor = $getEditor();
  return $createRangeSelectionFromDom(getDOMSelection(editor._window), editor) ?? $getSelection();
}

/** What is pasted into code is text. All of it comes in at once: Lexical's own way takes seconds for long code. */
function $pasteIntoCode(event: unknown): boolean {
  const selection = $getSelection();
  if (!(event instanceof ClipboardEvent) || !$isRangeSelection(selection) || $codeOf(selection) === null) return false;
  const text = event.clipboardData?.getData('text/plain');
  if (!text) return false;
  event.preventDefault();
  selection.insertNodes($plainifyCodeContent(text.replace(/\r\n?/g, '\n')));
  return true;
}
