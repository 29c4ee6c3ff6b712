// The words of a stored document for the search index. A document of an older form, or of another editor, has the words
// that protocol/format finds in it.

import { bodyOf } from '../../../protocol/format/body.ts';
import { isOldTree, oldTreeText } from '../../../protocol/format/old-tree.ts';
import { plainText } from '../../../protocol/format/plain-text.ts';
import { readBody } from '../../../protocol/format/shared-text.ts';
import { createDoc } from '../../document/merging.ts';
import { applyInOrder } from '../../document/pending.ts';
import { limits } from '../../limits/limits.ts';

/**
 * The words of the document that V1 updates make, at most `limits.indexedCharacters`. Empty where an update cannot be
 * applied: the rooms say more of that.
 */
export function documentText(updates: readonly Uint8Array[]): string {
  const doc = createDoc();
  const body = bodyOf(doc);
  try {
    doc.transact(() => applyInOrder(doc, updates));
    if (isOldTree(doc)) return oldTreeText(doc).slice(0, limits.indexedCharacters).toWellFormed();
    const blocks = readBody(body).map(({ block }) => block);
    return plainText(blocks, limits.indexedCharacters);
  } catch {
    return '';
  }
}
