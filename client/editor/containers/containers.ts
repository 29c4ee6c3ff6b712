// Callouts and toggles in the editor, as everybody sees them; editing.ts is for people who write. The form is
// protocol/format/container-paths.ts.

import { type LexicalEditor, mergeRegister } from 'lexical';

import { registerContainerTree } from './tree.ts';
import { registerContainerView } from './view.ts';

/** Keeps containers as they have to be, and shows them, until the returned function is called. */
export function registerContainers(editor: LexicalEditor): () => void {
  return mergeRegister(registerContainerTree(editor), registerContainerView(editor));
}
