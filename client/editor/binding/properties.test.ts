// Whatever is said about a node, by a peer or by what is pasted, it ends as something that this editor could have made.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { $createHeadingNode, type HeadingTagType } from '@lexical/rich-text';
import { createBindingV2__EXPERIMENTAL, syncYjsChangesToLexicalV2__EXPERIMENTAL } from '@lexical/yjs';
import fc from 'fast-check';
import { $createTextNode, $getRoot, createEditor, type LexicalEditor } from 'lexical';
import { Awareness } from 'y-protocols/awareness';
import { applyUpdate, Doc, encodeStateAsUpdate, XmlElement, XmlText } from 'yjs';
import { $agree } from './agreement.ts';
import { nodes } from '../../../protocol/format/nodes.ts';
import { checkNodes, notProperties, registerProperties, ruleFor } from './properties.ts';
import { editorProvider } from './provider.ts';
import { bodyName } from '../../../protocol/format/seed.ts';

function editorWithoutPage() {
  const editor = createEditor({
    nodes: [...nodes],
    onError: (error) => {
      throw error;
    },
  });
  registerProperties(editor);
  return editor;
}

interface Block {
  [name: string]: unknown;
  children: { [name: string]: unknown }[];
}

function blocksOf(editor: LexicalEditor): Block[] {
  return editor.getEditorState().toJSON().root.children as unknown as Block[];
}

/** An editor without a page that follows a document, and what it makes of a body that a peer writes. */
function reader() {
  const [doc, editor] = [new Doc(), editorWithoutPage()];
  const excludedProperties = notProperties(editor);
  const binding = createBindingV2__EXPERIMENTAL(editor, bodyName, doc, new Map(), {
    rootName: bodyName,
    excludedProperties,
  });
  checkNodes(binding);
  const awareness = new Awareness(doc);
  const observer: Parameters<XmlElement['observeDeep']>[0] = (events, transaction) =>
    syncYjsChangesToLexicalV2__EXPERIMENTAL(binding, editorProvider(awareness), events, transaction, false);
  binding.root.observeDeep(observer);
  return {
    editor,
    binding,
    take: (...body: XmlElement[]) => {
      const peer = new Doc();
      peer.get(bodyName, XmlElement).insert(0, body);
      applyUpdate(doc, encodeStateAsUpdate(peer));
    },
    blocks: () => blocksOf(editor),
    end: () => awareness.destroy(),
  };
}

function element(type: string, attributes: object, ...children: (XmlElement | XmlText)[]): XmlElement {
  const made = new XmlElement(type);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.insert(0, children);
  return made;
}

function text(words: string, attributes: object): XmlText {
  const made = new XmlText();
  made.insert(0, words, attributes);
  return made;
}

test('there is a rule for every property that is shared', () => {
  const { binding, end } = reader();
  const shared = [...binding.nodeProperties].flatMap(([type, usual]) =>
    Object.keys(usual).map((name) => [type, name] as const),
  );
  assert.ok(shared.length > 50);
  assert.deepEqual(
    shared.filter(([type, name]) => ruleFor(type, name) === undefined),
    [],
  );
  end();
});

test('what a peer says about nodes is taken only where this editor could have said it', () => {
  const { take, blocks, binding, editor, end } = reader();
  take(
    element('heading', { __tag: 'h2', __indent: 2 }, text('kept', { p: { __format: 3 } })),
    element(
      'heading',
      { __tag: 'script', __indent: 1e9, __type: 'list', onclick: 'x' },
      text('styled', { p: { __style: 'position:fixed', __format: {} } }),
    ),
    element(
      'code',
      { __language: ['x'], __theme: 'x' },
      text('proto', { p: JSON.parse('{"__proto__": {"getType": 1}}') }),
    ),
  );
  const [kept, corrected, code] = blocks();
  assert.deepEqual([kept!['tag'], kept!['indent'], kept!.children[0]!['format']], ['h2', 2, 3]);
  assert.deepEqual([corrected!['tag'], corrected!['indent'], corrected!['type']], ['h1', 0, 'heading']);
  assert.deepEqual([corrected!.children[0]!['style'], corrected!.children[0]!['format']], ['', 0]);
  assert.deepEqual([code!['language'], code!['theme'], code!.children[0]!['text']], [undefined, undefined, 'proto']);
  assert.ok(editor.read(() => $agree(binding)));
  end();
});

test('whatever a peer says about a block, editor and document agree on what is taken of it', () => {
  const said = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom('h3', 'ul', 'check', 'javascript:x', 1, 8, true, 'rtl', 'script'),
  );
  const types = ['paragraph', 'heading', 'quote', 'list', 'code'];
  const names = [
    '__tag',
    '__listType',
    '__start',
    '__style',
    '__textStyle',
    '__format',
    '__indent',
    '__dir',
    '__language',
    '__type',
    '__theme',
    'x',
  ];
  const attributes = fc.dictionary(fc.constantFrom(...names), said);
  const block = fc.tuple(
    fc.constantFrom(...types),
    attributes,
    fc.dictionary(fc.constantFrom('__format', '__style', '__mode', '__type'), said),
  );
  fc.assert(
    fc.property(fc.array(block, { minLength: 1, maxLength: 4 }), (body) => {
      const { take, binding, editor, end } = reader();
      take(
        ...body.map(([type, about, p]) => {
          const words = text('words', { p });
          return element(type, about, type === 'list' ? element('listitem', {}, words) : words);
        }),
      );
      assert.ok(editor.read(() => $agree(binding)));
      assert.equal(
        editor.read(() => $getRoot().getChildrenSize()),
        body.length,
      );
      end();
    }),
  );
});

test('a root within the text is refused before it can make a circle', () => {
  for (const name of ['root', 'UNDEFINED']) {
    const { take, end } = reader();
    const inner = element(name, {}, element('paragraph', {}, text('words', {})));
    assert.throws(() => take(element('paragraph', {}, inner)), /root within the text/);
    end();
  }
});

test('what is pasted or set here is corrected as well', () => {
  const editor = editorWithoutPage();
  editor.update(
    () => {
      const words = $createTextNode('words').setStyle('position:fixed');
      $getRoot().append(
        $createHeadingNode('script' as HeadingTagType)
          .setStyle('inset:0')
          .setIndent(99)
          .append(words),
      );
    },
    { discrete: true },
  );
  const [heading] = blocksOf(editor);
  assert.deepEqual([heading!['tag'], heading!['indent'], heading!.children[0]!['style']], ['h1', 0, '']);
});
