// The words of the interface in English. A group for each part of the page, in alphabetical order; what depends on a
// value is a function of it. german.ts and chinese.ts have the same shape, so that no language lacks a text.

export const english = {
  language: {
    /** The name of the language in itself. */
    name: 'English',
  },
};

/** The words of the interface, in any language. */
export type Texts = typeof english;
