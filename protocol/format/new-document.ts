// A new document with a title and blocks, as a Y.Doc of its own.

import * as random from 'lib0/random';
import { Doc } from 'yjs';

import { titleName } from '../title.ts';
import { bodyOf, textClientID } from './body.ts';
import type { DocumentContent } from './json.ts';
import { appendBlocks } from './shared-text.ts';

export function newDocument({ title, blocks }: DocumentContent): Doc {
  const doc = new Doc();
  doc.clientID = textClientID(random.uint32());
  doc.transact((transaction) => {
    if (title !== '') doc.getText(titleName).insert(0, title);
    appendBlocks(transaction, bodyOf(doc), blocks);
  });
  return doc;
}
