// The keyboard shortcuts, for the editor and for the tooltips of the formatting bar. Lexical itself handles bold,
// italic, underline, undo and redo; their keys stand here only for the tooltips.

import {
  CONTROL_OR_META,
  formatKeyboardShortcut,
  type KeyboardShortcut,
  type NamedKeyboardShortcuts,
} from '@lexical/extension';
import { FORMAT_TEXT_COMMAND, IS_APPLE, KEY_DOWN_COMMAND, type LexicalEditor, type TextFormatType } from 'lexical';

import { type BlockType, SET_BLOCK_COMMAND } from './blocks.ts';
import { toggleHighlight } from './colors.ts';
import { EDIT_LINK_COMMAND } from './links.ts';

type Keys = Pick<KeyboardShortcut, 'key' | 'modifiers'>;

const control = (key: string): Keys => ({ key, modifiers: CONTROL_OR_META });
const controlShift = (key: string): Keys => ({ key, modifiers: { ...CONTROL_OR_META, shiftKey: true } });
const controlAlt = (key: string): Keys => ({ key, modifiers: { ...CONTROL_OR_META, altKey: true } });

export const historyKeys = { undo: control('z'), redo: controlShift('z') };

export const formatKeys: Partial<Record<TextFormatType, Keys>> = {
  bold: control('b'),
  italic: control('i'),
  underline: control('u'),
  strikethrough: controlShift('x'),
  code: control('e'),
};

export const blockKeys: Record<BlockType, Keys> = {
  text: controlAlt('0'),
  h1: controlAlt('1'),
  h2: controlAlt('2'),
  h3: controlAlt('3'),
  check: controlAlt('4'),
  bullet: controlAlt('5'),
  number: controlAlt('6'),
  quote: controlAlt('7'),
  code: controlAlt('8'),
};

export const linkKeys = control('k');

export const highlightKeys = controlShift('h');

/** The keys of page-keys.ts, for people who read them. */
export const findKeys = { find: control('f'), replace: IS_APPLE ? controlAlt('f') : control('h') };
export const sheetKeys = control('/');

/** One after the other; see leaving.ts. */
export const leavingKeys: readonly Keys[] = [
  { key: 'Escape', modifiers: {} },
  { key: 'Tab', modifiers: {} },
];
/** What handles/block-commands.ts does to whole blocks. Outside of code, Alt and an arrow move a block, too. */
export const wholeBlockKeys = {
  menu: controlShift('.'),
  duplicate: control('d'),
  up: { key: 'ArrowUp', modifiers: { altKey: true, shiftKey: true } },
  down: { key: 'ArrowDown', modifiers: { altKey: true, shiftKey: true } },
} satisfies Record<string, Keys>;

const arrows: Readonly<Record<string, string>> = { ArrowUp: '↑', ArrowDown: '↓' };

/** The keys as this computer's users write them: `Ctrl+Shift+X`, or `⇧⌘X` on a Mac. */
export function keysText(keys: Keys): string {
  const parts = formatKeyboardShortcut(keys).map((part) => arrows[part] ?? part);
  return parts.join(parts.some((part) => /^[⌃⌥⇧⌘]$/.test(part)) ? '' : '+');
}

function shortcut(keys: Keys, act: (editor: LexicalEditor) => boolean): KeyboardShortcut {
  return {
    ...keys,
    command: KEY_DOWN_COMMAND,
    $dispatch: (_command, event, _next, editor) => {
      event.preventDefault();
      return act(editor);
    },
  };
}

/** The shortcuts that Lexical does not handle itself, for its KeyboardShortcutsExtension. */
export function shortcuts(): NamedKeyboardShortcuts {
  const table: Record<string, KeyboardShortcut> = {
    link: shortcut(linkKeys, (editor) => editor.dispatchCommand(EDIT_LINK_COMMAND, undefined)),
    highlight: shortcut(highlightKeys, toggleHighlight),
  };
  for (const format of ['strikethrough', 'code'] as const) {
    const keys = formatKeys[format];
    if (keys) table[format] = shortcut(keys, (editor) => editor.dispatchCommand(FORMAT_TEXT_COMMAND, format));
  }
  for (const [type, keys] of Object.entries(blockKeys) as [BlockType, Keys][]) {
    table[type] = shortcut(keys, (editor) => editor.dispatchCommand(SET_BLOCK_COMMAND, type));
  }
  return table;
}
