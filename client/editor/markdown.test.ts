// Markdown as people type it, letter by letter, in an editor that is bound to a document.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { $getRoot, $getSelection, $isRangeSelection, KEY_ENTER_COMMAND } from 'lexical';
import { Doc } from 'yjs';

import { bodyOf, textClientID } from '../../protocol/format/body.ts';
import { seedIfEmpty } from '../../protocol/format/seed.ts';
import { readBody } from '../../protocol/format/shared-text.ts';
import { bindEditor } from './binding/binding.ts';
import { openEditor } from './clipboard/testing/editor.ts';

function writer(t: TestContext) {
  const doc = new Doc();
  doc.clientID = textClientID(doc.clientID);
  seedIfEmpty(doc);
  const editor = openEditor();
  const { text, undo, unbind } = bindEditor(editor, doc);
  t.after(unbind);
  editor.update(() => $getRoot().selectEnd(), { discrete: true });
  return {
    undo,
    /** Types, letter by letter; a line end is Enter. */
    type(words: string): void {
      for (const letter of words) {
        editor.update(
          () => {
            const selection = $getSelection();
            assert.ok($isRangeSelection(selection));
            if (letter !== '\n') selection.insertText(letter);
            else editor.dispatchCommand(KEY_ENTER_COMMAND, null);
          },
          { discrete: true },
        );
        editor.read(() => {}); // commits what a shortcut makes of it
      }
    },
    lines(): string[] {
      assert.ok(text.agrees());
      return readBody(bodyOf(doc)).map(({ block: { keys, content } }) => {
        const said = Object.values(keys ?? {}).join(' ');
        const words = content.map(({ insert, formats }) => {
          const marks = Object.entries(formats).map(([name, value]) => (value === true ? name : String(value)));
          return marks.length === 0 ? String(insert) : `<${marks.join(' ')}>${String(insert)}</>`;
        });
        return `${said}: ${words.join('')}`;
      });
    },
  };
}

const blocks: Record<string, string[]> = {
  '# a': ['heading 1: a'],
  '### a': ['heading 3: a'],
  '###### a': ['heading 6: a'],
  '> a': ['quote: a'],
  '- a': ['listItem bullet: a'],
  '* a': ['listItem bullet: a'],
  '+ a': ['listItem bullet: a'],
  '1. a': ['listItem number: a'],
  '[] a': ['listItem check: a'],
  '[ ] a': ['listItem check: a'],
  '- [ ] a': ['listItem check: a'],
  '- [x] a': ['listItem check true: a'],
  '``` a': ['code: a'],
  '```js\na': ['code js: a'],
  '---\na': ['rule: ', ': a'],
  '*** a': ['rule: ', ': a'],
};

const lines: Record<string, string[]> = {
  '**b**!': [': <bold>b</>!'],
  '*i*!': [': <italic>i</>!'],
  '_i_!': [': <italic>i</>!'],
  '~~s~~!': [': <strikethrough>s</>!'],
  '`c`!': [': <code>c</>!'],
  '==h==!': [': <highlight>h</>!'],
  '[map](https://example.org)!': [': <https://example.org>map</>!'],
};

test('Markdown that a person types becomes what it says', (t) => {
  for (const [typed, expected] of Object.entries({ ...blocks, ...lines })) {
    const ada = writer(t);
    ada.type(typed);
    assert.deepEqual(ada.lines(), expected, typed);
  }
});

test('other marks stay as they are', (t) => {
  for (const typed of ['(c) -- ... -> 1) a', 'a - b', '2 * 3 * 4', 'snake_case_name', ':) "so"', '#tag', 'a --- b']) {
    const ada = writer(t);
    ada.type(typed);
    assert.deepEqual(ada.lines(), [`: ${typed}`], typed);
  }
});

test('[TEXT3] undo right after a shortcut leaves the marks', (t) => {
  const marks = ['# ', '> ', '- ', '1. ', '[] ', '``` ', '*** ', '**b**', '==h==', '`c`', '[map](/a)'];
  for (const typed of marks) {
    const ada = writer(t);
    ada.type(typed);
    assert.notDeepEqual(ada.lines(), [`: ${typed}`], typed);
    ada.undo.undo();
    assert.deepEqual(ada.lines(), [`: ${typed}`], typed);
  }
});
