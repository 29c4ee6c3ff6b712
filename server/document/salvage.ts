// Reads as much as possible of a damaged document. The result is offered to people, and never stored.

import { applyUpdate, encodeStateAsUpdate } from 'yjs';
import { createDoc } from './merging.ts';

/**
 * Applies V1 updates in order, as far as the first that cannot be applied. Returns the document up to there, as one V1
 * update. Never throws.
 */
export function salvage(updates: readonly Uint8Array[]): Uint8Array {
  const doc = createDoc();
  try {
    for (const update of updates) applyUpdate(doc, update);
  } catch {
    // The updates before this one are all that can be read.
  }
  const state = encodeStateAsUpdate(doc);
  doc.destroy();
  return state;
}
