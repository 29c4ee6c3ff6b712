// What applications put on the clipboard arrives as people expect. Each file in fixtures/ is what one application puts
// there, with the content of the document afterwards beside it.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { $createCodeNode } from '@lexical/code-core';
import { $createTextNode, $getRoot } from 'lexical';

import { withoutStyles } from './looks.ts';
import { cleaning } from './paste.ts';
import { contentOf, openEditor, paste } from './testing/editor.ts';

await cleaning.fetch(); // so that each paste is done at once; see first-paste.test.ts

const fixtures = `${import.meta.dirname}/fixtures`;
const read = (name: string) => readFileSync(`${fixtures}/${name}`, 'utf8');

/** The content of an empty document after a paste of HTML. */
function pasted(html: string): string {
  const editor = openEditor();
  paste(editor, { 'text/html': html, 'text/plain': 'plain' });
  return contentOf(editor);
}

for (const name of readdirSync(fixtures).filter((file) => /^[\w-]+\.html$/.test(file))) {
  test(`${name.slice(0, -5)} is pasted as it looks there`, () => {
    const editor = openEditor();
    const editorData = name === 'vs-code.html' ? '{"version":1,"mode":"typescript"}' : '';
    paste(editor, { 'text/html': read(name), 'text/plain': 'plain', 'vscode-editor-data': editorData });
    assert.equal(contentOf(editor), read(name.replace('.html', '.expected.html')).trimEnd());
  });
}

test('plain text arrives as it is, line by line, also where it looks like Markdown', () => {
  const editor = openEditor();
  paste(editor, { 'text/plain': read('terminal.txt') });
  assert.equal(contentOf(editor), read('terminal.expected.html').trimEnd());
});

test('what is pasted into a block of code is plain text, whatever comes beside it', () => {
  const own = { namespace: 'quire', nodes: [{ type: 'heading', tag: 'h1', version: 1, children: [] }] };
  const editor = openEditor(() => {
    const code = $createCodeNode().append($createTextNode('ab'));
    $getRoot().clear().append(code);
    code.getFirstChildOrThrow<ReturnType<typeof $createTextNode>>().select(1, 1);
  });
  paste(editor, {
    'text/html': '<pre><code>if\n  x</code></pre>',
    'application/x-lexical-editor': JSON.stringify(own),
    'text/plain': 'if\n  x',
  });
  assert.equal(contentOf(editor), '<pre><code>aif\n  xb</code></pre>');
});

test('a line of code goes into the line where it is pasted', () => {
  const style = `font-family: Menlo, monospace; white-space: pre`;
  const line = '<div><span style="color: red">x</span> = <span>1</span></div>';
  assert.equal(pasted(`<div style="${style}">${line}</div>`), '<p><code>x = 1</code></p>');
  assert.equal(
    pasted(`<div style="${style}">a</div><br style="${style}"><div style="${style}">  b</div>`),
    '<pre><code>a\n\n  b</code></pre>',
    'as Safari has it',
  );
});

const linked = '<p><a href="https://a.example/">B</a></p>';

