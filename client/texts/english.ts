// The words of the interface in English. A group for each part of the page, in alphabetical order; what depends on a
// value is a function of it. german.ts and chinese.ts have the same shape, so that no language lacks a text.

export const english = {
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
};

/** The words of the interface, in any language. */
export type Texts = typeof english;
