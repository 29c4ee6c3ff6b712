// Copying as HTML and Markdown: copy.ts, which comes with the code of writing. What is copied before has Lexical's
// forms.

import { GetClipboardDataExtension } from '@lexical/clipboard';
import { configExtension, defineExtension } from 'lexical';

import { late } from '../../ui/load.ts';

/** The code that copying needs; the editor fetches it with that of writing. */
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
});
