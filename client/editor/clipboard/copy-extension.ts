// Copying as HTML and Markdown: copy.ts, which comes once the text shows. What is copied before has Lexical's forms.

import { GetClipboardDataExtension } from '@lexical/clipboard';
import { configExtension, defineExtension } from 'lexical';

import { late } from '../../ui/load.ts';

/** The code that copying needs comes once the text shows. */
export const copying = late(() => import('./copy.ts'));

export const CopyExtension = defineExtension({
  name: 'quire/copy',
  dependencies: [
    configExtension(GetClipboardDataExtension, {
      $exportMimeType: {
        'text/html': [(selection, $next) => copying.current?.$selectedHtml(selection) ?? $next()],
        'text/plain': [(selection, $next) => copying.current?.$selectedText(selection) ?? $next()],
      },
    }),
  ],
  register: (editor) =>
    editor.registerRootListener((root) => {
      if (root !== null) copying.fetch().catch(() => {}); // Lexical's own forms stay
    }),
});
