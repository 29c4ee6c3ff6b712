// What a person who writes needs beyond a text that takes plain keys: Markdown, shortcuts, the types of blocks,
// colours, containers and formulas. The code comes beside the data of the document; what is typed before it is there
// waits (early-keys.ts). Transforms of nodes are no part of it: registered late, they would go through the whole text.

import { getExtensionDependencyFromEditor, KeyboardShortcutsExtension } from '@lexical/extension';
import { registerMarkdownShortcuts } from '@lexical/markdown';
import { type LexicalEditor, mergeRegister } from 'lexical';

import { transformers } from '../../protocol/format/markdown.ts';
import { registerBlocks } from './blocks.ts';
import { registerCheckMarks } from './check-marks.ts';
import { registerCodeKeys } from './code-keys.ts';
import { registerColors } from './colors.ts';
import { registerContainerEditing } from './containers/editing.ts';
import { registerArrivingFiles } from './files/arriving.ts';
import { formulaShortcut, registerFormulas } from './formulas/formulas.ts';
import { registerIndentation } from './indentation.ts';
import { registerLeaving } from './leaving.ts';
import { registerEarlyLinks, registerPastedLinks } from './links.ts';
import { shortcuts } from './shortcuts.ts';

/** Makes an editor with the WritingExtension one to write in, until the result is called. */
export function registerWriting(editor: LexicalEditor): () => void {
  return mergeRegister(
    registerBlocks(editor),
    registerCheckMarks(editor),
    registerCodeKeys(editor),
    registerColors(editor),
    registerContainerEditing(editor),
    registerArrivingFiles(editor),
    registerIndentation(editor),
    registerLeaving(editor),
    registerEarlyLinks(editor),
    registerPastedLinks(editor),
    registerFormulas(editor),
    registerShortcuts(editor),
    registerMarkdownShortcuts(editor, [...transformers, formulaShortcut(editor)]),
  );
}

function registerShortcuts(editor: LexicalEditor): () => void {
  const { output } = getExtensionDependencyFromEditor(editor, KeyboardShortcutsExtension);
  output.shortcuts.value = shortcuts();
  return () => {
    output.shortcuts.value = {};
  };
}
