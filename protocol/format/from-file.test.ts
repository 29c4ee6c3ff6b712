// Files as other applications write them, and files that are not what they say.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';

import { longestTitle } from '../title.ts';
import { safeHref } from './addresses.ts';
import { mostBlocks } from './block-writer.ts';
import { documentFromFile, takeTitle } from './from-file.ts';
import { blocksFromHtml, deepestElement } from './from-html.ts';
import { blocksFromMarkdown } from './from-markdown.ts';
import { blocksFromText } from './from-text.ts';
import { gridOf } from './grid.ts';
import { fromJson } from './json.ts';
import { mostColumns, mostRowsOf } from './schema.ts';
import { htmlOf } from './to-html.ts';

const fixtures = new URL('fixtures/', import.meta.url);
const bytesOf = (text: string) => new TextEncoder().encode(text);
const wordsOf = (blocks: readonly { content: readonly { insert: unknown }[] }[]) =>
  blocks.map(({ content }) => content.map(({ insert }) => insert).join('')).join('|');

for (const name of readdirSync(fixtures).filter((file) => !file.endsWith('.expected.html'))) {
  test(`${name} is read as its application shows it`, async () => {
    const read = await documentFromFile(name, new Uint8Array(readFileSync(new URL(name, fixtures))));
    assert.ok(read.type === 'document');
    const html = `<title>${read.title}</title>\n${htmlOf(read.blocks, safeHref)}\n`;
    assert.equal(html, readFileSync(new URL(`${name.replace('.', '-')}.expected.html`, fixtures), 'utf8'));
  });
}

test('plain text may be in UTF-8, in UTF-16 or in the old code of Windows', async () => {
  const utf16 = new Uint8Array([0xff, 0xfe, ...Buffer.from('Grüße\nzwei', 'utf16le')]);
  for (const bytes of [
    bytesOf('\ufeffGrüße\r\nzwei\r\n'),
    utf16,
    new Uint8Array([0x47, 0x72, 0xfc, 0xdf, 0x65, 0x0d, ...bytesOf('zwei')]),
  ]) {
    const read = await documentFromFile('An alle.txt', bytes);
    assert.ok(read.type === 'document');
    assert.deepEqual([read.title, wordsOf(read.blocks)], ['An alle', 'Grüße|zwei']);
  }
});

test('a file that is not what it says is rejected', async () => {
  const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52]);
  for (const [name, bytes, problem] of [
    ['picture.md', png, 'notText'],
    ['picture.html', png, 'notText'],
    ['picture.docx', png, 'notWord'],
    ['picture.png', png, 'unknownKind'],
    ['words', bytesOf('words'), 'unknownKind'],
    ['a.json', bytesOf('{"quire": 2}'), 'notJson'],
  ] as const) {
    assert.deepEqual(await documentFromFile(name, bytes), { type: 'rejected', problem }, name);
  }
});

test('JSON of another form says where it differs', () => {
  const deep = '['.repeat(9) + ']'.repeat(9);
  const table = (inner: string) => `{"cells": {"r:c": [${inner}]}}`;
  for (const [json, reason] of [
    ['', /not JSON/],
    ['[]', /the document must be an object/],
    ['{"quire": 1}', /"blocks" must be an array/],
    ['{"quire": 1, "title": 1, "blocks": []}', /"title" must be a text/],
    ['{"quire": 1, "blocks": [{"keys": 1}]}', /the keys of block 1 must be an object/],
    ['{"quire": 1, "blocks": [{"content": [{"insert": ""}]}]}', /block 1 has an empty "insert"/],
    ['{"quire": 1, "blocks": [{}, {"content": [{"insert": 1}]}]}', /an object in block 2/],
    [`{"quire": 1, "blocks": [{"keys": {"a": ${deep}}}]}`, /nest too deeply/],
    [
      `{"quire": 1, "blocks": [${[1, 2, 3, 4, 5].reduce(table as never, '{}' as never) as unknown as string}]}`,
      /too many/,
    ],
  ] as const) {
    const read = fromJson(json);
    assert.ok(read.type === 'invalid', json);
    assert.match(read.reason, reason);
  }
  const most = '['.repeat(8) + ']'.repeat(8);
  assert.equal(fromJson(`{"quire": 1, "blocks": [{"keys": {"a": ${most}}}]}`).type, 'document');
});

