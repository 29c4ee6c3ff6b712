import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as Y from 'yjs';

import { titleName } from '../../../protocol/title.ts';
import { bindTitle } from './title-binding.ts';

/** What the binding uses of an input that has the focus. */
class FakeInput extends EventTarget {
  value = '';
  readOnly = false;
  selectionStart = 0;
  selectionEnd = 0;
  readonly ownerDocument = { activeElement: this };

  setSelectionRange(start: number, end: number): void {
    [this.selectionStart, this.selectionEnd] = [start, end];
  }

  /** Types over the selection, as a person does. */
  type(words: string): void {
    const { value, selectionStart: start, selectionEnd: end } = this;
    this.value = value.slice(0, start) + words + value.slice(end);
    this.setSelectionRange(start + words.length, start + words.length);
    this.dispatchEvent(new Event('input'));
  }

  /** Sends an event with `fields`; the result tells whether the browser does nothing more. */
  send(type: string, fields: object): boolean {
    return !this.dispatchEvent(Object.assign(new Event(type, { cancelable: true }), fields));
  }

  press(key: string, modifiers: object = {}): boolean {
    const none = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };
    return this.send('keydown', { ...none, key, code: `Key${key.toUpperCase()}`, ...modifiers });
  }

  undo = () => this.press('z', { ctrlKey: true });
  redo = () => this.press('Z', { ctrlKey: true, shiftKey: true });
}

/** A person's field, each edit in it a step of its own. */
function openField() {
  const doc = new Y.Doc();
  const text = doc.getText(titleName);
  const field = new FakeInput();
  const unbind = bindTitle(field as unknown as HTMLInputElement, text, 0);
  return { doc, text, field, unbind };
}

/** Two people with one title; what one types, the other has at once. */
function twoPeople() {
  const [ada, ben] = [openField(), openField()];
  ada.doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== 'network') Y.applyUpdate(ben.doc, update, 'network');
  });
  ben.doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== 'network') Y.applyUpdate(ada.doc, update, 'network');
  });
  const both = (title: string) => assert.deepEqual([ada.field.value, ben.field.value], [title, title]);
  return { ada: ada.field, ben: ben.field, both };
}

/** The value with `|` at the caret. */
const withCaret = ({ value, selectionStart, selectionEnd }: FakeInput) => {
  assert.equal(selectionStart, selectionEnd);
  return `${value.slice(0, selectionStart)}|${value.slice(selectionStart)}`;
};

test('[UNDO1] undo and redo in the title take one’s own edits back and bring them again', () => {
  const { field } = openField();
  field.type('Picnic');
  field.type(' plan');
  assert.equal(field.undo(), true);
  assert.equal(withCaret(field), 'Picnic|');
  field.undo();
  assert.equal(field.value, '');
  assert.equal(field.undo(), true, 'the browser’s own history is not used');
  assert.equal(field.redo(), true);
  assert.equal(withCaret(field), 'Picnic|');
  assert.equal(field.press('y', { ctrlKey: true }), true);
  assert.equal(withCaret(field), 'Picnic plan|');
});

test('[UNDO1] undo takes back no word that another person wrote into the title', () => {
  const { ada, ben, both } = twoPeople();
  ada.type('Picnic');
  ben.setSelectionRange(3, 3);
  ben.type('😀');
  ada.type('!');
  both('Pic😀nic!');
  ada.undo();
  both('Pic😀nic');
  ada.undo();
  both('😀');
  ada.redo();
  ada.redo();
  both('Pic😀nic!');
  ben.undo();
  both('Picnic!');
});

test('[UNDO1] words that replaced others are one step, and the others return beside what came meanwhile', () => {
  const { ada, ben, both } = twoPeople();
  ben.type('Old title');
  ada.setSelectionRange(0, 3);
  ada.type('New');
  ben.setSelectionRange(9, 9);
  ben.type(' of ours');
  ada.undo();
  both('Old title of ours');
  assert.equal(withCaret(ada), 'Old| title of ours');
  assert.equal(withCaret(ben), 'Old title of ours|');
});

test('[UNDO1] the caret goes to what undo and redo changed', () => {
  const { field } = openField();
  field.type('Picnic plan');
  field.setSelectionRange(0, 6);
  field.type('');
  assert.equal(withCaret(field), '| plan');
  field.setSelectionRange(5, 5);
  field.undo();
  assert.equal(withCaret(field), 'Picnic| plan');
  field.setSelectionRange(11, 11);
  field.redo();
  assert.equal(withCaret(field), '| plan');
});

test('[UNDO1] the caret stays where it is while the person is elsewhere on the page', () => {
  const { field } = openField();
  field.type('Picnic');
  Object.assign(field.ownerDocument, { activeElement: null });
  field.setSelectionRange(2, 2);
  field.undo();
  assert.deepEqual([field.value, field.selectionStart], ['', 2]);
});

test('[UNDO1] a browser’s menu and gestures undo and redo as the keys do', () => {
  const { ada, ben, both } = twoPeople();
  ada.type('Picnic');
  ben.type('The ');
  assert.equal(ada.send('beforeinput', { inputType: 'historyUndo' }), true);
  both('The ');
  assert.equal(ada.send('beforeinput', { inputType: 'historyRedo' }), true);
  both('The Picnic');
  assert.equal(ada.send('beforeinput', { inputType: 'insertText' }), false);
});

test('[UNDO1] undo is on the same key in every keyboard layout, and no other key undoes', () => {
  const { field } = openField();
  field.type('Picnic');
  for (const [key, modifiers] of [
    ['z', {}],
    ['z', { ctrlKey: true, altKey: true }],
    ['x', { ctrlKey: true }],
    ['w', { ctrlKey: true, code: 'KeyZ' }],
  ] as const) {
    assert.equal(field.press(key, modifiers), false, key);
  }
  assert.equal(field.value, 'Picnic');
  assert.equal(field.press('я', { ctrlKey: true, code: 'KeyZ' }), true);
  assert.equal(field.value, '');
});

test('[UNDO1] a reader and a word that is being composed have no undo', () => {
  const { field } = openField();
  field.type('Picnic');
  field.dispatchEvent(new Event('compositionstart'));
  assert.equal(field.undo(), false);
  field.dispatchEvent(new Event('compositionend'));
  field.readOnly = true;
  assert.equal(field.undo(), false);
  assert.equal(field.value, 'Picnic');
  field.readOnly = false;
  field.undo();
  assert.equal(field.value, '');
});

test('[UNDO1] a composed word is one step, also when another person wrote during the composition', () => {
  const { ada, ben, both } = twoPeople();
  ada.type('plan ');
  ada.dispatchEvent(new Event('compositionstart'));
  for (const [units, word] of [
    [0, 'に'],
    [1, 'にほ'],
    [2, '日本'],
  ] as const) {
    ada.setSelectionRange(ada.selectionEnd - units, ada.selectionEnd);
    ada.type(word);
  }
  ben.setSelectionRange(0, 0);
  ben.type('The ');
  assert.deepEqual([ada.value, ben.value], ['plan 日本', 'The plan ']);
  ada.dispatchEvent(new Event('compositionend'));
  both('The plan 日本');
  ada.undo();
  both('The plan ');
  assert.equal(withCaret(ada), 'The plan |');
});

test('a field that is bound no more neither writes nor shows anything', () => {
  const { field, text, unbind } = openField();
  field.type('Picnic');
  unbind();
  assert.equal(field.undo(), false);
  field.type('!');
  assert.equal(text.toString(), 'Picnic');
  text.insert(0, 'The ');
  assert.equal(field.value, 'Picnic!');
});
