// What the menu, the keys and the clipboard do with tables, without a page.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { $createTableSelectionFrom, $isTableNode, registerTablePlugin, type TableNode } from '@lexical/table';
import { $getRoot, $getSelection, $setSelection, type LexicalEditor } from 'lexical';

import { $blockNodes, $blockOf } from '../binding/lexical-blocks.ts';
import { $gridOf } from '../binding/table-nodes.ts';
import { $selectedHtml, $selectedText } from '../clipboard/copy.ts';
import { cleaning } from '../clipboard/paste.ts';
import { contentOf, openEditor, paste } from '../clipboard/testing/editor.ts';
import { INSERT_TABLE_COMMAND } from '../commands.ts';
import { $act, $cellPlace, type TableAction } from './structure.ts';

await cleaning.fetch(); // so that each paste is done at once

const html = (rows: readonly string[]) =>
  `<table>${rows
    .map(
      (row) =>
        `<tr>${row
          .split(' ')
          .map((cell) => `<td>${cell === '-' ? '' : cell}</td>`)
          .join('')}</tr>`,
    )
    .join('')}</table>`;

/** An editor with a table; the words of its cells by rows. */
function tableOf(...rows: string[]): LexicalEditor {
  const editor = openEditor();
  registerTablePlugin(editor);
  paste(editor, { 'text/html': html(rows) });
  return editor;
}

const $table = () => $getRoot().getChildren().find($isTableNode) as TableNode;
const $cell = (top: number, left: number) =>
  $gridOf($table()).cells.find((one) => one.top === top && one.left === left)!.cell;

function act(editor: LexicalEditor, top: number, left: number, ...actions: TableAction[]): void {
  editor.update(() => void $cell(top, left).selectStart(), { discrete: true });
  for (const action of actions) editor.update(() => $act(action), { discrete: true });
}

const rowsOf = (editor: LexicalEditor) =>
  editor.read(() =>
    $gridOf($table()).rows.map(
      (row) =>
      row.getChildren().map((cell) => cell.getTextContent() || '-').join(' '), // prettier-ignore
    ),
  );

test('rows and columns are added, moved and deleted at the caret', () => {
  const editor = tableOf('a b', 'c d');
  act(editor, 0, 0, 'rowBelow', 'columnRight');
  assert.deepEqual(rowsOf(editor), ['a - b', '- - -', 'c - d']);
  assert.equal(
    editor.read(() => $cellPlace()!.top + $cellPlace()!.left),
    2,
    'the caret is in the new cell',
  );
  act(editor, 2, 2, 'rowUp', 'columnBack');
  assert.deepEqual(rowsOf(editor), ['a b -', 'c d -', '- - -']);
  act(editor, 2, 2, 'deleteRow');
  act(editor, 0, 2, 'deleteColumn');
  assert.deepEqual(rowsOf(editor), ['a b', 'c d']);
});

test('a header stays the first row, whatever moves there', () => {
  const editor = tableOf('a b', 'c d');
  act(editor, 1, 0, 'headerRow', 'rowUp');
  assert.deepEqual(rowsOf(editor), ['c d', 'a b']);
  assert.match(contentOf(editor), /<tr><th scope="col">c<\/th><th scope="col">d<\/th><\/tr>\n<tr><td>a/);
});

test('rows are sorted by a column: numbers as numbers, empty cells last, the header stays', () => {
  const editor = tableOf('h x', '10 a', '- b', '9 c', '1,000 d', '-2 e', 'word f');
  act(editor, 0, 0, 'headerRow', 'ascending');
  assert.deepEqual(rowsOf(editor), ['h x', '-2 e', '9 c', '10 a', '1,000 d', 'word f', '- b']);
  act(editor, 0, 0, 'descending');
  assert.deepEqual(rowsOf(editor).slice(1), ['word f', '1,000 d', '10 a', '9 c', '-2 e', '- b']);
});

test('merged cells hold the words of all, and can be split', () => {
  const editor = tableOf('a b', 'c d');
  editor.update(() => $setSelection($createTableSelectionFrom($table(), $cell(0, 0), $cell(0, 1))), { discrete: true });
  editor.update(() => $act('merge'), { discrete: true });
  assert.match(contentOf(editor), /<td colspan="2"><p>a<\/p>\n<p>b<\/p><\/td>/);
  act(editor, 0, 0, 'split');
  assert.equal(
    editor.read(() => $gridOf($table()).cells.length),
    4,
  );
});

