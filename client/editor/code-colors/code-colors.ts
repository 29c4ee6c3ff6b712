// Colours for the code of a document, fetched when the document shows a block of code. A browser that cannot paint over
// text shows plain code.

import { CodeNode } from '@lexical/code-core';
import type { LexicalEditor } from 'lexical';

import { whenLoaded } from '../../ui/load.ts';

export function registerCodeColors(editor: LexicalEditor): () => void {
  if (typeof Highlight === 'undefined') return () => {};
  let stop: (() => void) | null = null;
  const unregister = editor.registerMutationListener(CodeNode, () => {
    stop ??= whenLoaded(
      () => import('./paint.ts'),
      ({ paintCode }) => paintCode(editor),
    );
  });
  return () => {
    unregister();
    stop?.();
  };
}
