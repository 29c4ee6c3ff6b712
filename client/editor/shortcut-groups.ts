// What the sheet of shortcuts shows. The keys come from where they are handled, so that the sheet cannot be wrong.

import { texts } from '../texts/texts.ts';
import {
  blockKeys,
  findKeys,
  formatKeys,
  highlightKeys,
  historyKeys,
  keysText,
  leavingKeys,
  linkKeys,
  sheetKeys,
  wholeBlockKeys,
} from './shortcuts.ts';

export interface ShortcutGroup {
  readonly title: string;
  readonly rows: readonly { readonly label: string; readonly keys: string }[];
}

/** The groups of the sheet, in the language that was chosen. */
export function shortcutGroups(): ShortcutGroup[] {
  const { titles, labels, marks } = texts.shortcuts;
  const { formats } = texts.formatting;
  const { insertable, duplicate, moveUp, moveDown } = texts.menus;
  return [
    {
      title: titles.writing,
      rows: [
        { label: labels.undo, keys: keysText(historyKeys.undo) },
        { label: labels.redo, keys: keysText(historyKeys.redo) },
        { label: labels.find, keys: keysText(findKeys.find) },
        { label: labels.replace, keys: keysText(findKeys.replace) },
        { label: labels.leave, keys: leavingKeys.map(keysText).join(' ') },
        { label: labels.sheet, keys: keysText(sheetKeys) },
      ],
    },
    {
      title: titles.formats,
      rows: [
        ...(['bold', 'italic', 'underline', 'strikethrough', 'code'] as const).map((format) => ({
          label: formats[format],
          keys: keysText(formatKeys[format]!),
        })),
        { label: texts.color.highlight, keys: keysText(highlightKeys) },
        { label: labels.link, keys: keysText(linkKeys) },
      ],
    },
    {
      title: titles.blocks,
      rows: [
        ...Object.entries(blockKeys).map(([type, keys]) => ({
          label: insertable[type as keyof typeof blockKeys],
          keys: keysText(keys),
        })),
        { label: labels.blockMenu, keys: keysText(wholeBlockKeys.menu) },
        { label: duplicate, keys: keysText(wholeBlockKeys.duplicate) },
        { label: moveUp, keys: keysText(wholeBlockKeys.up) },
        { label: moveDown, keys: keysText(wholeBlockKeys.down) },
      ],
    },
    { title: titles.marks, rows: marks.map(([keys, label]) => ({ label, keys })) },
  ];
}
