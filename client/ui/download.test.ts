import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { markdownFile } from './download.ts';

test('the title is the first heading and the name of the file', () => {
  assert.deepEqual(markdownFile(' A picnic ', 'Bread\n'), { name: 'A picnic.md', content: '# A picnic\n\nBread\n' });
});

test('a file without a title has only the text, and one without a text only the title', () => {
  assert.deepEqual(markdownFile('  ', 'Bread'), { name: 'Untitled.md', content: 'Bread\n' });
  assert.deepEqual(markdownFile('A picnic', ''), { name: 'A picnic.md', content: '# A picnic\n' });
});

test('stars and brackets in a title are text, not markup', () => {
  assert.equal(markdownFile('2 * [3]', '').content, '# 2 \\* \\[3\\]\n');
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
