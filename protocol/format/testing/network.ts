// A network between pages. It delays messages, reorders those of different senders, and cuts lines. A page whose line
// was cut gets what it missed, and sends what others missed, once the line is restored.

import { encodeStateAsUpdate, encodeStateVector, type Doc } from 'yjs';

/** Somebody's page, as far as the network is concerned. */
export interface Peer {
  readonly doc: Doc;
  receive(update: Uint8Array): void;
}

/** The origin of updates from others. */
export const remote = Symbol('remote');

export class Network {
  readonly #peers: readonly Peer[];
  /** Messages under way, by receiver. */
  readonly #waiting: { from: Peer; update: Uint8Array }[][];
  readonly #cut = new Set<Peer>();

  constructor(peers: readonly Peer[]) {
    this.#peers = peers;
    this.#waiting = peers.map(() => []);
    for (const peer of peers) {
      peer.doc.on('update', (update: Uint8Array, origin: unknown) => {
        if (origin !== remote) this.#send(peer, update);
      });
    }
  }

  #send(from: Peer, update: Uint8Array): void {
    if (this.#cut.has(from)) return;
    for (const peer of this.#peers) {
      if (peer !== from && !this.#cut.has(peer)) this.#waitingFor(peer).push({ from, update });
    }
  }

  #waitingFor(peer: Peer) {
    return this.#waiting[this.#peers.indexOf(peer)]!;
  }

  /** Delivers one of the messages that are under way to a peer. Those of one sender keep their order. */
  deliver(to: Peer, pick: number): void {
    const waiting = this.#waitingFor(to);
    const senders = [...new Set(waiting.map(({ from }) => from))];
    const next = waiting.findIndex(({ from }) => from === senders[pick % senders.length]);
    const [message] = next < 0 ? [] : waiting.splice(next, 1);
    if (message !== undefined) to.receive(message.update);
  }

  deliverAll(to: Peer): void {
    for (const { update } of this.#waitingFor(to).splice(0)) to.receive(update);
  }

  /** Whatever is under way from a peer and to it is lost, and so is what follows. */
  cut(peer: Peer): void {
    this.#cut.add(peer);
    this.#waitingFor(peer).length = 0;
    for (const [i, waiting] of this.#waiting.entries()) {
      this.#waiting[i] = waiting.filter(({ from }) => from !== peer);
    }
  }

  /** Restores the line of a peer. Both sides send each other what the other does not have yet. */
  restore(peer: Peer): void {
    if (!this.#cut.delete(peer)) return;
    for (const other of this.#peers) {
      if (other === peer || this.#cut.has(other)) continue;
      peer.receive(encodeStateAsUpdate(other.doc, encodeStateVector(peer.doc)));
      other.receive(encodeStateAsUpdate(peer.doc, encodeStateVector(other.doc)));
    }
  }

  /** Restores all lines, and delivers everything. */
  settle(): void {
    for (const peer of this.#peers) this.restore(peer);
    while (this.#waiting.some(({ length }) => length > 0)) for (const peer of this.#peers) this.deliverAll(peer);
  }
}
