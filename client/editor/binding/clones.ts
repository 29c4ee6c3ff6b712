// Lets @lexical/yjs recognise the blocks that it knows. Lexical clones a node whenever it changes it, be it only
// because a neighbour is new or a list is numbered anew; @lexical/yjs V2 takes a clone for another block. It then finds
// the best fit by looks, and to insert one item of a list it would write each later item over its neighbour: what
// somebody else types into those at that moment ends up in the wrong ones, or twice.

import type { BindingV2 } from '@lexical/yjs';
import { $getNodeByKey, type EditorState, type NodeKey } from 'lexical';
import { XmlElement } from 'yjs';

/** Ties each changed block's shared type to the block as it is now. To be called before an update is written. */
export function followClones(binding: BindingV2, state: EditorState, changed: Iterable<NodeKey>): void {
  state.read(() => {
    for (const key of changed) {
      const node = $getNodeByKey(key);
      const shared = node === null ? undefined : binding.mapping.getSharedType(node);
      if (node !== null && shared instanceof XmlElement) binding.mapping.set(shared, node);
    }
  });
}
