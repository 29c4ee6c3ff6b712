// The class names that Lexical puts on what it renders; editor.css gives them their looks. Elements that have a tag of
// their own (headings, quotes, lists) are styled by that tag and need no name.

import type { EditorThemeClasses } from 'lexical';

export const theme: EditorThemeClasses = {
  text: {
    italic: 'text-italic', // bold and italic is a <strong>, so the tag cannot say it
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
  code: 'code-block',
  hr: 'rule',
  hrSelected: 'rule-selected',
};
