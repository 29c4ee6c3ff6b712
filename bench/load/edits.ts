// The edits of one writer, made before anything is measured. Edit number n has the Yjs clock n, times its characters.
// So the clocks of an update show which edits it holds, however the server merged it.

import * as Y from 'yjs';

/** The root type with the text. */
export const root = 'text';

const words = 'What is written together is seen by everybody at once, and it is kept. ';

/** The edits of the Yjs client `client` with clocks from `from` to `to` - 1. */
export interface Span {
  readonly client: number;
  readonly from: number;
  readonly to: number;
}

/** `count` updates, each of which adds `characters` characters after the writer's last. */
export function writeEdits(client: number, count: number, characters = 1): Uint8Array[] {
  const doc = new Y.Doc();
  doc.clientID = client;
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  const text = doc.getText(root);
  const endless = words.repeat(Math.ceil(characters / words.length) + 1);
  for (let i = 0; i < count; i++) {
    const start = (i * characters) % words.length;
    text.insert(i * characters, endless.slice(start, start + characters));
  }
  doc.destroy();
  return updates;
}

/** The edits in an update, which may be merged of several. */
export function editsIn(update: Uint8Array): Span[] {
  const { from, to } = Y.parseUpdateMeta(update);
  return [...from].map(([client, first]) => ({ client, from: first, to: to.get(client)! }));
}

/**
 * Compares the document of all updates that a reader received with that of all updates that were sent. Gives a sentence
 * on the difference, or null.
 */
export function difference(received: readonly Uint8Array[], written: readonly Uint8Array[]): string | null {
  const [reader, writers] = [documentOf(received), documentOf(written)];
  const lacks = reader.store.pendingStructs !== null || reader.store.pendingDs !== null;
  const [got, sent] = [reader.getText(root).toString(), writers.getText(root).toString()];
  for (const doc of [reader, writers]) doc.destroy();
  if (lacks) return 'a reader got edits that need others, which it did not get';
  if (got === sent) return null;
  return `a reader's document has ${got.length} characters, and ${sent.length} were written, or in another order`;
}

function documentOf(updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc();
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update);
  });
  return doc;
}
