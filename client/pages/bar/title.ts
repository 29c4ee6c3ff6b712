// A document's title as text to show. The title is a shared text, so a peer may have put anything into it.

import type { Doc, Text as SharedText } from 'yjs';

import { bodyOf } from '../../../protocol/format/body.ts';
import { firstLine } from '../../../protocol/format/first-line.ts';
import { truncate } from '../../../protocol/format/graphemes.ts';
import { longestTitle, titleName } from '../../../protocol/title.ts';

/** The title on one line, at most `longestTitle` characters; `\ufffc` stands for everything in it that is not text. */
export function titleText(text: SharedText): string {
  const parts = (text.toDelta() as { insert: unknown }[]).map(({ insert }) =>
    typeof insert === 'string' ? insert : '\ufffc',
  );
  return truncate(parts.join(''), longestTitle).replace(/[\r\n\t]/g, ' ');
}

/** The name of a document where documents are listed: its title, or else its first line; empty when it has neither. */
export function nameOf(doc: Doc): string {
  return titleOf(doc) || firstLine(bodyOf(doc));
}

/** Calls `act` with the name of the document, and again whenever that is another: most changes leave it as it is. */
export function followName(doc: Doc, act: (name: string) => void): () => void {
  const texts = [doc.getText(titleName), bodyOf(doc)];
  let name = nameOf(doc);
  act(name);
  const follow = () => {
    const before = name;
    name = nameOf(doc);
    if (name !== before) act(name);
  };
  for (const text of texts) text.observe(follow);
  return () => {
    for (const text of texts) text.unobserve(follow);
  };
}

/** The title of a document without white space around it; empty when it has none. */
export function titleOf(doc: Doc): string {
  return titleText(doc.getText(titleName)).trim();
}
