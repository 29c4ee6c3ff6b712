import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JSDOM } from 'jsdom';

import { linesOf, longestCode, readFrom } from './lines.ts';
import type { State, Tokenize } from './tokens.ts';

const { document } = new JSDOM().window;

function code(html: string): HTMLElement {
  const element = document.createElement('code');
  element.innerHTML = html;
  return element;
}

/** A language in which `(` opens something for the lines behind it. Tells which lines it was asked to read. */
function reader() {
  const read: string[] = [];
  const open = { equals: (other: unknown) => other === open };
  const tokenize: Tokenize = (line, state: State) => {
    read.push(line);
    return { tokens: [], end: line.includes('(') ? open : line.includes(')') ? null : state, isCut: line === 'slow' };
  };
  return { read, tokenize };
}

test('the lines of code are those that the page shows, without objects', () => {
  const element = code('<span>a</span><span>b</span><br><br><span>c<span contenteditable="false">x</span></span>');
  assert.deepEqual(
    linesOf(element, []).map(({ text, parts }) => [text, parts.map(({ start }) => start)]),
    [
      ['ab', [0, 1]],
      ['', []],
      ['c', [0]],
    ],
  );
  assert.deepEqual(linesOf(code('x'.repeat(longestCode + 1)), []), []);
});

test('only a line that changed is read again, and the lines to which it opens or closes something', () => {
  const element = code('<span>a</span><br><span>b</span><br><span>c)</span><br><span>d</span>');
  const { read, tokenize } = reader();
  const all = () => Infinity;
  const lines = linesOf(element, []);
  assert.ok(readFrom(lines, tokenize, all()));
  assert.deepEqual(read.splice(0), ['a', 'b', 'c)', 'd']);
  element.children[2]!.firstChild!.nodeValue = 'b2';
  const after = linesOf(element, lines);
  readFrom(after, tokenize, all());
  assert.deepEqual(read.splice(0), ['b2']);
  element.children[0]!.firstChild!.nodeValue = 'a(';
  readFrom(linesOf(element, after), tokenize, all());
  assert.deepEqual(read, ['a(', 'b2', 'c)']);
});

test('reading stops when its time is over, and goes on there', () => {
  const lines = linesOf(code('a<br>b<br>c'), []);
  const { read, tokenize } = reader();
  let time = 0;
  assert.equal(
    readFrom(lines, tokenize, 1, () => time++),
    false,
  );
  assert.deepEqual(read, ['a', 'b']);
  assert.ok(readFrom(lines, tokenize, 100, () => time++));
  assert.deepEqual(read, ['a', 'b', 'c']);
});

test('a line that takes too long is tried again, but not for ever', () => {
  const lines = linesOf(code('slow<br>b'), []);
  const { read, tokenize } = reader();
  assert.equal(readFrom(lines, tokenize, Infinity), false);
  for (let tries = 1; tries < 100; tries++) readFrom(lines, tokenize, Infinity);
  assert.deepEqual([read.at(-1), read.filter((line) => line === 'slow').length], ['b', 20]);
});
