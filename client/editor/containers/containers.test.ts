// Containers under keys and commands, in an editor without a page: what people do, and what the document then says.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { buildEditorFromExtensions } from '@lexical/extension';
import {
  $getSelection,
  $isRangeSelection,
  DELETE_CHARACTER_COMMAND,
  INSERT_PARAGRAPH_COMMAND,
  KEY_ARROW_DOWN_COMMAND,
  KEY_ARROW_UP_COMMAND,
  type LexicalCommand,
} from 'lexical';
import { applyUpdate, Doc, encodeStateAsUpdate } from 'yjs';

import { bodyOf, type Keys, textClientID } from '../../../protocol/format/body.ts';
import { pathOf } from '../../../protocol/format/container-paths.ts';
import { appendBlocks, readBody } from '../../../protocol/format/shared-text.ts';
import { bindEditor } from '../binding/binding.ts';
import { $blockNodes } from '../binding/lexical-blocks.ts';
import { $offsetOf, $pointIn, $select } from '../binding/points.ts';
import { INSERT_CALLOUT_COMMAND, INSERT_TOGGLE_COMMAND } from '../commands.ts';
import { WritingExtension } from '../extension.ts';
import { registerWriting } from '../writing.ts';
import { $setTone } from './editing.ts';
import { $isContainerNode } from '../../../protocol/format/containers.ts';

/** Lines such as `one`, `ul: two`, or `A> three` for a block in a callout with the id A; a small letter is a toggle. */
function blocksOf(lines: readonly string[]) {
  return lines.map((line) => {
    const [, ids, kind, words] = /^(?:(\w+)> )?(?:(\w+): )?(.*)$/.exec(line)!;
    const type: Keys =
      kind === 'ul' ? { type: 'listItem', list: 'bullet' } : kind === 'h1' ? { type: 'heading', level: 1 } : {};
    const path = (ids ?? '').split('').map((id) => ({ id, type: id < 'a' ? 'callout' : 'toggle' }));
    return {
      keys: path.length > 0 ? { ...type, in: path } : type,
      content: words === '' ? [] : [{ insert: words!, formats: {} }],
    };
  });
}

/** A person with an editor of all that people write with; `~` in a line is the caret. */
function person(t: TestContext, ...lines: string[]) {
  const doc = new Doc();
  doc.clientID = textClientID(doc.clientID);
  const index = lines.findIndex((line) => line.includes('~'));
  doc.transact((transaction) =>
    appendBlocks(transaction, bodyOf(doc), blocksOf(lines.map((line) => line.replace('~', '')))),
  );
  const editor = buildEditorFromExtensions(WritingExtension, {
    name: 'test',
    $initialEditorState: null,
    onError: (error) => assert.fail(error),
  });
  t.after(registerWriting(editor));
  const { text, undo, unbind } = bindEditor(editor, doc);
  t.after(unbind);
  const edit = (step: () => void) => {
    editor.update(step, { discrete: true });
    assert.ok(text.agrees(), 'the editor shows something else than the document holds');
  };
  const select = (from: number, offset: number, to = from, end = offset) =>
    edit(() => {
      const nodes = $blockNodes();
      $select($pointIn(nodes[from]!.node, offset), $pointIn(nodes[to]!.node, end));
    });
  if (index >= 0) select(index, lines[index]!.replace(/^(\w+> )?(\w+: )?/, '').indexOf('~'));
  const names = new Map<string, string>();
  return {
    doc,
    text,
    undo,
    edit,
    select,
    does: <T>(command: LexicalCommand<T>, payload: T) => edit(() => void editor.dispatchCommand(command, payload)),
    key: (command: LexicalCommand<KeyboardEvent>) =>
      edit(() => void editor.dispatchCommand(command, { preventDefault() {} } as KeyboardEvent)),
    type: (words: string) => edit(() => $getSelection()?.insertText(words)),
    setTone: (tone: 'tip' | 'danger') =>
      edit(() => {
        const selection = $getSelection();
        assert.ok($isRangeSelection(selection));
        const container = selection.anchor.getNode().getParents().find($isContainerNode);
        $setTone(container!, tone);
      }),
    /** What the document holds, with the caret; new containers are called N, O, … or n, o, …. */
    lines: () => {
      const caret = editor.read(() => {
        const selection = $getSelection();
        const found = $isRangeSelection(selection) ? $offsetOf(selection.focus) : null;
        return { index: $blockNodes().findIndex(({ node }) => node.is(found?.block.node)), offset: found?.offset ?? 0 };
      });
      return readBody(bodyOf(doc)).map(({ block: { keys, content } }, i) => {
        const ids = pathOf(keys).map(({ id, type }) => {
          const letter = String.fromCharCode((type === 'toggle' ? 110 : 78) + names.size);
          if (id.length > 1 && !names.has(id)) names.set(id, letter);
          return names.get(id) ?? id;
        });
        const kind = keys?.['type'] === 'listItem' ? 'ul: ' : keys?.['type'] === 'heading' ? 'h1: ' : '';
        const words = content.map(({ insert }) => insert).join('');
        const shown = i === caret.index ? `${words.slice(0, caret.offset)}~${words.slice(caret.offset)}` : words;
        return `${ids.length > 0 ? `${ids.join('')}> ` : ''}${kind}${shown}`;
      });
    },
  };
}

