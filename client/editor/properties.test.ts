// Whatever a page is made to paste, it ends as something that this editor could have made.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { $createHeadingNode, type HeadingTagType } from '@lexical/rich-text';
import { $createTextNode, $getRoot, createEditor, type LexicalEditor } from 'lexical';
import { nodes } from '../../protocol/format/nodes.ts';
import { registerProperties } from './properties.ts';

interface Block {
  [name: string]: unknown;
  children: { [name: string]: unknown }[];
}

function blocksOf(editor: LexicalEditor): Block[] {
  return editor.getEditorState().toJSON().root.children as unknown as Block[];
}

test('what is pasted or set here is corrected', () => {
  const editor = createEditor({
    nodes: [...nodes],
    onError: (error) => {
      throw error;
    },
  });
  registerProperties(editor);
  editor.update(
    () => {
      const words = $createTextNode('words').setStyle('position:fixed');
      const more = ['color: var(--text-red);', 'color: red;', 'color: var(--text-red);inset: 0;'].map((style) =>
        $createTextNode(style).setStyle(style),
      );
      $getRoot().append(
        $createHeadingNode('script' as HeadingTagType)
          .setStyle('inset:0')
          .setIndent(99)
          .append(words, ...more),
      );
    },
    { discrete: true },
  );
  const [heading] = blocksOf(editor);
  assert.deepEqual([heading!['tag'], heading!['indent'], heading!.children[0]!['style']], ['h1', 0, '']);
  const styles = heading!.children.map(({ style }) => style);
  assert.deepEqual(styles, ['', 'color: var(--text-red);', ''], 'a colour of the palette stays, and no other style');
});
