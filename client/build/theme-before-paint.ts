// The script that gives the page its theme before anything is painted.

import type { Plugin } from 'vite';

export const themeScript = 'theme-before-paint';

/** Loads the script as one of its own that blocks the page: a strict content security policy forbids inline scripts. */
export function themeBeforePaint(): Plugin {
  return {
    name: 'quire:theme-before-paint',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        const built = Object.values(bundle ?? {}).find(({ name }) => name === themeScript);
        if (bundle && (built?.type !== 'chunk' || built.imports.length > 0)) throw new Error('the theme is one script');
        const src = built === undefined ? `./${themeScript}.ts` : `./${built.fileName}`;
        return [{ tag: 'script', attrs: { src }, injectTo: 'head' }];
      },
    },
  };
}
