// Somebody who speaks the protocol and has no editor: writes into a document, and says of itself, whatever it likes.
import { once } from 'node:events';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';

/** The names of a document's parts: what any other client of the server finds there. */
const bodyName = 'body';
const titleName = 'title';

/** A step of the body: characters of the same formats, or anything that stands in a line as one character. */
export interface Step {
  insert: unknown;
  attributes?: object;
}

/** A marker with any keys: a block begins. */
export function marker(keys: object = {}): Step {
  return { insert: new Y.Map(Object.entries(keys)) };
}

/** Characters with any formats. */
export function words(text: string, formats: object = {}): Step {
  return { insert: text, attributes: formats };
}

/** A block with any keys and words of one format. */
export function block(keys: object, text: string, formats: object = {}): Step[] {
  return [marker(keys), words(text, formats)];
}

export class Peer {
  readonly doc = new Y.Doc();
  readonly #provider: WebsocketProvider;

  private constructor(url: string, document: string) {
    // As pages do: Yjs would delete the formats of words that others deleted, and an undo could not bring them back.
    this.doc.on('afterTransaction', (transaction) => (transaction._needFormattingCleanup = false));
    this.#provider = new WebsocketProvider(`${url.replace('http', 'ws')}/collab`, document, this.doc, {
      disableBc: true,
    });
  }

  /** Comes in, and has all of the document. */
  static async join(url: string, document: string): Promise<Peer> {
    const peer = new Peer(url, document);
    await once(peer.#provider as never, 'sync');
    return peer;
  }

  get body(): Y.Text {
    return this.doc.getText(bodyName);
  }

  /** All words in the body. */
  get words(): string {
    return this.body.toString();
  }

  /** All that stands in the body, as JSON. */
  get content(): Step[] {
    return this.body.toDelta().map(({ insert, ...formats }: Step) => ({
      insert: insert instanceof Y.AbstractType ? insert.toJSON() : insert,
      ...formats,
    }));
  }

  get title(): Y.Text {
    return this.doc.getText(titleName);
  }

  /** Adds to the end of the body. */
  write(...steps: (Step | Step[])[]): void {
    this.body.applyDelta([{ retain: this.body.length }, ...steps.flat()], { sanitize: false });
  }

  /** The first marker of which `keys` are said. */
  markerOf(keys: object): Y.Map<unknown> {
    const markers = this.body.toDelta().map(({ insert }: Step) => insert) as Y.Map<unknown>[];
    return markers.find(
      (one) => one instanceof Y.Map && Object.entries(keys).every(([key, value]) => one.get(key) === value),
    )!;
  }

  /** Sets formats of the first occurrence of some words. */
  format(text: string, formats: object): void {
    // A marker is a character of the body, but not of its words.
    const characters = this.content.map(({ insert }) => (typeof insert === 'string' ? insert : '\ufffc')).join('');
    this.body.format(characters.indexOf(text), text.length, formats);
  }

  /** Says of itself what need not be an object. */
  say(state: unknown): void {
    this.#provider.awareness.setLocalState(state as object);
  }

  /** A caret before the first letter of the body, with which it seems to be writing there. */
  caretAtStart(): { anchorPos: object; focusPos: object; focusing: true } {
    const position = Y.createRelativePositionFromTypeIndex(this.body, 1);
    return { anchorPos: position, focusPos: position, focusing: true };
  }

  /** Its own Yjs client, under which it came in. */
  get client(): number {
    return this.#provider.awareness.clientID;
  }

  /** The Yjs clients of all others who are here. */
  get others(): number[] {
    return [...this.#provider.awareness.getStates().keys()].filter((client) => client !== this.client);
  }

  leave(): void {
    this.#provider.destroy();
    this.doc.destroy();
  }
}