function exchange(...people: { doc: Doc }[]): void {
  for (const { doc } of people) {
    for (const other of people) if (other.doc !== doc) applyUpdate(other.doc, encodeStateAsUpdate(doc), 'remote');
  }
}

test('the command puts selected blocks into a container, and takes them out again', (t) => {
  const ada = person(t, 'one', 'two', 'ul: three', 'four');
  ada.select(1, 1, 2, 2);
  ada.does(INSERT_CALLOUT_COMMAND, undefined);
  assert.deepEqual(ada.lines(), ['one', 'N> two', 'N> ul: th~ree', 'four']);
  ada.does(INSERT_TOGGLE_COMMAND, undefined);
  assert.deepEqual(ada.lines(), ['one', 'No> two', 'No> ul: th~ree', 'four']);
  ada.does(INSERT_TOGGLE_COMMAND, undefined);
  ada.does(INSERT_CALLOUT_COMMAND, undefined);
  assert.deepEqual(ada.lines(), ['one', 'two', 'ul: th~ree', 'four']);
  ada.undo.undo();
  ada.undo.redo();
});

test('marks at the start of a line make containers', async (t) => {
  for (const [mark, expected] of [
    ['::: ', 'N> ~'],
    ['>> ', 'n> ~'],
    ['+> ', 'n> ~'],
    ['> [!tip] ', 'N> ~'],
    ['> [!what] ', '[!what] ~'],
  ] as const) {
    const ada = person(t, '~');
    for (const letter of mark.split('')) {
      ada.type(letter);
      await Promise.resolve(); // Lexical looks at what was typed when the update is done
    }
    assert.deepEqual(ada.lines(), [expected], mark);
  }
});

test('one item of a list goes into a container alone', (t) => {
  const ada = person(t, 'ul: one', 'ul: t~wo', 'ul: three');
  ada.does(INSERT_CALLOUT_COMMAND, undefined);
  assert.deepEqual(ada.lines(), ['ul: one', 'N> ul: t~wo', 'ul: three']);
  ada.does(INSERT_CALLOUT_COMMAND, undefined);
  assert.deepEqual(ada.lines(), ['ul: one', 'ul: t~wo', 'ul: three']);
});

test('containers are at most four deep', (t) => {
  const ada = person(t, 'ABCD> ~one');
  ada.does(INSERT_TOGGLE_COMMAND, undefined);
  assert.deepEqual(ada.lines(), ['ABCD> ~one']);
});

test('Enter goes on in a container, and leaves it from an empty last block', (t) => {
  const ada = person(t, 'A> one~', 'two');
  ada.does(INSERT_PARAGRAPH_COMMAND, undefined);
  assert.deepEqual(ada.lines(), ['A> one', 'A> ~', 'two']);
  ada.does(INSERT_PARAGRAPH_COMMAND, undefined);
  assert.deepEqual(ada.lines(), ['A> one', '~', 'two']);
  const ben = person(t, 'aA> ~');
  ben.does(INSERT_PARAGRAPH_COMMAND, undefined);
  assert.deepEqual(ben.lines(), ['a> ~']);
});

test('Enter in the summary of a toggle makes the next block, which is inside', (t) => {
  const ada = person(t, 'a> one ~two', 'a> three');
  ada.does(INSERT_PARAGRAPH_COMMAND, undefined);
  assert.deepEqual(ada.lines(), ['a> one ', 'a> ~two', 'a> three']);
});

test('Backspace at the start of a container takes its first block out, and of a toggle all of them', (t) => {
  const ada = person(t, 'A> ~one', 'A> two');
  ada.does(DELETE_CHARACTER_COMMAND, true);
  assert.deepEqual(ada.lines(), ['~one', 'A> two']);
  const ben = person(t, 'Aa> ~one', 'Aa> two', 'A> three');
  ben.does(DELETE_CHARACTER_COMMAND, true);
  assert.deepEqual(ben.lines(), ['A> ~one', 'A> two', 'A> three']);
  const cem = person(t, 'zero', 'A> ul: ~one');
  cem.does(DELETE_CHARACTER_COMMAND, true);
  assert.deepEqual(cem.lines(), ['zero', 'A> ~one']);
  cem.does(DELETE_CHARACTER_COMMAND, true);
  assert.deepEqual(cem.lines(), ['zero', '~one']);
});

