import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { $createHeadingNode } from '@lexical/rich-text';
import { $setBlocksType } from '@lexical/selection';
import {
  $getNodeByKey,
  $getRoot,
  $getSelection,
  $isElementNode,
  $isRangeSelection,
  $isTextNode,
  $setCompositionKey,
  createEditor,
  type LexicalEditor,
} from 'lexical';
import { applyUpdate, Doc, encodeStateAsUpdate, Map as YMap, XmlElement } from 'yjs';

import { bodyOf, type Keys, textClientID } from '../../../protocol/format/body.ts';
import { FormulaBlockNode } from '../../../protocol/format/formula.ts';
import { nodes } from '../../../protocol/format/nodes.ts';
import { seedIfEmpty } from '../../../protocol/format/seed.ts';
import { readBody } from '../../../protocol/format/shared-text.ts';
import { bindEditor } from './binding.ts';

/** An editor without a page, bound to a document of its own until the test ends. */
function person(t: TestContext) {
  const doc = new Doc();
  doc.clientID = textClientID(doc.clientID);
  seedIfEmpty(doc);
  const editor = createEditor({ nodes: [...nodes], onError: (error) => assert.fail(error) });
  const { text, undo, unbind } = bindEditor(editor, doc);
  t.after(unbind);
  const edit = (step: () => void) => editor.update(step, { discrete: true });
  return {
    doc,
    editor,
    text,
    undo,
    edit,
    /** Puts the caret at a place of a block. */
    caret: (block: number, offset: number) => edit(() => $select(block, offset, offset)),
    type: (words: string) =>
      edit(() => {
        for (const [i, line] of words.split('\n').entries()) {
          if (i > 0) $range().insertParagraph();
          $range().insertText(line);
        }
      }),
    enter: () => edit(() => void $range().insertParagraph()),
    backspace: () => edit(() => $range().deleteCharacter(true)),
    makeHeading: () => edit(() => $setBlocksType($range(), () => $createHeadingNode('h1'))),
    lines: () => linesOf(editor),
    /** The text of the node in which the caret is, and the number of characters before the caret. */
    place: () => editor.read(() => [$range().anchor.getNode().getTextContent(), $range().anchor.offset]),
    /** What the document holds. */
    body: () =>
      readBody(bodyOf(doc)).map(({ block }) => lineOf(block.keys, block.content.map(({ insert }) => insert).join(''))),
  };
}

type Person = ReturnType<typeof person>;

function $range() {
  const selection = $getSelection();
  assert.ok($isRangeSelection(selection));
  return selection;
}

function $select(block: number, start: number, end: number): void {
  const node = $getRoot().getChildAtIndex(block);
  assert.ok($isElementNode(node));
  const text = node.getFirstChild();
  if ($isTextNode(text)) text.select(start, end);
  else node.select(0, 0);
}

function lineOf(keys: Keys | null, words: string): string {
  return `${JSON.stringify(keys?.['type'] ?? 'paragraph').slice(1, -1)}: ${words}`;
}

function linesOf(editor: LexicalEditor): string[] {
  return editor.read(() =>
    $getRoot()
      .getChildren()
      .map((node) => `${node.getType()}: ${node.getTextContent()}`),
  );
}

function exchange(...people: Person[]): void {
  for (let round = 0; round < 2; round++) {
    for (const { doc } of people) {
      for (const other of people) if (other.doc !== doc) applyUpdate(other.doc, encodeStateAsUpdate(doc), 'remote');
    }
  }
}

function two(t: TestContext, words: string): [Person, Person] {
  const [ada, ben] = [person(t), person(t)];
  ada.edit(() => $getRoot().selectEnd());
  ben.edit(() => $getRoot().selectEnd());
  ada.type(words);
  exchange(ada, ben);
  return [ada, ben];
}

test('what one person types is what the other sees', (t) => {
  const [ada, ben] = two(t, 'One\nTwo\nThree');
  assert.deepEqual(ada.lines(), ['paragraph: One', 'paragraph: Two', 'paragraph: Three']);
  assert.deepEqual(ada.body(), ada.lines());
  assert.deepEqual(ben.lines(), ada.lines());
});

test('[TEXT1] a heading made of a paragraph keeps what is typed in it', (t) => {
  const [ada, ben] = two(t, 'One\nTwo');
  ada.type(' and more');
  ben.caret(1, 1);
  ben.makeHeading();
  exchange(ada, ben);
  assert.deepEqual(ben.lines(), ['paragraph: One', 'heading: Two and more']);
  assert.deepEqual(ada.lines(), ben.lines());
  ada.type('!');
  exchange(ada, ben);
  assert.deepEqual(ben.lines(), ['paragraph: One', 'heading: Two and more!']);
});

