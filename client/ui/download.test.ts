import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { markdownFile, textFile } from './download.ts';

test('the title is the first heading and the name of the file', () => {
  const type = 'text/markdown';
  const content = '# A picnic\n\nBread\n';
  assert.deepEqual(markdownFile(' A picnic ', 'Bread\n'), { name: 'A picnic.md', content, type });
});

test('a file without a title has only the text, and one without a text only the title', () => {
  const file = (title: string, text: string) => {
    const { name, content } = markdownFile(title, text);
    return [name, content];
  };
  assert.deepEqual(file('  ', 'Bread'), ['Untitled.md', 'Bread\n']);
  assert.deepEqual(file('A picnic', ''), ['A picnic.md', '# A picnic\n']);
});

test('stars and brackets in a title are text, not markup', () => {
  assert.equal(markdownFile('2 * [3]', '').content, '# 2 \\* \\[3\\]\n');
});

test('a file of plain text has the title and the text as they are', () => {
  const file = { name: '2 [3].txt', content: '2 * [3]\n\n  Bread\nCheese\n', type: 'text/plain' } as const;
  assert.deepEqual(textFile(' 2 * [3] ', '  Bread\nCheese'), file);
  assert.equal(textFile('', 'Bread').content, 'Bread\n');
});

test('every file system accepts the name, for any title', () => {
  assert.equal(markdownFile('../a/b: "c"?', '').name, 'a b c.md');
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (title) => {
      const { name } = markdownFile(title, '');
      assert.match(name, /^[^\\/:*?"<>|\p{Cc}]{1,80}\.md$/su);
      assert.ok(!name.startsWith('.') && name.isWellFormed());
    }),
  );
});