test('Backspace and Delete join blocks across the edge of a container', (t) => {
  const ada = person(t, 'A> one', '~two');
  ada.does(DELETE_CHARACTER_COMMAND, true);
  assert.deepEqual(ada.lines(), ['A> one~two']);
  const ben = person(t, 'A> one~', 'two');
  ben.does(DELETE_CHARACTER_COMMAND, false);
  assert.deepEqual(ben.lines(), ['A> one~two']);
  const cem = person(t, 'one~', 'A> two', 'A> three');
  cem.does(DELETE_CHARACTER_COMMAND, false);
  assert.deepEqual(cem.lines(), ['one~two', 'A> three']);
  const dan = person(t, '~', 'A> two');
  dan.does(DELETE_CHARACTER_COMMAND, false);
  assert.deepEqual(dan.lines(), ['A> ~two']);
});

test('what is selected across the edges of containers can be deleted', (t) => {
  const all = ['one', 'A> two', 'A> three', 'a> four', 'five'];
  for (const [from, to, expected] of [
    [0, 1, ['o~', 'A> wo', 'A> three', 'a> four', 'five']],
    [0, 4, ['o~ive']],
    [1, 3, ['one', 'A> t~', 'a> our', 'five']],
    [2, 4, ['one', 'A> two', 'A> t~', 'ive']],
  ] as const) {
    const ada = person(t, ...all);
    ada.select(from, 1, to, 1);
    ada.does(DELETE_CHARACTER_COMMAND, true);
    assert.deepEqual(ada.lines(), expected);
    ada.undo.undo();
    assert.deepEqual(
      ada.lines().map((line) => line.replace('~', '')),
      all,
    );
  }
});

test('arrows make a line beside a container at the edge of the text', (t) => {
  const ada = person(t, 'Aa> one~');
  ada.key(KEY_ARROW_DOWN_COMMAND);
  assert.deepEqual(ada.lines(), ['Aa> one', '~']);
  const ben = person(t, 'Aa> ~one');
  ben.key(KEY_ARROW_UP_COMMAND);
  assert.deepEqual(ben.lines(), ['~', 'Aa> one']);
});

test('a container that is parted by other blocks and comes together again is one', (t) => {
  const ada = person(t, 'A> one', '~', 'A> two');
  ada.does(DELETE_CHARACTER_COMMAND, true);
  assert.deepEqual(ada.lines(), ['A> one~', 'A> two']);
  ada.setTone('tip');
  assert.deepEqual(
    readBody(bodyOf(ada.doc)).map(({ block }) => pathOf(block.keys)[0]!['tone']),
    ['tip', 'tip'],
  );
});

test('[TEXT1] what one types in a container stays whole, whatever another does to the container', (t) => {
  const acts: [string, (ben: ReturnType<typeof person>) => void, string[]][] = [
    ['wraps it', (ben) => ben.does(INSERT_TOGGLE_COMMAND, undefined), ['An> one!~', 'A> two']],
    ['unwraps it', (ben) => ben.does(INSERT_CALLOUT_COMMAND, undefined), ['one!~', 'two']],
    ['changes its tone', (ben) => ben.setTone('danger'), ['A> one!~', 'A> two']],
    ['takes its first block out', (ben) => ben.does(DELETE_CHARACTER_COMMAND, true), ['one!~', 'A> two']],
  ];
  for (const [name, act, expected] of acts) {
    const ada = person(t, 'A> one~', 'A> two');
    const ben = person(t);
    applyUpdate(ben.doc, encodeStateAsUpdate(ada.doc), 'remote');
    ben.select(0, 0);
    act(ben);
    ada.type('!');
    exchange(ada, ben);
    assert.deepEqual(ada.lines(), expected, name);
    assert.ok(ada.text.agrees() && ben.text.agrees(), name);
  }
});

test('a block that somebody adds with the old tone stands in the same callout, which has the new tone', (t) => {
  const ada = person(t, 'A> one~');
  const ben = person(t);
  applyUpdate(ben.doc, encodeStateAsUpdate(ada.doc), 'remote');
  ben.select(0, 0);
  ben.setTone('danger');
  ada.does(INSERT_PARAGRAPH_COMMAND, undefined);
  ada.type('two');
  exchange(ada, ben);
  assert.deepEqual(ada.lines(), ['A> one', 'A> two~']);
  assert.ok(ada.text.agrees() && ben.text.agrees());
  ada.select(0, 0, 1, 0);
  ada.edit(() => $blockNodes()[0]!.node.remove());
  assert.equal(pathOf(readBody(bodyOf(ada.doc))[0]!.block.keys)[0]!['tone'], 'danger');
});