test('[TEXT1] a split and a join keep what is typed in the block', (t) => {
  const [ada, ben] = two(t, 'One two\nThree');
  ada.caret(0, 7);
  ada.type(' more');
  ben.caret(0, 3);
  ben.enter();
  exchange(ada, ben);
  assert.deepEqual(ada.lines(), ['paragraph: One', 'paragraph:  two more', 'paragraph: Three']);
  assert.deepEqual(ben.lines(), ada.lines());
  ben.caret(2, 0);
  ben.backspace();
  ada.type(' and more');
  exchange(ada, ben);
  assert.deepEqual(ada.lines(), ['paragraph: One', 'paragraph:  two more and moreThree']);
  assert.deepEqual(ben.lines(), ada.lines());
});

test('[TEXT3] undo of a retype takes no word of another person', (t) => {
  const [ada, ben] = two(t, 'One');
  ada.makeHeading();
  exchange(ada, ben);
  ben.caret(0, 3);
  ben.type(' by Ben');
  exchange(ada, ben);
  ada.undo.undo();
  exchange(ada, ben);
  assert.deepEqual(ada.lines(), ['paragraph: One by Ben']);
  assert.deepEqual(ben.lines(), ada.lines());
});

test('[TEXT4] what a peer writes that no editor writes is shown and stays as it is', (t) => {
  const [ada] = two(t, 'One');
  const peer = new Doc();
  applyUpdate(peer, encodeStateAsUpdate(ada.doc));
  const body = bodyOf(peer);
  const marker = new YMap<unknown>();
  body.insertEmbed(body.length, marker);
  marker.set('type', 'iframe');
  body.insert(body.length, 'words behind');
  body.insertEmbed(body.length, { type: 'mention', user: 'Ben' });
  body.insertEmbed(2, new XmlElement('script'));
  body.insert(0, 'before');
  body.format(0, 3, { style: 'inset:0', bold: true, link: { toString: 'x' } });
  applyUpdate(ada.doc, encodeStateAsUpdate(peer), 'remote');
  assert.deepEqual(ada.lines(), ['paragraph: before', 'paragraph: One', 'unknown-block: ', 'paragraph: words behind']);
  assert.ok(ada.text.agrees());
  const before = bodyOf(ada.doc).toDelta();
  ada.caret(0, 1);
  ada.type('x');
  assert.deepEqual(ada.lines()[0], 'paragraph: bxefore');
  assert.ok(ada.text.agrees());
  assert.deepEqual(bodyOf(ada.doc).toDelta().slice(-3), before.slice(-3));
});

test('the keys of a block without words are written when they change, and shown to others', (t) => {
  const [ada, ben] = two(t, 'One');
  ada.edit(() => $getRoot().append(new FormulaBlockNode().setFormula('x')));
  exchange(ada, ben);
  const formulaOf = ({ editor }: Person) =>
    editor.read(() => ($getRoot().getLastChild() as FormulaBlockNode).getFormula());
  assert.equal(formulaOf(ben), 'x');
  ada.edit(() => ($getRoot().getLastChild() as FormulaBlockNode).setFormula('y'));
  assert.ok(ada.text.agrees());
  ben.caret(0, 3);
  ben.type(' and words');
  exchange(ada, ben);
  assert.deepEqual([formulaOf(ada), formulaOf(ben)], ['y', 'y']);
  assert.equal(ada.lines()[0], 'paragraph: One and words');
});

/** Composes a word at the caret as an input method does: the text changes with each key until the word is chosen. */
function composition({ edit, editor }: Person) {
  let key = '';
  edit(() => {
    const node = $range().anchor.getNode();
    assert.ok($isTextNode(node));
    key = node.getKey();
    $setCompositionKey(key);
  });
  const at = editor.read(() => $range().anchor.offset);
  let composed = '';
  const set = (word: string) =>
    edit(() => {
      const node = $getNodeByKey(key);
      assert.ok($isTextNode(node), 'the text that is composed in was taken away');
      node.spliceText(at, composed.length, word);
      node.select(at + word.length, at + word.length);
      composed = word;
    });
  return {
    set,
    end: (word: string) => {
      set(word);
      edit(() => $setCompositionKey(null));
    },
  };
}

