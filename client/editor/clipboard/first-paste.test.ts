import assert from 'node:assert/strict';
import { test } from 'node:test';

import { $getRoot } from 'lexical';

import { cleaning } from './paste.ts';
import { contentOf, openEditor, paste } from './testing/editor.ts';

test('the first paste waits for its code, and comes where the caret is then', async () => {
  const editor = openEditor();
  paste(editor, { 'text/html': '<p>Some <b>bold</b> words</p>', 'text/plain': 'plain' });
  assert.equal(contentOf(editor), '<p><br></p>');
  editor.update(() => $getRoot().selectEnd().insertText('Now: '), { discrete: true });
  await cleaning.fetch();
  await new Promise((resolve) => editor.registerUpdateListener(resolve));
  assert.equal(contentOf(editor), '<p>Now: Some <strong>bold</strong> words</p>');
});