test('the first heading is the title, if it is of the first level and stands before all words', () => {
  const read = (markdown: string) => {
    const { title, blocks } = takeTitle(blocksFromMarkdown(markdown), 'File');
    return [title, wordsOf(blocks)];
  };
  assert.deepEqual(read('# The *plan*\n\nwords'), ['The plan', 'words']);
  assert.deepEqual(read(`![logo](file:${'a'.repeat(64)}#9x9)\n\n# Plan\n\nwords`), ['Plan', '|words']);
  assert.deepEqual(read('words\n\n# Plan'), ['File', 'words|Plan']);
  assert.deepEqual(read('## Plan'), ['File', 'Plan']);
  assert.deepEqual(read(`# ${'x'.repeat(longestTitle)}`), ['x'.repeat(longestTitle), '']);
  assert.equal(read(`# ${'x'.repeat(longestTitle + 1)}`)[0], 'File');
});

test('elements, blocks and cells are bounded, and no word is lost', () => {
  for (const depth of [deepestElement - 1, deepestElement + 1, 100_000]) {
    assert.equal(
      wordsOf(blocksFromHtml(`${'<b>'.repeat(depth)}one</b> <i>two</i>`))
        .replaceAll(/\s+/g, ' ')
        .trim(),
      'one two',
    );
  }
  for (const columns of [2, 50]) {
    const table = (rows: number) =>
      blocksFromHtml(`<table>${`<tr>${'<td>a</td>'.repeat(columns)}</tr>`.repeat(rows)}</table>`);
    const most = mostRowsOf(columns);
    assert.equal(table(most).length, 1);
    assert.equal(gridOf(table(most)[0]!).rows.length, most);
    assert.equal(table(most + 1).length, 1 + columns, 'what a page would not show stands beside the table');
  }
  const ragged = blocksFromHtml(
    `<table>${'<tr><td>a</td></tr>'.repeat(999)}<tr>${'<td>b</td>'.repeat(50)}</tr></table>`,
  );
  assert.ok(gridOf(ragged[0]!).rows.length <= mostRowsOf(gridOf(ragged[0]!).rows[0]!.length));
  assert.equal(JSON.stringify(ragged).match(/"insert":"[ab]"/g)?.length, 999 + 50);
  const [wide] = blocksFromHtml(
    `<table><tr>${'<td colspan="60" rowspan="999">a</td>'.repeat(2)}</tr><tr><td>b</td></tr></table>`,
  );
  assert.deepEqual(
    gridOf(wide!).rows.map((row) => row.length),
    [mostColumns, mostColumns],
  );
  const lines = blocksFromText('a\n'.repeat(mostBlocks + 2));
  assert.equal(lines.length, mostBlocks);
  assert.equal(wordsOf(lines.slice(-1)), 'a\na\na');
});

test('Markdown that would take a parser minutes is read at once, as words', () => {
  for (const hard of [
    '>'.repeat(9_999),
    '*a_'.repeat(9_999),
    `${'a.'.repeat(9_999)}@`,
    '- '.repeat(9_999),
    '$'.repeat(9_999),
  ]) {
    assert.ok(blocksFromMarkdown(`${hard} words`).length > 0);
  }
  assert.match(wordsOf(blocksFromMarkdown(`${'*a_'.repeat(200)} words`)), /^\*a_\*a_.* words$/);
});

test('whatever HTML says, nothing runs and no address is unsafe', () => {
  const pieces = [
    '<p>',
    '<a href="javascript:alert(1)">',
    '<a href=" java\nscript:x">',
    '<img src="data:x">',
    '<img src=x onerror=y>',
    '<script>',
    '</script>',
    '<table>',
    '<td>',
    '<tr>',
    '<li>',
    '<ul>',
    '</ul>',
    '<details>',
    '<aside data-tone="a&quot;b">',
    '<summary>',
    '<pre>',
    '<figcaption>',
    '<code data-formula>',
    '<br>',
    '</p>',
    '<input type=checkbox>',
    'words',
    ' ',
    '<style>.a{',
    '</style>',
    '<!--',
    '-->',
    '<svg>',
    '</',
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 20 }), (parts) => {
      const html = htmlOf(blocksFromHtml(parts.join('')), (address) => address);
      assert.doesNotMatch(html, /javascript|data:|onerror|<script|<style|<svg/i);
      assert.deepEqual(
        htmlOf(blocksFromHtml(html), safeHref),
        htmlOf(blocksFromHtml(htmlOf(blocksFromHtml(html), safeHref)), safeHref),
      );
    }),
  );
});
