// Callouts and toggles in the editor. The form is protocol/format/container-paths.ts.

import { type LexicalEditor, mergeRegister } from 'lexical';

import { registerContainerEditing } from './editing.ts';
import { registerContainerTree } from './tree.ts';
import { registerContainerView } from './view.ts';

/** Lets people write in containers until the returned function is called. */
export function registerContainers(editor: LexicalEditor): () => void {
  return mergeRegister(registerContainerTree(editor), registerContainerEditing(editor), registerContainerView(editor));
}
