// The first block of every new document. Two people who open an empty document at once would each add a paragraph, and
// see two. So everybody adds the same update, by the same made-up client, and Yjs applies that update once.

import { applyUpdate, type Doc } from 'yjs';
import { bodyOf } from './body.ts';

/**
 * One marker without keys. The seed never changes: a second seed would be a second paragraph. This code made it:
 *
 *     const doc = new Y.Doc(); doc.clientID = 1;
 *     doc.getText('body').insertEmbed(0, new Y.Map());
 *     Buffer.from(Y.encodeStateAsUpdate(doc)).toString('base64');
 */
const seed = 'AQEBAAcBBGJvZHkBAA==';

/** The origin of the seeding transaction, which no undo manager tracks. */
const seeding = Symbol('seed');

/**
 * Gives an empty document its first paragraph. Must not be called before the server's whole state has arrived: a
 * document that only looks empty would get a second paragraph.
 */
export function seedIfEmpty(doc: Doc): void {
  if (bodyOf(doc).length > 0) return;
  applyUpdate(
    doc,
    Uint8Array.from(atob(seed), (char) => char.charCodeAt(0)),
    seeding,
  );
}
