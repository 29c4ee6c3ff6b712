// How people give words a colour, and a highlight behind them. Code has colours of its own.

import { $forEachSelectedTextNode } from '@lexical/selection';
import {
  $addUpdateTag,
  $getSelection,
  $isElementNode,
  $isRangeSelection,
  COMMAND_PRIORITY_EDITOR,
  FORMAT_TEXT_COMMAND,
  HISTORY_PUSH_TAG,
  type LexicalEditor,
  type RangeSelection,
  TEXT_TYPE_TO_FORMAT,
} from 'lexical';

import type { Formats } from '../../protocol/format/body.ts';
import { colorNames } from '../../protocol/format/schema.ts';
import { $codeOf } from './code.ts';
import { colorsIn, styleOf } from './color-styles.ts';
import { SET_COLOR_COMMAND } from './commands.ts';

/** The formats of colour where the selection begins. */
export function $colorsAt(selection: RangeSelection): Formats {
  const plain: Formats = selection.hasFormat('highlight') ? { highlight: true } : {};
  return { ...plain, ...colorsIn(selection.style) };
}

const highlightBit = TEXT_TYPE_TO_FORMAT['highlight']!;

/** The style and Lexical's number of formats with another colour. A highlight without one is a bit of the number. */
function changed(style: string, bits: number, of: 'text' | 'highlight', color: string | null): [string, number] {
  const key = of === 'text' ? 'color' : 'highlight';
  return [styleOf({ ...colorsIn(style), [key]: color }), of === 'highlight' ? bits & ~highlightBit : bits];
}

/** Sets or takes away a colour: of the selected words, or of what is typed next. */
export function $setColor({
  of,
  color,
}: {
  readonly of: 'text' | 'highlight';
  readonly color: string | null;
}): boolean {
  const selection = $getSelection();
  if (!$isRangeSelection(selection)) return false;
  if ($codeOf(selection) !== null) return true;
  if (color !== null && !(colorNames as readonly string[]).includes(color)) return true;
  $addUpdateTag(HISTORY_PUSH_TAG);
  const [style, bits] = changed(selection.style, selection.format, of, color);
  if (selection.isCollapsed()) {
    const block = selection.anchor.getNode();
    if ($isElementNode(block) && block.isEmpty()) block.setTextStyle(style);
  } else {
    $forEachSelectedTextNode((text) => {
      const [ofText, bitsOfText] = changed(text.getStyle(), text.getFormat(), of, color);
      text.setStyle(ofText).setFormat(bitsOfText);
    });
  }
  const now = $getSelection();
  if ($isRangeSelection(now)) {
    now.setStyle(style);
    now.format = bits;
    now.dirty = true;
  }
  return true;
}

/** Highlights the selection, or takes its highlight away. */
export function toggleHighlight(editor: LexicalEditor): boolean {
  const isPlain = editor.read('latest', () => {
    const selection = $getSelection();
    return !$isRangeSelection(selection) || $colorsAt(selection)['highlight'] === undefined;
  });
  if (isPlain) return editor.dispatchCommand(FORMAT_TEXT_COMMAND, 'highlight');
  return editor.dispatchCommand(SET_COLOR_COMMAND, { of: 'highlight', color: null });
}

/** Handles SET_COLOR_COMMAND. */
export function registerColors(editor: LexicalEditor): () => void {
  return editor.registerCommand(SET_COLOR_COMMAND, $setColor, COMMAND_PRIORITY_EDITOR);
}
