import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createBindingV2__EXPERIMENTAL, syncLexicalUpdateToYjsV2__EXPERIMENTAL } from '@lexical/yjs';
import fc from 'fast-check';
import { $createParagraphNode, $createTextNode, $getRoot, $isTextNode, createEditor } from 'lexical';
import { Awareness } from 'y-protocols/awareness';
import { Doc, Text, XmlElement, XmlText } from 'yjs';
import { bodyName } from '../../../protocol/format/seed.ts';
import { editorProvider } from './provider.ts';
import { editWholeCharacters } from './whole-characters.ts';

/** An editor without a page that writes into a document of its own, until the test ends. */
function writer(t: TestContext) {
  const doc = new Doc();
  const awareness = new Awareness(doc);
  t.after(() => awareness.destroy());
  const editor = createEditor({ onError: (error) => assert.fail(error) });
  const provider = editorProvider(awareness);
  const binding = createBindingV2__EXPERIMENTAL(editor, bodyName, doc, new Map(), { rootName: bodyName });
  editWholeCharacters(binding);
  editor.registerUpdateListener(
    ({ prevEditorState, editorState, dirtyElements, dirtyLeaves, normalizedNodes, tags }) => {
      const changes = [dirtyElements, dirtyLeaves, normalizedNodes, tags] as const;
      syncLexicalUpdateToYjsV2__EXPERIMENTAL(binding, provider, prevEditorState, editorState, ...changes);
    },
  );
  const edit = (step: () => void) => editor.update(step, { discrete: true });
  return {
    edit,
    write: (text: string) =>
      edit(() => {
        const node = $createTextNode(text);
        $getRoot().append($createParagraphNode().append(node));
        node.selectEnd();
      }),
    /** Replaces what is between two places of the text, as typing over a selection does. */
    replace: (start: number, end: number, by: string) =>
      edit(() => {
        const [node] = $getRoot().getAllTextNodes();
        assert.ok($isTextNode(node));
        node.select(start, end).insertText(by);
      }),
    text: () => {
      const paragraph = doc.get(bodyName, XmlElement).get(0);
      const shared = paragraph instanceof XmlElement ? paragraph.toArray()[0] : null;
      return shared instanceof XmlText ? Text.prototype.toString.call(shared) : '';
    },
  };
}

test('an emoji in place of another stays an emoji, whatever they share', (t) => {
  for (const [one, other] of [
    ['😀', '😁'],
    ['𝒜', '𝒷'],
    ['𠮟', '𠮷'],
    ['👨‍👩‍👧', '👨‍👩‍👦'],
  ] as const) {
    const ada = writer(t);
    ada.write(`I am ${one} today`);
    ada.replace(5, 5 + one.length, other);
    assert.equal(ada.text(), `I am ${other} today`);
  }
});

test('an emoji typed before another stays whole', (t) => {
  const ada = writer(t);
  ada.write('😀');
  ada.replace(0, 0, '😁');
  assert.equal(ada.text(), '😁😀');
});

test('whatever is typed over whatever, the document holds the words of the editor, well formed', (t) => {
  const characters = ['a', '😀', '😁', '𝒜', '𝒷', '𠮟', '𠮷', '👨‍👩‍👧', '👨‍👩‍👦', '🇩🇪', '🇫🇷', 'é', 'שׁ'];
  const clusters = fc.array(fc.constantFrom(...characters), { minLength: 1, maxLength: 6 });
  const edits = fc.array(fc.tuple(fc.nat(20), fc.nat(3), clusters), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(clusters, edits, (first, steps) => {
      const ada = writer(t);
      ada.write(first.join(''));
      let here = first;
      for (const [place, count, by] of steps) {
        const at = place % (here.length + 1);
        const [before, gone, rest] = [here.slice(0, at), here.slice(at, at + count), here.slice(at + count)];
        const start = before.join('').length;
        ada.replace(start, start + gone.join('').length, by.join(''));
        here = [...before, ...by, ...rest];
        assert.equal(ada.text(), here.join(''));
      }
    }),
    { numRuns: 300 },
  );
});
