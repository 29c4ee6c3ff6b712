import assert from 'node:assert/strict';
import { test } from 'node:test';

import { documentFromFile } from '../../../protocol/format/from-file.ts';
import { newDocument } from '../../../protocol/format/new-document.ts';
import type { Block } from '../../../protocol/format/body.ts';
import { downloadFormats, fileOf } from './download-as.ts';

const blocks: Block[] = [
  { keys: { type: 'heading', level: 2 }, content: [{ insert: 'Shopping', formats: {} }] },
  {
    keys: {},
    content: [
      { insert: 'Buy ', formats: {} },
      { insert: 'bread', formats: { bold: true } },
    ],
  },
  { keys: { type: 'listItem', list: 'check', checked: true }, content: [{ insert: 'rye', formats: {} }] },
];

test('a download in each format has the name of the document, and comes back when it is imported', async () => {
  const doc = newDocument({ title: 'A/B *plan*', blocks });
  for (const format of downloadFormats) {
    const { name, content, type } = await fileOf(format, doc);
    assert.match(name, /^A B \*?\s?plan/, format);
    assert.match(type, /^(?:text|application)\//);
    const bytes = new Uint8Array(await new Blob([content]).arrayBuffer());
    assert.deepEqual(await documentFromFile(name, bytes), { type: 'document', title: 'A/B *plan*', blocks }, format);
  }
});
