import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import type { Block, Formats, Keys } from './body.ts';
import { tableOf } from './grid.ts';
import { shownBlock } from './schema.ts';
import { htmlOf } from './to-html.ts';
import { markdownOf } from './to-markdown.ts';
import { documents } from './testing/documents.ts';

type Words = string | [string, Formats];

function block(keys: Keys, ...words: Words[]): Block {
  return {
    keys,
    content: words.map((word) =>
      typeof word === 'string' ? { insert: word, formats: {} } : { insert: word[0], formats: word[1] },
    ),
  };
}

function item(keys: Keys, words: string): Block {
  return block({ type: 'listItem', list: 'bullet', ...keys }, words);
}

const bold = { bold: true };
const link = { link: 'https://example.org/a_(b)' };

/** One of everything that a document can hold. */
const everything: Block[] = [
  block({ type: 'heading', level: 2 }, 'A ', ['bold', bold], ' one'),
  block({}, 'See ', ['the ', link], ['map', { ...link, italic: true }], ', ', ['x = `1`', { code: true }], ' now'),
  block({ type: 'quote' }, 'two\nlines'),
  item({}, 'bread'),
  item({ indent: 1 }, 'rye'),
  item({ list: 'number', indent: 1, start: 9 }, 'nine'),
  item({ list: 'number', indent: 1 }, 'ten'),
  item({}, 'milk'),
  item({ list: 'check', checked: true }, 'done'),
  item({ list: 'check' }, 'open'),
  block({ type: 'rule' }),
  block({ type: 'code', language: 'md' }, '```\ncode <b>\n```'),
  block({}),
  block({ type: 'video', src: 'x' }),
  block({}, 'end'),
];

const inCallout = (tone: string) => ({ in: [{ id: tone, type: 'callout', tone }] });
const inToggle = { in: [{ id: 'toggle', type: 'toggle' }] };

/** Containers with blocks of each kind, and one within another. */
const containers: Block[] = [
  block({ ...inCallout('danger'), type: 'heading', level: 1 }, 'Mind'),
  item(inCallout('danger'), 'the gap'),
  block({ ...inCallout('danger'), type: 'code' }, 'a\n\nb'),
  block(inToggle, 'Sum', ['mary', bold]),
  block({ in: [...inToggle.in, ...inCallout('tip').in] }, 'tip'),
  block({ in: [{ id: 'x', type: 'columns' }] }, 'column'),
];

test('a callout is an alert in Markdown, a toggle details, and an unknown container its blocks', () => {
  assert.equal(
    markdownOf(containers),
    [
      '> [!CAUTION]\n> # Mind\n>\n> - the gap\n>\n> ```\n> a\n>\n> b\n> ```',
      '<details>\n<summary>Sum<strong>mary</strong></summary>',
      '> [!TIP]\n> tip',
      '</details>',
      'column',
    ].join('\n\n'),
  );
});

test('a callout is an aside in HTML, and a toggle details', () => {
  assert.equal(
    htmlOf(containers, (address) => address),
    [
      '<aside data-tone="danger">\n<h1>Mind</h1>',
      '<ul>\n<li>the gap</li>\n</ul>\n<pre><code>a\n\nb</code></pre>\n</aside>',
      '<details open>\n<summary>Sum<strong>mary</strong></summary>',
      '<aside data-tone="tip">\n<p>tip</p>\n</aside>\n</details>',
      '<p>column</p>',
    ].join('\n'),
  );
});

test('a document as Markdown has the marks of its blocks and formats', () => {
  assert.equal(
    markdownOf(everything),
    [
      '## A **bold** one',
      'See [the *map*](https://example.org/a_%28b%29), `` x = `1` `` now',
      '> two  \n> lines',
      '- bread\n    - rye\n    9. nine\n    10. ten\n- milk',
      '- [x] done\n- [ ] open',
      '---',
      '````md\n```\ncode <b>\n```\n````',
      '\nend',
    ].join('\n\n'),
  );
});

