// The first paragraph of every new document. Two people who open an empty document at once would each add a paragraph,
// and see two. So everybody adds the same update, by the same made-up client, and Yjs applies that update once.

import { applyUpdate, type Doc, XmlElement } from 'yjs';

/** The name of the body in a document's Y.Doc: the root of Lexical's collaboration format V2. */
export const bodyName = 'root-v2';

/**
 * A paragraph with an empty text, so that two people's first keystrokes land in one text. The seed never changes: a
 * second seed would be a second paragraph. This code made it:
 *
 *     const doc = new Y.Doc(); doc.clientID = 1;
 *     const paragraph = new Y.XmlElement('paragraph');
 *     doc.get('root-v2', Y.XmlElement).insert(0, [paragraph]);
 *     paragraph.insert(0, [new Y.XmlText()]);
 *     Buffer.from(Y.encodeStateAsUpdate(doc)).toString('base64');
 */
const seed = 'AQIBAAcBB3Jvb3QtdjIDCXBhcmFncmFwaAcAAQAGAA==';

/** The origin of the seeding transaction, which no undo manager tracks. */
const seeding = Symbol('seed');

/**
 * Gives an empty document its first paragraph. Must not be called before the server's whole state has arrived: a
 * document that only looks empty would get a second paragraph.
 */
export function seedIfEmpty(doc: Doc): void {
  if (doc.get(bodyName, XmlElement).length > 0) return;
  applyUpdate(
    doc,
    Uint8Array.from(atob(seed), (char) => char.charCodeAt(0)),
    seeding,
  );
}
