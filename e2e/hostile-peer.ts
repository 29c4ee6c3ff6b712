// Somebody who speaks the protocol and has no editor: writes into a document, and says of itself, whatever it likes.
import { once } from 'node:events';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';

/** The names of a document's parts: what any other client of the server finds there. */
const bodyName = 'root-v2';
const titleName = 'title';

/** An element as the editor stores its nodes, with any attributes. */
export function element(
  type: string,
  attributes: object = {},
  ...children: (Y.XmlElement | Y.XmlText)[]
): Y.XmlElement {
  const made = new Y.XmlElement(type);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.insert(0, children);
  return made;
}

/** A text as the editor stores it, of which `attributes` are said. */
export function text(words: string, attributes: object = {}): Y.XmlText {
  const made = new Y.XmlText();
  made.insert(0, words, attributes);
  return made;
}

export class HostilePeer {
  readonly doc = new Y.Doc();
  readonly #provider: WebsocketProvider;

  private constructor(url: string, document: string) {
    this.#provider = new WebsocketProvider(`${url.replace('http', 'ws')}/collab`, document, this.doc, {
      disableBc: true,
    });
  }

  /** Comes in, and has all of the document. */
  static async join(url: string, document: string): Promise<HostilePeer> {
    const peer = new HostilePeer(url, document);
    await once(peer.#provider as never, 'sync');
    return peer;
  }

  get body(): Y.XmlElement {
    return this.doc.get(bodyName, Y.XmlElement) as Y.XmlElement;
  }

  /** All words in the body. */
  get words(): string {
    return [...this.body.createTreeWalker((node) => node instanceof Y.XmlText)].map(String).join('\n');
  }

  get title(): Y.Text {
    return this.doc.getText(titleName);
  }

  /** Adds to the end of the body what need not be a block. */
  write(...blocks: unknown[]): void {
    this.body.push(blocks as Y.XmlElement[]);
  }

  /** Says of itself what need not be an object. */
  say(state: unknown): void {
    this.#provider.awareness.setLocalState(state as object);
  }

  /** A caret before the first letter of that block, with which it seems to be writing there. */
  caretIn(block: number): object {
    const position = Y.createRelativePositionFromTypeIndex(
      (this.body.get(block) as Y.XmlElement).get(0) as Y.XmlText,
      0,
    );
    return { anchorPos: position, focusPos: position, focusing: true };
  }

  /** The Yjs clients of all others who are here. */
  get others(): number[] {
    return [...this.#provider.awareness.getStates().keys()].filter(
      (client) => client !== this.#provider.awareness.clientID,
    );
  }

  leave(): void {
    this.#provider.destroy();
    this.doc.destroy();
  }
}