test('a document as HTML has elements that say what things are', () => {
  const href = (address: string) => (address.startsWith('https:') ? address : null);
  assert.equal(
    htmlOf(everything, href),
    `<h2>A <strong>bold</strong> one</h2>
<p>See <a href="https://example.org/a_(b)">the <em>map</em></a>, <code>x = \`1\`</code> now</p>
<blockquote>two<br>lines</blockquote>
<ul>
<li>bread
<ul>
<li>rye</li>
</ul>
<ol start="9">
<li>nine</li>
<li>ten</li>
</ol>
</li>
<li>milk</li>
</ul>
<ul>
<li><input type="checkbox" checked disabled> done</li>
<li><input type="checkbox" disabled> open</li>
</ul>
<hr>
<pre><code class="language-md">\`\`\`
code &lt;b&gt;
\`\`\`</code></pre>
<p><br></p>
<p>end</p>`,
  );
  assert.equal(htmlOf([block({}, ['words', { link: 'javascript:alert(1)' }])], href), '<p>words</p>');
});

test('marks of formats stand beside words, and overlap only as Markdown allows', () => {
  const cases: [Words[], string][] = [
    [['a', ['  b ', bold], 'c'], 'a  **b** c'],
    [
      [
        ['bo', bold],
        ['th', { bold: true, italic: true }],
        [' i', { italic: true }],
      ],
      '**bo*th*** *i*',
    ],
    [
      [
        ['one', bold],
        [' ', {}],
        ['two', bold],
      ],
      '**one** **two**',
    ],
    [[['x', { bold: true, code: true }]], '**`x`**'],
    [[['u', { underline: true, highlight: true }]], 'u'],
  ];
  for (const [words, markdown] of cases) assert.equal(markdownOf([block({}, ...words)]), markdown);
});

test('only characters that Markdown would read as marks are escaped', () => {
  const cases = {
    '2 * 3 and snake_case, [x] (y) a-b 1.5': '2 * 3 and snake_case, [x] (y) a-b 1.5',
    '*no* _no_ `no` ~~no~~ [no](no) <no>': '\\*no\\* \\_no\\_ \\`no\\` \\~\\~no\\~\\~ [no\\](no) \\<no>',
    '# no': '\\# no',
    '- no\n+ no\n> no\n12. no': '\\- no  \n\\+ no  \n\\> no  \n12\\. no',
    '--- and #1': '\\--- and #1',
    'C:\\dir and \\*': 'C:\\dir and \\\\\\*',
  };
  for (const [words, markdown] of Object.entries(cases)) assert.equal(markdownOf([block({}, words)]), markdown);
});

test('lists that begin deeper, or skip a level, keep their order and their nesting', () => {
  const skipping = [item({ indent: 2 }, 'a'), item({ indent: 4 }, 'b'), item({ indent: 3 }, 'c'), item({}, 'd')];
  assert.equal(markdownOf(skipping.slice(0, 3)), '- a\n        - b\n    - c');
  assert.equal(markdownOf(skipping), '        - a\n                - b\n            - c\n- d');
});

test('every document can be written, whatever peers put into it', () => {
  fc.assert(
    fc.property(documents, (blocks) => {
      const shown = blocks.map(shownBlock);
      assert.equal(typeof markdownOf(shown), 'string');
      assert.ok(!/<script|<img (?!src="file:[0-9a-f]{64}#\d+x\d+"|alt=")|javascript:/i.test(htmlOf(shown, () => null)));
    }),
  );
});

const hash = 'ab'.repeat(32);
const image = block({ type: 'image', src: `file:${hash}#640x480`, alt: 'The <sea>' }, 'At ', ['night', bold]);
const file = block({ type: 'file', src: `file:${hash}`, name: 'A [1].pdf', size: 12 });

test('images and attachments are in both, under the addresses that are asked for', () => {
  const address = `file:${hash}#640x480`;
  const markdown = `![The \\<sea>](${address})\n\nAt **night**\n\n[A \\[1\\].pdf](file:${hash})`;
  assert.equal(markdownOf([image, file]), markdown);
  assert.equal(
    htmlOf([image, file], String, () => 'a&b'),
    '<figure><img src="a&amp;b" alt="The &lt;sea&gt;" width="640" height="480">' +
      '<figcaption>At <strong>night</strong></figcaption></figure>\n' +
      '<p><a href="a&amp;b" download="A [1].pdf">A [1].pdf</a></p>',
  );
  const table = tableOf({ rows: [[[image], [file]]], headerRow: false, headerColumn: false });
  assert.deepEqual(htmlOf([table], String, () => 'a&b').match(/(?:src|href)="[^"]*"/g), [
    'src="a&amp;b"',
    'href="a&amp;b"',
  ]);
  assert.equal(htmlOf([block({ type: 'image' }), block({ type: 'file' })], String), '<p></p>');
});
