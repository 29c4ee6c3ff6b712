// Edits that the server itself makes for a person: a first content, and another title. Each is a V1 update like that of
// a page, so that it merges with whatever others write at the same time.

import { randomInt } from 'node:crypto';
import * as Y from 'yjs';
import { bodyOf, textClientID } from '../../protocol/format/body.ts';
import type { DocumentContent } from '../../protocol/format/json.ts';
import { newDocument } from '../../protocol/format/new-document.ts';
import { minimalEdit } from '../../protocol/format/text-diff.ts';
import { titleName } from '../../protocol/title.ts';
import { createDoc } from './merging.ts';

/** An update that writes a title and blocks into an empty document; null when both are empty. */
export function firstContent(content: DocumentContent): Uint8Array | null {
  return content.title === '' && content.blocks.length === 0 ? null : Y.encodeStateAsUpdate(newDocument(content));
}

/**
 * An update that gives the document with this state, a V1 update, another title; null when that is its title. Only the
 * difference is written, so that what others write into the title meanwhile stays.
 */
export function titleEdit(state: Uint8Array, title: string): Uint8Array | null {
  const doc = createDoc();
  Y.applyUpdate(doc, state);
  const text = doc.getText(titleName);
  const parts = (text.toDelta() as { insert: unknown }[]).map(({ insert }) => insert);
  const before = parts.map((part) => (typeof part === 'string' ? part : '\ufffc')).join('');
  const { index, remove, insert } = minimalEdit(before, title, title.length);
  return edit(doc, () => {
    text.delete(index, remove);
    text.insert(index, insert);
  });
}

/** The document with this state, a V1 update. */
export function docOf(state: Uint8Array): Y.Doc {
  const doc = createDoc();
  doc.getText(titleName);
  bodyOf(doc);
  Y.applyUpdate(doc, state);
  return doc;
}

/** A V1 update that does what two do, the second of which builds on the first; null for none. */
export function mergedUpdate(first: Uint8Array, second: Uint8Array | null): Uint8Array {
  return second === null ? first : Y.mergeUpdates([first, second]);
}

/** The update that one transaction makes; null when it changes nothing. */
function edit(doc: Y.Doc, act: () => void): Uint8Array | null {
  doc.clientID = textClientID(randomInt(2 ** 30));
  let made: Uint8Array | null = null;
  doc.on('update', (update: Uint8Array) => (made = update));
  doc.transact(act);
  doc.destroy();
  return made;
}
