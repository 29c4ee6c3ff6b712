// The first paragraph of every new document. Two people who open an empty document at once would each add a paragraph
// and see two; so all add this one, byte for byte the same update by the same made-up client, which Yjs takes once.

import { applyUpdate, type Doc, XmlElement } from 'yjs';

/** The name of the body in a document's Y.Doc: the root of Lexical's collaboration format V2. */
export const bodyName = 'root-v2';

/**
 * A paragraph with an empty text in it, so that two first keystrokes at once land in one text. It never changes: a
 * second seed would be a second paragraph. Made with
 *
 *     const doc = new Y.Doc(); doc.clientID = 1;
 *     const paragraph = new Y.XmlElement('paragraph');
 *     doc.get('root-v2', Y.XmlElement).insert(0, [paragraph]);
 *     paragraph.insert(0, [new Y.XmlText()]);
 *     Buffer.from(Y.encodeStateAsUpdate(doc)).toString('base64');
 */
const seed = 'AQIBAAcBB3Jvb3QtdjIDCXBhcmFncmFwaAcAAQAGAA==';

/** Origin of the seeding transaction: nobody's edit, so nobody's undo takes it back. */
const seeding = Symbol('seed');

/**
 * Gives an empty document its first paragraph and leaves any other as it is. Call it only once the server's whole state
 * has arrived: a document that merely looks empty here would get a paragraph too many.
 */
export function seedIfEmpty(doc: Doc): void {
  if (doc.get(bodyName, XmlElement).length > 0) return;
  applyUpdate(
    doc,
    Uint8Array.from(atob(seed), (char) => char.charCodeAt(0)),
    seeding,
  );
}
