import assert from 'node:assert/strict';
import { test } from 'node:test';
import { $getRoot, $parseSerializedNode, createEditor } from 'lexical';

import { FileNode, ImageNode, sizeInWords } from './file-nodes.ts';
import { parseSource, sourceOf } from './file-source.ts';
import { shownKeys } from './schema.ts';

const hash = '0123456789abcdef'.repeat(4);
const src = `file:${hash}#640x480`;

test('a source names a hash, and a size in pixels for an image', () => {
  assert.deepEqual(parseSource(src), { hash, pixels: { width: 640, height: 480 } });
  assert.deepEqual(parseSource(`file:${hash}`), { hash, pixels: null });
  assert.equal(sourceOf(parseSource(src)!), src);
  for (const other of [
    'https://example.org/a.png',
    `file:${hash.toUpperCase()}`,
    `file:${hash}0`,
    `file:${hash}#0x1`,
    `file:${hash}#640x480 `,
    `file:${hash}#100000x1`,
    `file:../${hash}`,
    ` ${src}`,
    null,
    7,
    [src],
  ]) {
    assert.equal(parseSource(other), null, String(other));
  }
});

test('of what a peer says about an image and a file, only what the editor could have said counts', () => {
  const image = { type: 'image', src, alt: 'A sea', width: 50 };
  assert.deepEqual(shownKeys(image), image);
  assert.deepEqual(shownKeys({ type: 'image', src: `file:${hash}`, alt: 'a\nb', width: 100, indent: 1 }), {
    type: 'image',
  });
  assert.deepEqual(shownKeys({ type: 'image', alt: 'x'.repeat(1001), width: 4 }), { type: 'image' });
  const file = { type: 'file', src: `file:${hash}`, name: 'A report.pdf', size: 0 };
  assert.deepEqual(shownKeys(file), file);
  assert.deepEqual(shownKeys({ type: 'file', src: 'file:///etc', name: 'exe.\u202efdp', size: -1 }), { type: 'file' });
});

test('a pasted node is of its own type, whatever it says', () => {
  const editor = createEditor({ nodes: [ImageNode, FileNode], onError: assert.fail });
  const types = (said: unknown) => {
    editor.update(
      () => {
        const json = { type: 'image', version: 1, said, children: [], direction: null, format: '', indent: 0 };
        const nodes = [$parseSerializedNode(json as never), $parseSerializedNode({ ...json, type: 'file' } as never)];
        $getRoot()
          .clear()
          .append(...nodes);
      },
      { discrete: true },
    );
    return editor.read(() =>
      $getRoot()
        .getChildren<ImageNode>()
        .map((node) => node.getSaid()),
    );
  };
  assert.deepEqual(types({ type: 'heading', src }), [
    { type: 'image', src },
    { type: 'file', src },
  ]);
  assert.deepEqual(types('nonsense'), [{ type: 'image' }, { type: 'file' }]);
});

test('a size is said as people say it', () => {
  const said = [0, 999, 1_000, 1_234, 12_345, 999_400, 999_600, 32 * 1024 * 1024].map(sizeInWords);
  assert.deepEqual(said, ['0 B', '999 B', '1.0 kB', '1.2 kB', '12 kB', '999 kB', '1.0 MB', '34 MB']);
});
