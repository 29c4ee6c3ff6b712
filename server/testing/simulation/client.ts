// A client in the simulation: it edits at random, online and offline, comes back after each loss as y-websocket does,
// and believes what it is told to be durable.

import * as decoding from 'lib0/decoding';
import * as Y from 'yjs';
import {
  encodeAwareness,
  encodeSyncStep1,
  encodeSyncStep2,
  encodeUpdate,
  MessageType,
  SyncType,
  type Welcome,
} from '../../../protocol/messages.ts';
import type { TestClock } from '../clock.ts';
import type { End, SimulatedConnection } from './link.ts';
import type { Random } from '../random.ts';

/** The world as a client sees it. */
export interface ClientHost {
  readonly clock: TestClock;
  readonly random: Random;
  /** A new connection to the server, or null when it cannot be reached. `epoch` is the document's, as far as known. */
  connect(client: Client, epoch: string | null): SimulatedConnection | null;
}

const silence = 30_000; // y-websocket gives up a connection on which nothing arrived for so long
const letters = 'abcdefghijklmnopqrstuvwxyz ';

export class Client implements End {
  readonly doc = new Y.Doc();
  readonly speaksQuire: boolean;
  /** The close code after which it does not come back; null as long as it does. */
  refused: number | null = null;
  /** Updates that the server said are durable, over all connections. */
  readonly promised: Uint8Array[] = [];
  readonly #world: ClientHost;
  #epoch: string | null = null;
  #link: SimulatedConnection | null = null;
  #lastHeard = 0;
  #awarenessClock = 0;
  #acknowledged = 0;

  constructor(clientID: number, speaksQuire: boolean, world: ClientHost) {
    this.doc.clientID = clientID;
    this.speaksQuire = speaksQuire;
    this.#world = world;
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== this) this.#sendCounted(update, encodeUpdate(update));
    });
    this.#connect();
    this.#watch();
  }

  /** Whether it is connected and everything it sent is acknowledged, as far as it can know. */
  get isSaved(): boolean {
    return this.#link !== null && (!this.speaksQuire || this.#acknowledged === this.#link.counted.length);
  }

  /** Makes one random change. */
  edit(): void {
    const { random } = this.#world;
    const text = this.doc.getText('text');
    const at = random.below(text.length + 1);
    const rest = text.length - at;
    switch (random.oneOf(['insert', 'insert', 'insert', 'delete', 'format', 'set'])) {
      case 'insert':
        return text.insert(at, random.oneOf(letters).repeat(1 + random.below(5)));
      case 'delete':
        return text.delete(at, random.below(rest + 1));
      case 'format':
        return text.format(at, random.below(rest + 1), { bold: random.chance(0.5) || null });
      case 'set':
        this.doc.getMap('map').set(random.oneOf(letters), random.below(100));
    }
  }

  /** Ends the connection from this side, with or without telling the server. */
  disconnect(): void {
    const link = this.#link;
    if (link === null) return;
    link.close('client', 1000);
    this.closed(null);
  }

  receive(frame: Uint8Array): void {
    this.#lastHeard = this.#world.clock.now();
    const decoder = decoding.createDecoder(frame);
    switch (decoding.readVarUint(decoder)) {
      case MessageType.sync:
        return this.#receiveSync(decoding.readVarUint(decoder), decoding.readVarUint8Array(decoder));
      case MessageType.ack:
        return this.#receiveAck(decoding.readVarUint(decoder));
      case MessageType.welcome:
        this.#epoch = (JSON.parse(decoding.readVarString(decoder)) as Welcome).epoch;
    }
  }

  ping(): void {
    this.#link?.ping('client');
  }

  closed(code: number | null): void {
    this.#link = null;
    if (code !== null && code >= 4400 && code < 4500) this.refused = code;
    else this.#world.clock.after(this.#world.random.below(2_500), () => this.#connect());
  }

  #connect(): void {
    if (this.#link !== null || this.refused !== null) return;
    const link = this.#world.connect(this, this.speaksQuire ? this.#epoch : null);
    if (link === null) return this.closed(null);
    this.#link = link;
    this.#lastHeard = this.#world.clock.now();
    this.#acknowledged = 0;
    link.attach('client', this);
    link.send('client', encodeSyncStep1(Y.encodeStateVector(this.doc)));
    const state = JSON.stringify({ clock: ++this.#awarenessClock });
    link.send('client', encodeAwareness([{ clientID: this.doc.clientID, clock: this.#awarenessClock, state }]));
  }

  #watch(): void {
    this.#world.clock.after(silence / 10, () => {
      if (this.#world.clock.now() - this.#lastHeard > silence) this.disconnect();
      this.#watch();
    });
  }

  #receiveSync(type: number, payload: Uint8Array): void {
    if (type !== SyncType.step1) return Y.applyUpdate(this.doc, payload, this);
    const update = Y.encodeStateAsUpdate(this.doc, payload);
    this.#sendCounted(update, encodeSyncStep2(update));
  }

  #receiveAck(count: number): void {
    this.promised.push(...this.#link!.counted.slice(this.#acknowledged, count));
    this.#acknowledged = count;
  }

  #sendCounted(update: Uint8Array, frame: Uint8Array): void {
    if (this.#link === null) return;
    this.#link.counted.push(update);
    this.#link.send('client', frame);
  }
}
