// The content of a document on its page: its form, and the first paragraph of an empty document.

import type { Doc } from 'yjs';

import { bodyOf } from '../../protocol/format/body.ts';
import { isOldTree } from '../../protocol/format/old-tree.ts';
import { seedIfEmpty } from '../../protocol/format/seed.ts';
import { titleName } from '../../protocol/title.ts';
import type { Collaboration } from '../sdk/collaboration.ts';

/** One text, which the editor shows; or the tree of an older Quire, of which the page shows only the words. */
export type Content = 'text' | 'oldTree';

/**
 * Tells Yjs the types of a document's roots. Must be called before content arrives: in formatted text that has arrived
 * in a root without a type, Yjs extends formats when a person deletes.
 */
export function declareRoots(doc: Doc): void {
  bodyOf(doc);
  doc.getText(titleName);
}

/**
 * The content that there is to show, from the copy on this device or from the server; null for none. A document that is
 * empty on the server gets its first paragraph from the first person who may write.
 */
export function prepareContent({
  doc,
  synced,
  hasLocalCopy,
  mayWrite,
}: Pick<Collaboration, 'doc' | 'synced' | 'hasLocalCopy' | 'mayWrite'>): Content | null {
  if (!synced && !hasLocalCopy) return null;
  if (isOldTree(doc)) return 'oldTree';
  if (synced && mayWrite) seedIfEmpty(doc); // which changes nothing where everything was deleted
  return (synced && mayWrite) || bodyOf(doc).length > 0 ? 'text' : null;
}
