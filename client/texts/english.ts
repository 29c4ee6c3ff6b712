// The words of the interface in English. A group for each part of the page, in alphabetical order; what depends on a
// value is a function of it. german.ts and chinese.ts have the same shape, so that no language lacks a text.

const number = new Intl.NumberFormat('en').format;

export const english = {
  company: {
    follow: (name: string) => `Go to ${name} and follow`,
    followShort: 'Follow',
    following: (name: string) => `Following ${name}`,
    stop: 'Stop',
  },
  find: {
    label: 'Find and replace',
    find: 'Find',
    showReplace: 'Replace',
    /** `current` counts from 1, and is 0 when there is no match. */
    count: (current: number, all: number) => (all === 0 ? 'No matches' : `${current} of ${all}`),
    matchCase: 'Match case',
    wholeWords: 'Whole words',
    previous: 'Previous match',
    next: 'Next match',
    close: 'Close',
    replaceBy: 'Replace with',
    replace: 'Replace',
    replaceAll: 'Replace all',
    replaced: (count: number) => `${count} replaced`,
  },
  language: {
    /** The name of the language in itself. */
    name: 'English',
  },
  outline: {
    label: 'Outline',
    show: 'Outline',
    none: 'Headings appear here.',
    count: ({ words, selected }: { words: number; selected: number }) =>
      selected > 0
        ? `${number(selected)} of ${number(words)} words`
        : words === 1
          ? '1 word'
          : `${number(words)} words`,
  },
  shortcuts: {
    title: 'Keyboard shortcuts',
    close: 'Close',
    titles: { writing: 'Writing', formats: 'Formats', blocks: 'Blocks', marks: 'Typed at the start of a line' },
    labels: {
      undo: 'Undo',
      redo: 'Redo',
      find: 'Find',
      replace: 'Find and replace',
      leave: 'Leave the text',
      sheet: 'Show these shortcuts',
      bold: 'Bold',
      italic: 'Italic',
      underline: 'Underline',
      strikethrough: 'Strikethrough',
      code: 'Code',
      link: 'Link',
      text: 'Text',
      h1: 'Heading 1',
      h2: 'Heading 2',
      h3: 'Heading 3',
      check: 'Check list',
      bullet: 'Bullet list',
      number: 'Numbered list',
      codeBlock: 'Code block',
      quote: 'Quote',
    },
    /** What one types, and what becomes of it. */
    marks: [
      ['# ', 'Heading'],
      ['- ', 'Bullet list'],
      ['1. ', 'Numbered list'],
      ['[] ', 'Check list'],
      ['> ', 'Quote'],
      ['``` ', 'Code block'],
      ['--- ', 'Rule'],
    ] as readonly (readonly [string, string])[],
  },
};

/** The words of the interface, in any language. */
export type Texts = typeof english;
