// The form of tables, on Y.Docs alone: what several people do to rows, columns and cells at once.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as Y from 'yjs';

import { bodyOf, type Keys } from './body.ts';
import type { Change } from './changes.ts';
import { listEdits } from './list-edits.ts';
import { idsFrom, mostColumns, mostRows } from './schema.ts';
import { markerMap, readBody, startOf, writeChanges } from './shared-text.ts';
import { clearCells, makeCellBody, shownCells } from './tables.ts';
import { blocksOf, copiesOf, exchange } from './testing/bodies.ts';

const grid: Keys = { type: 'table', table: 't', rows: ['r'], columns: ['c'] };

function tableDoc(keys: Keys = grid): Y.Doc {
  const doc = new Y.Doc();
  const body = bodyOf(doc);
  doc.clientID = 1;
  doc.transact((transaction) => {
    writeChanges(transaction, body, startOf(body), [{ type: 'insert', step: { type: 'marker', keys } }]);
  });
  return doc;
}

function set(doc: Y.Doc, key: 'rows' | 'columns' | 'spans' | 'widths', value: Keys[string]): void {
  const keep: Change = { type: 'keep', length: 1, keys: { [key]: value! } };
  const body = bodyOf(doc);
  doc.transact((transaction) => writeChanges(transaction, body, startOf(body), [keep]));
}

function type(doc: Y.Doc, name: string, words: string, isNew = false): void {
  doc.transact((transaction) => makeCellBody(transaction, 't', name, isNew).insert(0, words));
}

const keysOf = (doc: Y.Doc) => blocksOf(doc)[0]!.keys!;
const wordsIn = (doc: Y.Doc, name: string) =>
  readBody(bodyOf(doc))[0]!
    .block.cells?.[name]?.flatMap(({ content }) => content.map(({ insert }) => insert))
    .join('');

test('[FORM6] [TABLE1] in a cell that nobody made, the words of two who begin to write at once are there', () => {
  const [ada, ben] = copiesOf(tableDoc(), 2, 3);
  set(ada!, 'rows', ['r', 'new row']);
  set(ben!, 'columns', ['c', 'new column']);
  exchange(ada!, ben!);
  type(ada!, 'new row:new column', 'Ada');
  type(ben!, 'new row:new column', 'Ben');
  exchange(ada!, ben!);
  for (const doc of [ada!, ben!]) {
    assert.match(wordsIn(doc, 'new row:new column') ?? '', /^(?:AdaBen|BenAda)$/);
    assert.deepEqual(
      [keysOf(doc)['rows'], keysOf(doc)['columns']],
      [
        ['r', 'new row'],
        ['c', 'new column'],
      ],
    );
  }
});

test('[FORM5] [FORM7] [TABLE1] words typed into a row that another deletes keep the row, at the end', () => {
  const [ada, ben] = copiesOf(tableDoc({ ...grid, rows: ['r', 's'] }), 2, 3);
  type(ada!, 'r:c', 'known');
  exchange(ada!, ben!);
  set(ben!, 'rows', ['s']);
  type(ada!, 'r:c', 'new ');
  exchange(ada!, ben!);
  for (const doc of [ada!, ben!]) {
    assert.deepEqual(keysOf(doc)['rows'], ['s', 'r']);
    assert.equal(wordsIn(doc, 'r:c'), 'new ');
  }
  set(ben!, 'rows', ['s']); // Ben has seen the words now
  assert.deepEqual(keysOf(ben!)['rows'], ['s']);
});

test('[FORM7] a merge shows only while the cells that it hides are empty', () => {
  const [ada, ben] = copiesOf(tableDoc({ ...grid, columns: ['c', 'd'] }), 2, 3);
  set(ada!, 'spans', { 'r:c': { rows: 1, columns: 2 } });
  assert.equal(shownCells(keysOf(ada!))[0]!.length, 1);
  type(ben!, 'r:d', 'hidden?');
  exchange(ada!, ben!);
  assert.equal(shownCells(keysOf(ben!))[0]!.length, 2);
  ben!.transact((transaction) => clearCells(transaction, 't', () => true));
  assert.equal(shownCells(keysOf(ben!))[0]!.length, 1);
});

test('[TABLE3] a table of a million cells shows no more than the limits say', () => {
  const ids = (count: number) => Array.from({ length: count }, (_, i) => `id${i}`);
  const doc = tableDoc({ ...grid, rows: ids(1_000), columns: ids(1_000) });
  const { rows, columns } = keysOf(doc) as unknown as { rows: string[]; columns: string[] };
  assert.deepEqual([rows.length, columns.length], [100, 100]);
  for (const [count, shown] of [
    [mostRows, mostRows],
    [mostRows + 1, mostRows],
  ] as const) {
    assert.equal((keysOf(tableDoc({ ...grid, rows: ids(count) }))['rows'] as string[]).length, shown);
  }
  for (const [count, shown] of [
    [mostColumns, mostColumns],
    [mostColumns + 1, mostColumns],
  ] as const) {
    assert.equal((keysOf(tableDoc({ ...grid, columns: ids(count) }))['columns'] as string[]).length, shown);
  }
  set(doc, 'rows', rows.toReversed());
  assert.equal(
    (markerMap(bodyOf(doc)._start!)!.get('rows') as Y.Array<string>).length,
    1_000,
    'what is not shown stays',
  );
});

test('a list comes to count as wanted by edits that leave the rest where it is', () => {
  const ids = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 7, 'no:id'), { maxLength: 12 });
  const wanted = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'));
  fc.assert(
    fc.property(ids, wanted, (list, after) => {
      const counting = (all: readonly unknown[]) => idsFrom(all, 100);
      const result: unknown[] = [...list];
      for (const edit of listEdits(list, after, counting)) {
        if (edit.type === 'delete') result.splice(edit.index, 1);
        else result.splice(edit.index, 0, ...edit.items);
      }
      assert.deepEqual(counting(result), after);
      assert.deepEqual(result.filter((id) => id === 7), list.filter((id) => id === 7)); // prettier-ignore
    }),
  );
});
