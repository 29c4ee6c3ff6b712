// The editor as Lexical extensions. A new ability is an extension of its own, or a `register…` function, added here.

import { $isCodeNode, CodeIndentExtension } from '@lexical/code-core';
import {
  getExtensionDependencyFromEditor,
  HorizontalRuleExtension,
  KeyboardShortcutsExtension,
} from '@lexical/extension';
import { AutoLinkExtension, autoLinkEmailMatcher, autoLinkUrlMatcher, LinkExtension } from '@lexical/link';
import { CheckListExtension, ListExtension } from '@lexical/list';
import { registerMarkdownShortcuts } from '@lexical/markdown';
import { RichTextExtension } from '@lexical/rich-text';
import { type AnyLexicalExtension, configExtension, defineExtension, mergeRegister } from 'lexical';
import type { Awareness } from 'y-protocols/awareness';
import type { Doc } from 'yjs';

import type { Presence } from '../sdk/presence.ts';
import { registerBlocks } from './blocks.ts';
import { codeTabSize, registerCode } from './code.ts';
import { registerCodeColors } from './code-colors/code-colors.ts';
import { registerColors } from './colors.ts';
import { registerContainers } from './containers/containers.ts';
import { CollaborationExtension } from './binding/binding.ts';
import { CopyExtension } from './clipboard/copy-extension.ts';
import { PasteExtension } from './clipboard/paste.ts';
import { RemoteCursorsExtension } from './remote-cursors-extension.ts';
import { formulaShortcut, registerFormulas } from './formulas/formulas.ts';
import { registerIndentation } from './indentation.ts';
import { registerPastedLinks, registerSafeLinks } from './links.ts';
import { transformers } from '../../protocol/format/markdown.ts';
import { nodes } from '../../protocol/format/nodes.ts';
import { registerNumbering } from './numbering.ts';
import { registerProperties } from './properties.ts';
import { shortcuts } from './shortcuts.ts';
import { registerTables } from './tables/tables.ts';
import { theme } from './theme.ts';

/** Rich text as Quire has it, without collaboration. */
export const WritingExtension = defineExtension({
  name: 'quire/writing',
  nodes: () => [...nodes],
  dependencies: [
    RichTextExtension,
    ListExtension,
    CheckListExtension,
    configExtension(CodeIndentExtension, { tabSize: codeTabSize, escapeWithArrows: true }),
    HorizontalRuleExtension,
    LinkExtension,
    configExtension(AutoLinkExtension, {
      matchers: [autoLinkUrlMatcher, autoLinkEmailMatcher],
      excludeParents: [$isCodeNode],
    }),
    configExtension(KeyboardShortcutsExtension, { shortcuts: shortcuts() }),
    PasteExtension,
    CopyExtension,
  ],
  register: (editor) =>
    mergeRegister(
      registerProperties(editor),
      registerBlocks(editor),
      registerCode(editor),
      registerCodeColors(editor),
      registerColors(editor),
      registerIndentation(editor),
      registerNumbering(editor),
      registerContainers(editor),
      registerSafeLinks(editor),
      registerTables(editor),
      registerPastedLinks(editor),
      registerFormulas(editor),
      registerMarkdownShortcuts(editor, [...transformers, formulaShortcut(editor)]),
    ),
});

/** The whole editor for one open document. Memoize the result: another extension makes another editor. */
export function documentExtension(doc: Doc, awareness: Awareness, presence: Presence): AnyLexicalExtension {
  return defineExtension({
    name: 'quire/document',
    namespace: 'quire',
    theme,
    // The text comes from the document. Lexical would write an initial state of its own into the document.
    $initialEditorState: null,
    editable: false, // until the page knows whether the person may write; see Editor
    dependencies: [
      WritingExtension,
      configExtension(CollaborationExtension, { doc, awareness }),
      configExtension(RemoteCursorsExtension, { awareness, presence }),
    ],
    onError: (error, editor) => {
      getExtensionDependencyFromEditor(editor, CollaborationExtension).output.report(error);
    },
  });
}
