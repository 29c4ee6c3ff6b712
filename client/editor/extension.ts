// The editor, put together: what it can hold, what it understands, whom it works with. A new ability is an extension of
// its own, added to the list here.

import { CodeExtension } from '@lexical/code-core';
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
import { CollaborationExtension } from './binding/binding.ts';
import { RemoteCursorsExtension } from './remote-cursors.ts';
import { registerIndentation } from './indentation.ts';
import { registerSafeLinks, safeHref } from './links.ts';
import { transformers } from '../../protocol/format/markdown.ts';
import { nodes } from '../../protocol/format/nodes.ts';
import { registerProperties } from './binding/properties.ts';
import { shortcuts } from './shortcuts.ts';
import { theme } from './theme.ts';

/** Rich text as Quire understands it, without anybody to share it with. */
export const WritingExtension = defineExtension({
  name: 'quire/writing',
  nodes: () => [...nodes],
  dependencies: [
    RichTextExtension,
    ListExtension,
    CheckListExtension,
    CodeExtension,
    HorizontalRuleExtension,
    configExtension(LinkExtension, { validateUrl: (url) => /^[a-z]+:/i.test(url) && safeHref(url) !== null }),
    configExtension(AutoLinkExtension, { matchers: [autoLinkUrlMatcher, autoLinkEmailMatcher] }),
    configExtension(KeyboardShortcutsExtension, { shortcuts: shortcuts() }),
  ],
  register: (editor) =>
    mergeRegister(
      registerProperties(editor),
      registerBlocks(editor),
      registerIndentation(editor),
      registerSafeLinks(editor),
      registerMarkdownShortcuts(editor, transformers),
    ),
});

/** The whole editor for one open document. Make it once per document: a new extension is a new editor. */
export function documentExtension(doc: Doc, awareness: Awareness, presence: Presence): AnyLexicalExtension {
  return defineExtension({
    name: 'quire/document',
    namespace: 'quire',
    theme,
    // The text is the document's; an initial state of the editor's own would be written into it.
    $initialEditorState: null,
    editable: false, // until the page knows who may write; see Editor
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
