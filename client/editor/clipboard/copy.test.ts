// What is copied is good wherever it is pasted: as Markdown, as HTML, and here.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { $generateJSONFromSelectedNodes } from '@lexical/clipboard';
import { $convertFromMarkdownString } from '@lexical/markdown';
import { $createRangeSelection, $getRoot, $getSelection, $selectAll, $setSelection, type LexicalEditor } from 'lexical';

import { transformers } from '../../../protocol/format/markdown.ts';
import { $selectedHtml, $selectedText } from './copy.ts';
import { cleaning } from './paste.ts';
import { contentOf, openEditor, paste } from './testing/editor.ts';

await cleaning.fetch(); // so that each paste is done at once

const written = [
  '# One',
  'A **bold** and [linked](https://example.org/a) word',
  '- milk\n- bread\n    - rye\n    - oat\n- eggs',
  '3. first\n4. second\n5. third',
  '- [ ] to do\n- [x] done',
  '> A quote',
  '```js\nlet a = 1;\n  b\n```',
  'end',
].join('\n\n');

const open = () => openEditor(() => $convertFromMarkdownString(written, transformers));

/** Selects from the start of some words to the end of others. */
function select(editor: LexicalEditor, from: string, to = from): void {
  editor.update(
    () => {
      const texts = $getRoot().getAllTextNodes();
      const [start, end] = [from, to].map((words) => texts.find((text) => text.getTextContent().includes(words))!);
      const selection = $createRangeSelection();
      selection.anchor.set(start!.getKey(), start!.getTextContent().indexOf(from), 'text');
      selection.focus.set(end!.getKey(), end!.getTextContent().indexOf(to) + to.length, 'text');
      $setSelection(selection);
    },
    { discrete: true },
  );
}

test('all of a document is copied as the Markdown that it was written in', () => {
  const editor = open();
  editor.update(() => void $selectAll(), { discrete: true });
  assert.equal(
    editor.read(() => $selectedText($getSelection())),
    written,
  );
});

const cases: Readonly<Record<string, [from: string, to: string, text: string, html: string]>> = {
  'words of one block': ['bold', ' and', 'bold and', '<strong>bold</strong> and'],
  'a link and what is behind': ['linked', ' word', 'linked word', '<a href="https://example.org/a">linked</a> word'],
  'an item': ['milk', 'milk', 'milk', 'milk'],
  'a part of a list': [
    'ead',
    'oa',
    '- ead\n    - rye\n    - oa',
    '<ul>\n<li>ead\n<ul>\n<li>rye</li>\n<li>oa</li>\n</ul>\n</li>\n</ul>',
  ],
  'nested items alone': ['rye', 'oat', '- rye\n- oat', '<ul>\n<li>rye</li>\n<li>oat</li>\n</ul>'],
  'numbered items with their numbers': [
    'second',
    'third',
    '4. second\n5. third',
    '<ol start="4">\n<li>second</li>\n<li>third</li>\n</ol>',
  ],
  'a part of a block of code': [
    'a = 1',
    '  b',
    'a = 1;\n  b',
    '<pre><code class="language-js">a = 1;\n  b</code></pre>',
  ],
  'code and what is behind': [
    '  b',
    'end',
    '```js\n  b\n```\n\nend',
    '<pre><code class="language-js">  b</code></pre>\n<p>end</p>',
  ],
};

for (const [what, [from, to, text, html]] of Object.entries(cases)) {
  test(`copied: ${what}`, () => {
    const editor = open();
    select(editor, from, to);
    editor.read(() => {
      assert.equal($selectedText($getSelection()), text);
      assert.equal($selectedHtml($getSelection()), html);
    });
  });
}

test('a selection that ends before the first word of a block is a line, and nothing of that block', () => {
  const editor = open();
  select(editor, 'done', 'A quote');
  editor.update(
    () => {
      const selection = $getSelection() as ReturnType<typeof $createRangeSelection>;
      selection.focus.set(selection.focus.key, 0, 'text');
    },
    { discrete: true },
  );
  editor.read(() => {
    assert.equal($selectedText($getSelection()), 'done');
    assert.match($selectedHtml($getSelection()), /done<\/li>\n<\/ul>\n<p><br><\/p>$/);
  });
});

test('a document that is copied and pasted here is the same, by each of the forms on the clipboard', () => {
  const editor = open();
  editor.update(() => void $selectAll(), { discrete: true });
  const [html, own] = editor.read(() => [
    $selectedHtml($getSelection()),
    JSON.stringify($generateJSONFromSelectedNodes(editor, $getSelection())),
  ]);
  const forms = { 'text/html': html!, 'application/x-lexical-editor': own! };
  for (const form of Object.entries(forms)) {
    const other = openEditor();
    paste(other, { 'text/plain': 'plain', ...Object.fromEntries([form]) });
    assert.equal(contentOf(other), html);
  }
});
