import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as Y from 'yjs';

import type { Block } from './body.ts';
import { contentOf, writeContent } from './content.ts';
import { tableOf } from './grid.ts';
import { newDocument } from './new-document.ts';
import { readContent } from './read-content.ts';

const words = (insert: string): Block => ({ keys: {}, content: [{ insert, formats: {} }] });

test('a document has its title and its body in each form, and comes back from those that can tell', () => {
  const content = { title: 'The plan', blocks: [words('one'), { keys: { type: 'rule' }, content: [] }, words('two')] };
  const doc = newDocument(content);
  assert.deepEqual(contentOf(doc), content);
  for (const format of ['markdown', 'html', 'json'] as const) {
    assert.deepEqual(readContent(writeContent(content, format), format), { type: 'document', ...content }, format);
  }
  assert.equal(writeContent(content, 'text'), 'The plan\none\n\ntwo\n');
});

test('as plain text, the cells of a table are parted by tabs', () => {
  const table = tableOf({
    rows: [
      [[words('a\nb')], [words('c'), words('d')]],
      [[], [words('e')]],
    ],
    headerRow: true,
    headerColumn: false,
  });
  assert.equal(writeContent({ title: '', blocks: [table] }, 'text'), 'a b\tc d\n\te\n');
});

test('JSON has what no page knows, and the other forms leave it out', () => {
  const blocks: Block[] = [{ keys: { type: 'poll', question: 'When?' }, content: [] }, words('words')];
  assert.deepEqual(readContent(writeContent({ title: '', blocks }, 'json'), 'json'), {
    type: 'document',
    title: '',
    blocks,
  });
  assert.equal(writeContent({ title: '', blocks }, 'markdown'), 'words\n');
});

test('a document of an older Quire has its words', () => {
  const [there, here] = [new Y.Doc(), new Y.Doc()];
  const paragraph = new Y.XmlElement('paragraph');
  (there.get('root-v2', Y.XmlElement) as Y.XmlElement).insert(0, [paragraph]);
  paragraph.insert(0, [new Y.XmlText('old words')]);
  Y.applyUpdate(here, Y.encodeStateAsUpdate(there));
  assert.equal(writeContent(contentOf(here), 'text'), 'old words\n');
});