const whileComposing: Record<string, [(ben: Person) => void, string[]]> = {
  'makes the block a heading': [(ben) => ben.makeHeading(), ['paragraph: One', 'heading: Two日本', 'paragraph: Three']],
  'splits the block before the word': [
    (ben) => {
      ben.caret(1, 1);
      ben.enter();
    },
    ['paragraph: One', 'paragraph: T', 'paragraph: wo日本', 'paragraph: Three'],
  ],
  'joins the block with the one before': [
    (ben) => {
      ben.caret(1, 0);
      ben.backspace();
    },
    ['paragraph: OneTwo日本', 'paragraph: Three'],
  ],
  'types in the block': [(ben) => ben.type('x'), ['paragraph: One', 'paragraph: Txwo日本', 'paragraph: Three']],
  'makes the block bold': [
    (ben) =>
      ben.edit(() => {
        $select(1, 0, 3);
        $range().formatText('bold');
      }),
    ['paragraph: One', 'paragraph: Two日本', 'paragraph: Three'],
  ],
  'deletes the block': [
    (ben) => {
      ben.edit(() => {
        $select(1, 0, 3);
        $range().removeText();
      });
      ben.backspace();
    },
    ['paragraph: One日本', 'paragraph: Three'],
  ],
  'types in another block': [
    (ben) => {
      ben.caret(0, 3);
      ben.type('!');
    },
    ['paragraph: One!', 'paragraph: Two日本', 'paragraph: Three'],
  ],
};

for (const [what, [act, lines]] of Object.entries(whileComposing)) {
  test(`[IME1] a composition goes on while somebody ${what}`, async (t) => {
    const [ada, ben] = two(t, 'One\nTwo\nThree');
    ada.caret(1, 3);
    ben.caret(1, 1);
    const word = composition(ada);
    word.set('に');
    exchange(ada, ben);
    act(ben);
    exchange(ada, ben);
    word.set('にほ');
    exchange(ada, ben);
    word.end('日本');
    await Promise.resolve();
    exchange(ada, ben);
    assert.deepEqual(ada.lines(), lines);
    assert.deepEqual(ben.lines(), lines);
    assert.ok(ada.text.agrees());
    ada.type('!');
    exchange(ada, ben);
    assert.ok(ben.lines().join().includes('日本!'), ben.lines().join());
  });
}

test('[TEXT2] words typed into a block that somebody deletes stay, in the block before', (t) => {
  const [ada, ben] = two(t, 'One\nTwo\nThree');
  ada.caret(1, 3);
  ada.type(' and more');
  ben.edit(() => {
    const [first, second] = $getRoot().getAllTextNodes();
    const selection = first!.select(3, 3);
    selection.focus.set(second!.getKey(), 3, 'text');
    selection.removeText();
  });
  exchange(ada, ben);
  assert.deepEqual(ada.lines(), ['paragraph: One and more', 'paragraph: Three']);
  assert.deepEqual(ben.lines(), ada.lines());
  ada.type('!');
  assert.equal(ada.lines()[0], 'paragraph: One and more!');
});

test('a change of others makes nobody else write', (t) => {
  const [ada, ben] = two(t, 'One');
  const cleo = person(t);
  exchange(ada, ben, cleo);
  for (const one of [ben, cleo]) {
    one.edit(() => {
      $select(0, 0, 3);
      $range().formatText('bold');
    });
  }
  const written: unknown[] = [];
  for (const { doc } of [ada, ben, cleo]) {
    doc.on('update', (update, _origin, _doc, { local }) => local && written.push(update));
  }
  exchange(ada, ben, cleo);
  assert.equal(written.length, 0);
  ben.edit(() => {
    $select(0, 0, 3);
    $range().removeText();
  });
  exchange(ada, ben, cleo);
  assert.deepEqual(ada.lines(), ['paragraph: ']);
  assert.equal(written.length, 1); // by Ben, who deletes
});

test('[TEXT3] undo of a deleted selection brings back what was typed just before', (t) => {
  const ada = person(t);
  ada.edit(() => $getRoot().selectEnd());
  ada.type('Words');
  ada.type(' typed');
  ada.edit(() => $select(0, 2, 11));
  ada.backspace();
  ada.type('n');
  ada.type('ew');
  assert.deepEqual(ada.body(), ['paragraph: Wonew']);
  ada.undo.undo();
  assert.deepEqual(ada.body(), ['paragraph: Words typed']);
  ada.undo.undo();
  assert.deepEqual(ada.body(), ['paragraph: ']);
  ada.undo.redo();
  ada.undo.redo();
  assert.deepEqual(ada.body(), ['paragraph: Wonew']);
});

test('[TEXT3] after an undo, the caret is where it changed something', (t) => {
  const [ada] = two(t, 'One\nTwo\nThree');
  ada.caret(0, 2);
  ada.makeHeading();
  ada.caret(2, 5);
  ada.undo.undo();
  assert.deepEqual(ada.place(), ['One', 3]);
  ada.caret(0, 1);
  ada.undo.redo();
  assert.deepEqual(ada.place(), ['One', 1]);
  ada.caret(1, 3);
  ada.type('!');
  ada.caret(0, 0);
  ada.undo.undo();
  assert.deepEqual(ada.place(), ['Two', 3]);
  ada.caret(0, 0);
  ada.undo.redo();
  assert.deepEqual(ada.place(), ['Two!', 4]);
});