test('widths are those of columns, within limits', () => {
  const editor = tableOf('a b');
  act(editor, 0, 1, 'wider', 'wider');
  act(editor, 0, 0, ...Array<TableAction>(9).fill('narrower'));
  assert.deepEqual(editor.read(() => $table().getColWidths()), [40, 240]); // prettier-ignore
});

test('a grid that is pasted into a cell fills the cells from there', () => {
  const editor = tableOf('a b', 'c d');
  editor.update(() => void $cell(1, 1).selectStart(), { discrete: true });
  paste(editor, { 'text/html': html(['1 2', '3 4']) });
  assert.deepEqual(rowsOf(editor), ['a b -', 'c 1 2', '- 3 4']);
});

test('[TABLE3] what is pasted is a table within the limits, and lines beyond them', () => {
  const wide = html([Array.from({ length: 101 }, (_, i) => `w${i}`).join(' ')]);
  const editor = openEditor();
  paste(editor, { 'text/html': wide });
  assert.match(contentOf(editor), /^<p>w0\tw1\t/);
  const most = html([Array.from({ length: 100 }, (_, i) => `w${i}`).join(' ')]);
  const other = openEditor();
  paste(other, { 'text/html': most });
  assert.match(contentOf(other), /^<table>/);
});

test('what a pasted table says of colours and measures is not kept', () => {
  const editor = openEditor();
  paste(editor, {
    'text/html':
      '<table><tr style="height:9px"><td style="background-color:red;width:9px;vertical-align:bottom">a</td>' +
      '<td bgcolor="red">b</td></tr></table>',
  });
  const json = JSON.stringify(editor.getEditorState().toJSON());
  assert.doesNotMatch(json, /red|bottom|"height"|"width":/);
});

test('selected cells are copied as HTML and as Markdown', () => {
  const editor = tableOf('a|b c', 'd e');
  act(editor, 0, 0, 'headerRow');
  editor.update(() => $setSelection($createTableSelectionFrom($table(), $cell(0, 0), $cell(1, 0))), { discrete: true });
  assert.equal(
    editor.read(() => $selectedHtml($getSelection())),
    '<table>\n<tr><th scope="col">a|b</th></tr>\n<tr><td>d</td></tr>\n</table>',
  );
  assert.equal(editor.read(() => $selectedText($getSelection())), '| a\\|b |\n| --- |\n| d |'); // prettier-ignore
});

test('words within a cell are copied as words', () => {
  const editor = tableOf('abc d');
  editor.update(
    () => {
      const text = $cell(0, 0).getFirstDescendant()!;
      $cell(0, 0)
        .selectStart()
        .setTextNodeRange(text as never, 1, text as never, 3);
    },
    { discrete: true },
  );
  assert.equal(editor.read(() => $selectedText($getSelection())), 'bc'); // prettier-ignore
});

test('a table is inserted at the caret, with a line behind it, and not into another', () => {
  const editor = openEditor(() => $getRoot().selectEnd().insertText('words'));
  for (let i = 0; i < 2; i++) editor.dispatchCommand(INSERT_TABLE_COMMAND, { rows: 2, columns: 2 });
  const blocks = editor.read(() => $blockNodes().map($blockOf));
  assert.deepEqual(blocks.map(({ keys }) => keys?.['type']), [undefined, 'table', undefined]); // prettier-ignore
  assert.equal(blocks[1]!.keys!['headerRow'], true);
});

test('a table of Markdown alone becomes a table, and the words of its cells stay', () => {
  const editor = openEditor();
  paste(editor, { 'text/plain': '| a\\|b | c |\n|---|:-:|\n| 1 | 2 | 3 |\n' });
  assert.deepEqual(rowsOf(editor), ['a|b c -', '1 2 3']);
  const other = openEditor();
  paste(other, { 'text/plain': 'words\n| a | c |\n|---|---|' });
  assert.doesNotMatch(contentOf(other), /<table>/);
});
