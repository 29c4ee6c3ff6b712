// A Lexical editor without a page, bound by collaboration V2 of @lexical/yjs: the document is a tree. It is bound as
// Lexical's own React plugin does it.

import {
  createBindingV2__EXPERIMENTAL,
  createUndoManager,
  initLocalState,
  syncLexicalUpdateToYjsV2__EXPERIMENTAL,
  syncYjsChangesToLexicalV2__EXPERIMENTAL,
} from '@lexical/yjs';
import { $createParagraphNode, $getRoot, createEditor, SKIP_COLLAB_TAG } from 'lexical';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';

const name = 'root-v2';

/** @type {import('../typist.ts').OpenEditor} */
export function openEditor(clientID, onError) {
  const doc = new Y.Doc();
  doc.clientID = clientID;
  const awareness = new Awareness(doc);
  const editor = createEditor({ onError });
  const binding = createBindingV2__EXPERIMENTAL(editor, name, doc, new Map([[name, doc]]), { rootName: name });
  const provider = { awareness };
  initLocalState(provider, '', '', false, {});
  editor.registerUpdateListener(
    ({ prevEditorState, editorState, dirtyElements, dirtyLeaves, normalizedNodes, tags }) => {
      if (tags.has(SKIP_COLLAB_TAG)) return;
      syncLexicalUpdateToYjsV2__EXPERIMENTAL(
        binding,
        provider,
        prevEditorState,
        editorState,
        dirtyElements,
        dirtyLeaves,
        normalizedNodes,
        tags,
      );
    },
  );
  binding.root.observeDeep((events, transaction) => {
    if (transaction.origin === binding) return;
    const isHistory = transaction.origin instanceof Y.UndoManager;
    syncYjsChangesToLexicalV2__EXPERIMENTAL(binding, provider, events, transaction, isHistory);
  });
  createUndoManager(binding, binding.root);
  editor.update(() => void $getRoot().append($createParagraphNode()), { discrete: true });
  return { editor, doc };
}
