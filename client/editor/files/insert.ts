// Puts files into the text as blocks: images as images, others as attachments. A block names its file at once; the
// bytes go to the server by themselves. The caret stays where it is.

import {
  $createParagraphNode,
  $getNodeByKey,
  $getRoot,
  $isParagraphNode,
  type LexicalEditor,
  type NodeKey,
} from 'lexical';

import { FileNode, ImageNode } from '../../../protocol/format/file-nodes.ts';
import { sourceOf } from '../../../protocol/format/file-source.ts';
import { longestFileName } from '../../../protocol/format/schema.ts';
import type { Files } from '../../sdk/files.ts';
import { $blockNodes } from '../binding/lexical-blocks.ts';
import { type PreparedFile, prepare } from './prepare.ts';
import type { FileBlock } from './selecting.ts';

/** Inserts the files in their order behind the block with the key `after`, or at the end when it is gone. */
export async function insertFiles(
  editor: LexicalEditor,
  files: Files,
  list: readonly File[],
  after: NodeKey | null,
): Promise<void> {
  let last = after;
  for (const file of list) {
    const prepared = await prepare(file).catch(() => null);
    if (prepared === null) continue; // the file cannot be read any more
    void files.add(prepared.source.hash, prepared.bytes);
    editor.update(
      () => {
        const node = $nodeFor(file.name, prepared);
        $insertBehind(node, last);
        last = node.getKey();
      },
      { discrete: true },
    );
  }
}

function $nodeFor(name: string, { bytes, source }: PreparedFile): FileBlock {
  const src = sourceOf(source);
  if (source.pixels !== null) return new ImageNode({ src });
  return new FileNode({ src, name: safeName(name), size: bytes.size });
}

/** The name in the form that schema.ts lets count. */
function safeName(name: string): string {
  return name
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, '')
    .slice(0, longestFileName);
}

/** An empty paragraph stays behind what is inserted, so that there is somewhere to go on writing. */
export function $insertBehind(node: FileBlock, after: NodeKey | null): void {
  const found = after === null ? null : $getNodeByKey(after);
  const block = found?.isAttached() ? found : ($blockNodes().at(-1)?.node ?? null);
  if (block === null) $getRoot().append(node);
  else if ($isParagraphNode(block) && block.isEmpty()) block.insertBefore(node);
  else block.insertAfter(node);
  if (node.getNextSibling() === null) node.insertAfter($createParagraphNode());
}
