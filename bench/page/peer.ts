// Somebody else in the document, without a page: a stock client.

import { once } from 'node:events';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { startOfWords, typeAt, wordsOf } from './content.ts';

/** The longest that a change may take to arrive, in milliseconds. */
const patience = 30_000;

export class Peer {
  readonly #doc = new Y.Doc();
  readonly #provider: WebsocketProvider;
  /** The place of the next character. */
  #at = 0;

  private constructor(port: number, document: string, content?: Uint8Array) {
    if (content !== undefined) Y.applyUpdate(this.#doc, content);
    this.#provider = new WebsocketProvider(`ws://127.0.0.1:${port}/collab`, document, this.#doc, { disableBc: true });
  }

  /** Joins a new document, and resolves when another connection has got this content from the server. */
  static async bring(port: number, document: string, content: Uint8Array): Promise<Peer> {
    const author = new Peer(port, document, content);
    await once(author.#provider as never, 'sync');
    const peer = new Peer(port, document);
    await peer.has(wordsOf(author.#doc));
    author.leave();
    return peer;
  }

  /** Resolves when this peer's document has these words and no others. */
  async has(words: string): Promise<void> {
    const signal = AbortSignal.timeout(patience);
    try {
      while (wordsOf(this.#doc) !== words) await once(this.#doc as never, 'update', { signal });
    } catch {
      throw new Error('another person has other words in the end');
    }
  }

  /** Puts the caret before the words of a paragraph. */
  goTo(paragraph: number): void {
    this.#at = startOfWords(this.#doc, paragraph);
  }

  press(key: string): void {
    const caret = typeAt(this.#doc, this.#at++, key);
    this.#provider.awareness.setLocalState({ ...this.#provider.awareness.getLocalState(), ...caret });
  }

  leave(): void {
    this.#provider.destroy();
    this.#doc.destroy();
  }
}
