// A Lexical editor without a page, bound by Quire: the document is one text. It announces its caret, as on a page.
// Plain JavaScript, since the types of the two copies of Lexical that are installed do not match; see one-copy.ts.

import { createEditor } from 'lexical';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { bindEditor } from '../../../client/editor/binding/binding.ts';
import { nodes } from '../../../protocol/format/nodes.ts';
import { seedIfEmpty } from '../../../protocol/format/seed.ts';

/** @type {import('../typist.ts').OpenEditor} */
export function openEditor(clientID, onError) {
  const doc = new Y.Doc();
  doc.clientID = clientID;
  seedIfEmpty(doc);
  const editor = createEditor({ nodes, onError });
  const awareness = new Awareness(doc);
  const { text } = bindEditor(editor, doc);
  editor.registerUpdateListener(() => {
    const { anchor = null, focus = null } = text.selection ?? {};
    awareness.setLocalState({ anchorPos: anchor, focusPos: focus, focusing: false });
  });
  return { editor, doc };
}
