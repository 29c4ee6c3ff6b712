// Colours for the code of a document, fetched when the document shows a block of code. A browser that cannot paint over
// text shows plain code.

import { CodeNode } from '@lexical/code-core';
import type { LexicalEditor } from 'lexical';

export function registerCodeColors(editor: LexicalEditor): () => void {
  if (typeof Highlight === 'undefined') return () => {};
  let stop = () => {};
  let isAsked = false;
  let isGone = false;
  const unregister = editor.registerMutationListener(CodeNode, () => {
    if (isAsked) return;
    isAsked = true;
    import('./paint.ts').then(
      ({ paintCode }) => {
        if (!isGone) stop = paintCode(editor);
      },
      () => {
        isAsked = false; // the next change tries again
      },
    );
  });
  return () => {
    isGone = true;
    unregister();
    stop();
  };
}
