import assert from 'node:assert/strict';
import { test } from 'node:test';
import { $createListItemNode, $createListNode, $isListNode, ListItemNode, ListNode, registerList } from '@lexical/list';
import {
  createBindingV2__EXPERIMENTAL,
  syncLexicalUpdateToYjsV2__EXPERIMENTAL,
  syncYjsChangesToLexicalV2__EXPERIMENTAL,
} from '@lexical/yjs';
import fc from 'fast-check';
import { $createTextNode, $getRoot, $getSelection, $isElementNode, $isRangeSelection, createEditor } from 'lexical';
import { Awareness } from 'y-protocols/awareness';
import { applyUpdate, Doc, type XmlElement } from 'yjs';
import { followClones } from './clones.ts';
import { editorProvider } from './provider.ts';
import { bodyName } from '../../../protocol/format/seed.ts';

/** An editor without a page, bound to a document of its own; `sent` is what it wrote and nobody has been given yet. */
function writer() {
  const doc = new Doc();
  const awareness = new Awareness(doc);
  const editor = createEditor({ nodes: [ListNode, ListItemNode], onError: (error) => assert.fail(error) });
  registerList(editor);
  const provider = editorProvider(awareness);
  const binding = createBindingV2__EXPERIMENTAL(editor, bodyName, doc, new Map(), { rootName: bodyName });
  editor.registerUpdateListener(
    ({ prevEditorState, editorState, dirtyElements, dirtyLeaves, normalizedNodes, tags }) => {
      followClones(binding, editorState, dirtyElements.keys());
      const changes = [dirtyElements, dirtyLeaves, normalizedNodes, tags] as const;
      syncLexicalUpdateToYjsV2__EXPERIMENTAL(binding, provider, prevEditorState, editorState, ...changes);
    },
  );
  const observer: Parameters<XmlElement['observeDeep']>[0] = (events, transaction) => {
    if (transaction.origin !== binding) {
      syncYjsChangesToLexicalV2__EXPERIMENTAL(binding, provider, events, transaction, false);
    }
  };
  binding.root.observeDeep(observer);
  const sent: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array, origin: unknown) => origin === 'peer' || sent.push(update));
  const edit = (step: () => void) => editor.update(step, { discrete: true });
  return {
    sent,
    edit,
    take: (update: Uint8Array) => applyUpdate(doc, update, 'peer'),
    press: (key: string) =>
      edit(() => {
        const selection = $getSelection();
        assert.ok($isRangeSelection(selection));
        if (key === '\n') selection.insertParagraph();
        else selection.insertText(key);
      }),
    putCaretInItem: (index: number) =>
      edit(() => {
        const list = $getRoot().getFirstChild();
        const item = $isListNode(list) ? list.getChildAtIndex(index) : null;
        if ($isElementNode(item)) item.selectEnd();
      }),
    items: () => editor.read(() => $getRoot().getTextContent().split(/\n+/)),
    end: () => awareness.destroy(),
  };
}

test('two people add to one list at once, in any order of keys, and each types into an item of their own', () => {
  fc.assert(
    fc.property(fc.infiniteStream(fc.nat(3)), (choices) => {
      const [ada, ben] = [writer(), writer()];
      ada.edit(() => {
        const items = ['wash', 'dry'].map((text) => $createListItemNode().append($createTextNode(text)));
        $getRoot().append($createListNode('check').append(...items));
      });
      for (const update of ada.sent.splice(0)) ben.take(update);
      ada.putCaretInItem(1);
      ben.putCaretInItem(0);

      const keys = { ada: '\niron'.split(''), ben: '\nrinse'.split('') };
      const onTheirWay = { ada: [] as Uint8Array[], ben: [] as Uint8Array[] };
      const left = () => [keys.ada, keys.ben, onTheirWay.ada, onTheirWay.ben].some(({ length }) => length > 0);
      while (left()) {
        const choice = choices.next().value;
        if (choice === 0 && keys.ada.length > 0) ada.press(keys.ada.shift()!);
        if (choice === 1 && keys.ben.length > 0) ben.press(keys.ben.shift()!);
        if (choice === 2 && onTheirWay.ada.length > 0) ada.take(onTheirWay.ada.shift()!);
        if (choice === 3 && onTheirWay.ben.length > 0) ben.take(onTheirWay.ben.shift()!);
        onTheirWay.ben.push(...ada.sent.splice(0));
        onTheirWay.ada.push(...ben.sent.splice(0));
      }
      assert.deepEqual(ada.items(), ['wash', 'rinse', 'dry', 'iron']);
      assert.deepEqual(ben.items(), ['wash', 'rinse', 'dry', 'iron']);
      ada.end();
      ben.end();
    }),
    { numRuns: 200 },
  );
});
