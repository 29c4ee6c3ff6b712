// A Lexical editor without a page that is bound to nothing: the cost of Lexical alone.

import { $createParagraphNode, $getRoot, createEditor } from 'lexical';

/** @type {import('../typist.ts').OpenEditor} */
export function openEditor(_clientID, onError) {
  const editor = createEditor({ onError });
  editor.update(() => void $getRoot().append($createParagraphNode()), { discrete: true });
  return { editor, doc: null };
}
