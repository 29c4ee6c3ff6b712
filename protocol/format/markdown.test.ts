import assert from 'node:assert/strict';
import { test } from 'node:test';
import { $convertFromMarkdownString } from '@lexical/markdown';
import { createEditor } from 'lexical';
import { $textAsMarkdown, transformers } from './markdown.ts';
import { nodes } from './nodes.ts';

/** What one takes away of a text that was written so. */
function takenAway(written: string): string {
  const editor = createEditor({ nodes: [...nodes], onError: (error) => assert.fail(error) });
  editor.update(() => $convertFromMarkdownString(written, transformers), { discrete: true });
  return editor.read($textAsMarkdown);
}

test('a document downloaded as Markdown holds the text as written', () => {
  const written = [
    '# One',
    '## Two',
    'A **bold**, *italic* and ~~struck~~ word, `code` and a [link](https://example.org).',
    '- milk\n- bread\n    - rye',
    '1. first\n2. second',
    '- [ ] to do\n- [x] done',
    '> A quote',
    '---',
    '```\nlet a = 1;\n```',
  ].join('\n\n');
  assert.equal(takenAway(written), written);
});