const cases: Readonly<Record<string, [html: string, content: string]>> = {
  'a paragraph in bold': [
    '<p style="font-weight: 600">a <i>b</i></p>',
    '<p><strong>a </strong><strong><em>b</em></strong></p>',
  ],
  'bold that is taken back': ['<b>a <span style="font-weight:normal">b</span></b>', '<p><strong>a </strong>b</p>'],
  'words around an element that nobody knows': ['a <x-y>b</x-y> <small>c</small> d', '<p>a b c d</p>'],
  'blocks in a quote': [
    '<blockquote><p>a</p>b<ul><li>c</li></ul><pre>d</pre></blockquote>',
    '<blockquote>a</blockquote>\n<blockquote>b</blockquote>\n<ul>\n<li>c</li>\n</ul>\n<pre><code>d</code></pre>',
  ],
  'blocks in a heading': ['<h2>a<div>b</div></h2>', '<h2>a</h2>\n<h2>b</h2>'],
  'a table that arranges a page': [
    '<table><tr><td><h1>a</h1><table><tr><td>1</td><td>2</td></tr></table></td><td><p>b</p><p>c</p></td></tr></table>',
    '<h1>a</h1>\n<p>1\t2</p>\n<p>b</p>\n<p>c</p>',
  ],
  'a rule in an item': ['<ul><li>a<hr></li></ul>', '<ul>\n<li>a</li>\n</ul>'],
  'a numbered heading of Word': [
    `<h1 style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>2.<span>&nbsp;&nbsp;</span></span>Why</h1>`,
    '<h1>2. Why</h1>',
  ],
  'what Word hides': ['<p>a<span style="mso-hide:all;display:none">b</span></p>', '<p>a</p>'],
  'check boxes of Word': ['<ul><li>☒ a</li><li>☐ b</li></ul>', boxes('a', 'b')],
  'links that lead nowhere from here': [
    '<a href="#a">a</a> <a name="b">b</a> <a href="javascript:x">c</a>',
    '<p>a b c</p>',
  ],
  'a file that a link names': ['<a href="file:///C:/a.docx">a</a>', '<p>a</p>'],
  'empty lines of a mail': [
    '<div>a<br><br></div><div><br><br></div><div>&nbsp;</div><div></div><br>b',
    '<p>a<br><br></p>\n<p><br></p>\n<p><br></p>\n<p><br></p>\n<p><br></p>\n<p>b</p>',
  ],
  'a style sheet in a comment': ['<!-- <style>.a{font-weight:bold}</style> --><p class=a>a</p>', '<p>a</p>'],
  'words that look like a style': ['<p title="a style=b">the style="x"</p>', '<p>the style=&quot;x&quot;</p>'],
  'half of an element at the end': ['<p>a</p><b style="font-weight:bold', '<p>a</p>'],
  'scripts, forms and frames': [
    '<script>a</script><form>b<input value="c"><button>d</button></form><iframe srcdoc="e"></iframe>',
    '<p>b</p>',
  ],
  images: ['<p><img src="a.png" alt="A map"> of <img src="b.png">it</p>', '<p>A map of it</p>'],
  'images of another site': [
    '<p><img src="https://a.example/b.png"> <img src="https://a.example/c.png" alt="C"></p>',
    '<p><a href="https://a.example/b.png">https://a.example/b.png</a> <a href="https://a.example/c.png">C</a></p>',
  ],
  'images within a link': ['<a href="https://a.example/"><img src="https://b.example/b.png" alt="B"></a>', linked],
};

function boxes(ticked: string, open: string): string {
  const box = (checked: string, words: string) => `<li><input type="checkbox"${checked} disabled> ${words}</li>`;
  return `<ul>\n${box(' checked', ticked)}\n${box('', open)}\n</ul>`;
}

for (const [what, [html, content]] of Object.entries(cases)) {
  test(`pasted HTML: ${what}`, () => assert.equal(pasted(html), content));
}

test('lists that are deeper than a document can have them end at the deepest level', () => {
  const depth = 30;
  const html = `${Array.from({ length: depth }, (_, i) => `<ul><li>${i}`).join('')}${'</li></ul>'.repeat(depth)}`;
  const content = pasted(html);
  assert.equal(content.match(/<ul>/g)!.length, 9);
  assert.equal(content.match(/<li>/g)!.length, depth);
});

test('half of an element, a comment or a style sheet, over and over, is read in one walk', { timeout: 60_000 }, () => {
  for (const [piece, rest] of [['<a <a "'], ['<!--', ''], ['<style>', ''], ["<b '"]] as const) {
    const html = piece.repeat(100_000);
    assert.ok(withoutStyles(html).html === (rest ?? html), piece);
  }
});

test('words in elements that are deeper than any page has them stay', () => {
  assert.equal(pasted(`${'<span style="font-weight:bold">'.repeat(1_000)}a`), '<p><strong>a</strong></p>');
  assert.equal(pasted(`${'<div>'.repeat(1_000)}<p>a</p><p>b</p>`), '<p>a<br>b</p>');
});
