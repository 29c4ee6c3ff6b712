// The editor as Lexical extensions. A new ability is an extension of its own, or a `register…` function, added here.

import { $isCodeNode, CodeIndentExtension } from '@lexical/code-core';
import {
  getExtensionDependencyFromEditor,
  HorizontalRuleExtension,
  KeyboardShortcutsExtension,
} from '@lexical/extension';
import { AutoLinkExtension, autoLinkEmailMatcher, autoLinkUrlMatcher, LinkExtension } from '@lexical/link';
import { CheckListExtension, ListExtension } from '@lexical/list';
import { RichTextExtension } from '@lexical/rich-text';
import { type AnyLexicalExtension, configExtension, defineExtension, mergeRegister } from 'lexical';
import type { Awareness } from 'y-protocols/awareness';
import type { Doc } from 'yjs';

import type { Presence } from '../sdk/presence.ts';
import { codeTabSize, registerCode } from './code.ts';
import { registerCodeColors } from './code-colors/code-colors.ts';
import { registerContainers } from './containers/containers.ts';
import { CollaborationExtension } from './binding/binding.ts';
import { CopyExtension } from './clipboard/copy-extension.ts';
import { PasteExtension } from './clipboard/paste.ts';
import { RemoteCursorsExtension } from './remote-cursors-extension.ts';
import { registerSafeLinks } from './links.ts';
import { nodes } from '../../protocol/format/nodes.ts';
import { registerNumbering } from './numbering.ts';
import { registerPromptSelection } from './prompt-selection.ts';
import { registerProperties } from './properties.ts';
import { registerTables } from './tables/tables.ts';
import { theme } from './theme.ts';

/** Rich text as Quire has it, without collaboration; writing.ts has what only people who write need. */
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
    KeyboardShortcutsExtension,
    PasteExtension,
    CopyExtension,
  ],
  register: (editor) =>
    mergeRegister(
      registerPromptSelection(editor),
      registerProperties(editor),
      registerCode(editor),
      registerCodeColors(editor),
      registerNumbering(editor),
      registerContainers(editor),
      registerSafeLinks(editor),
      registerTables(editor),
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
