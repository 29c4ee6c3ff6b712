import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyUpdate, Doc, encodeStateAsUpdate } from 'yjs';

import { type Block, bodyOf, type Keys, restoringClientID } from './body.ts';
import { BodyUndo } from './body-undo.ts';
import { readBody } from './shared-text.ts';
import { blocksOf, docOf, rewrite } from './testing/bodies.ts';

const block = (text: string, keys: Keys = {}): Block => ({
  keys,
  content: text === '' ? [] : [{ insert: text, formats: {} }],
});

/** A page that has these blocks. */
function page(clientID: number, start: Doc) {
  const doc = new Doc();
  doc.clientID = clientID;
  const body = bodyOf(doc);
  applyUpdate(doc, encodeStateAsUpdate(start), 'remote');
  const undo = new BodyUndo(body, { trackedOrigins: new Set(['own']), captureTimeout: 0 });
  return {
    doc,
    undo,
    write: (...blocks: Block[]) => void rewrite(doc, readBody(body), blocks, { origin: 'own' }),
    lines: () => blocksOf(doc).map(({ content }) => content.map(({ insert }) => insert).join('')),
  };
}

type Page = ReturnType<typeof page>;

function exchange(...pages: Page[]): void {
  for (let round = 0; round < 3; round++) {
    for (const { doc } of pages) {
      for (const other of pages) if (other.doc !== doc) applyUpdate(other.doc, encodeStateAsUpdate(doc), 'remote');
    }
  }
}

/** Two pages that have the same, in both orders of their client ids. */
function* pairs(...blocks: Block[]): Generator<[Page, Page]> {
  for (const [one, other] of [
    [2, 3],
    [3, 2],
  ] as const) {
    const start = docOf(blocks, 1);
    yield [page(one, start), page(other, start)];
  }
}

test('an undo restores under a client id of its own, and leaves the page with the one for words', () => {
  const ada = page(2, docOf([block('words')], 1));
  ada.write(block(''));
  assert.equal(ada.undo.undo() === null, false);
  assert.deepEqual(ada.lines(), ['words']);
  assert.ok(ada.doc.store.clients.has(restoringClientID(2)));
  assert.equal(ada.doc.clientID, 2);
});

test('words that both deleted and both restore come back once, whoever hears of the other first', () => {
  for (const [ada, ben] of pairs(block('one'), block('two'))) {
    for (const { write } of [ada, ben]) write(block('one'));
    ada.undo.undo();
    exchange(ada, ben);
    ben.undo.undo();
    exchange(ada, ben);
    assert.deepEqual(
      [ada.lines(), ben.lines()],
      [
        ['one', 'two'],
        ['one', 'two'],
      ],
    );
  }
});

test('words that both deleted and both restore at the same time come back once', () => {
  for (const [ada, ben] of pairs(block('one'), block('two'))) {
    ada.write(block('one'));
    ben.write(block(''), block('two'));
    ben.write(block(''));
    for (const { undo } of [ada, ben, ben]) undo.undo();
    exchange(ada, ben);
    assert.deepEqual(
      [ada.lines(), ben.lines()],
      [
        ['one', 'two'],
        ['one', 'two'],
      ],
    );
    ben.undo.redo();
    ben.undo.redo();
    exchange(ada, ben);
    assert.deepEqual(ada.lines(), ['']);
  }
});

test('what another types where a block is restored stays in the block before', () => {
  for (const [ada, ben] of pairs(block('one'), block('two', { type: 'quote' }))) {
    ada.write(block('onetwo'));
    ben.write(block('one more'), block('two', { type: 'quote' }));
    ada.undo.undo();
    exchange(ada, ben);
    assert.deepEqual(
      [ada.lines(), ben.lines()],
      [
        ['one more', 'two'],
        ['one more', 'two'],
      ],
    );
  }
});

test('what another types before words that are restored stays before them', () => {
  for (const [ada, ben] of pairs(block('world'))) {
    ada.write(block(''));
    ben.write(block('hello world'));
    ada.undo.undo();
    exchange(ada, ben);
    assert.deepEqual([ada.lines(), ben.lines()], [['hello world'], ['hello world']]);
  }
});

test('an undo of keys goes well, although others deleted the block, restored it, and deleted it again', () => {
  for (const [ada, ben] of pairs(block('one'), block('two', { type: 'quote' }))) {
    ben.write(block('one'), block('two'));
    ada.write(block('one'));
    ada.undo.undo();
    exchange(ada, ben);
    ben.write(block('one'), block('two', { type: 'heading', level: 1 }));
    ben.undo.undo();
    ben.write(block('one!'), block('two'));
    ada.write(block('one'));
    exchange(ada, ben);
    ben.undo.undo();
    ben.undo.undo();
    exchange(ada, ben);
    assert.deepEqual([ada.lines(), ben.lines()], [['one'], ['one']]);
  }
});
