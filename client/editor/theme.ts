// The class names of the elements that Lexical renders; editor.css styles them. Elements with a tag of their own, such
// as headings, quotes and lists, are styled by the tag and have no class.

import type { EditorThemeClasses } from 'lexical';

import { texts } from '../texts/first-texts.ts';

export const theme: EditorThemeClasses = {
  text: {
    italic: 'text-italic', // bold italic text is a <strong>, so the tag alone does not tell
    underline: 'text-underline',
    strikethrough: 'text-strike',
    underlineStrikethrough: 'text-underline-strike',
    code: 'text-code',
  },
  list: {
    nested: { listitem: 'list-nested' },
    checklist: 'list-check',
    listitemChecked: 'check-done',
    listitemUnchecked: 'check-open',
  },
  autolink: 'link-auto',
  code: 'code-block',
  placeholder: 'placeholder',
  /** The sentence of a placeholder. */
  placeholderText: (type: string) => texts.editor.unknown(type),
  formula: 'formula',
  mention: 'chip chip-mention',
  date: 'chip chip-date',
  table: 'table',
  tableCell: 'table-cell',
  tableSelection: 'table-selecting',
  tableCellSelected: 'table-cell-selected',
  tableScrollableWrapper: 'table-scroll',
  hr: 'rule',
  hrSelected: 'rule-selected',
  image: 'image',
  file: 'file',
};
