// What the page does not need of some packages' data stays out of the build.

import type { Plugin } from 'vite';

/** KaTeX names three forms of each font; every browser that this page is for takes the first. */
export function oneFormOfFonts(): Plugin {
  return {
    name: 'quire:one-form-of-fonts',
    enforce: 'pre',
    transform: {
      filter: { id: /katex\.css$/ },
      handler: (css) => css.replace(/, url\([^)]*\.(?:woff|ttf)\) format\("[a-z]+"\)/g, ''),
    },
  };
}

/** Leaves of the data of emoji what typeahead/emoji.ts reads: a quarter. */
export function trimEmoji(): Plugin {
  return {
    name: 'quire:trim-emoji',
    enforce: 'pre',
    transform: {
      filter: { id: /emojibase-data\/\w+\/compact\.json/ },
      handler(code) {
        const all = JSON.parse(code) as Record<string, unknown>[];
        return JSON.stringify(
          all.map(({ hexcode, unicode, label, tags, group }) => ({ hexcode, unicode, label, tags, group })),
        );
      },
    },
  };
}
