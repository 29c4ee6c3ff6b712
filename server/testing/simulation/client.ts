// A client in the simulation. It edits at random, online and offline, gives an empty document its first block,
// reconnects as y-websocket does, and remembers each update that the server has acknowledged.

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
import { seedIfEmpty } from '../../../protocol/format/seed.ts';
import type { TestClock } from '../clock.ts';
import { Editing } from './edits.ts';
import type { End, Line } from './link.ts';
import type { ClientPlan } from './plan.ts';
import { Random } from '../random.ts';

/** The parts of the simulation that a client needs. */
export interface ClientHost {
  readonly clock: TestClock;
  /** Opens a connection; null when the server cannot be reached. `epoch` is the one that the client knows. */
  connect(client: Client, epoch: string | null): Line | null;
}

/** y-websocket closes a connection on which nothing arrived for this long, in milliseconds. */
const silence = 30_000;

export class Client implements End {
  readonly doc = new Y.Doc();
  readonly speaksQuire: boolean;
  /** The chance in this client's connections. */
  readonly random: Random;
  /** The close code after which the client does not reconnect; null while it does. */
  refused: number | null = null;
  /** The acknowledged updates of all connections. */
  readonly promised: Uint8Array[] = [];
  readonly #host: ClientHost;
  readonly #editing: Editing;
  #epoch: string | null = null;
  #link: Line | null = null;
  #lastHeard = 0;
  #awarenessClock = 0;
  #acknowledged = 0;

  constructor(clientID: number, { speaksQuire, seed }: ClientPlan, host: ClientHost) {
    this.doc.clientID = clientID;
    this.speaksQuire = speaksQuire;
    this.random = new Random(seed);
    this.#host = host;
    this.#editing = new Editing(this.doc);
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== this) this.#sendCounted(update, encodeUpdate(update));
    });
    this.#connect();
    this.#watchSilence();
  }

  /** Whether the client is connected, and all its updates are acknowledged where the client knows acknowledgements. */
  get isSaved(): boolean {
    return this.#link !== null && (!this.speaksQuire || this.#acknowledged === this.#link.counted.length);
  }

  /** The connection, if there is one. */
  get link(): Line | null {
    return this.#link;
  }

  /** Makes one random change. */
  edit(random: Random): void {
    this.#editing.edit(random);
  }

  /** Inserts a word. */
  write(random: Random): void {
    this.#editing.write(random);
  }

  /** Closes the connection, if there is one. */
  disconnect(): void {
    const link = this.#link;
    if (link === null) return;
    link.close('client', 1000);
    this.closed(null);
  }

  receive(frame: Uint8Array): void {
    this.#lastHeard = this.#host.clock.now();
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
    else this.#host.clock.after(this.random.below(2_500), () => this.#connect());
  }

  #connect(): void {
    if (this.#link !== null || this.refused !== null) return;
    const link = this.#host.connect(this, this.speaksQuire ? this.#epoch : null);
    if (link === null) return this.closed(null);
    this.#link = link;
    this.#lastHeard = this.#host.clock.now();
    this.#acknowledged = 0;
    link.attach('client', this);
    link.send('client', encodeSyncStep1(Y.encodeStateVector(this.doc)));
    const state = JSON.stringify({ clock: ++this.#awarenessClock });
    link.send('client', encodeAwareness([{ clientID: this.doc.clientID, clock: this.#awarenessClock, state }]));
  }

  #watchSilence(): void {
    this.#host.clock.after(silence / 10, () => {
      if (this.#host.clock.now() - this.#lastHeard > silence) this.disconnect();
      this.#watchSilence();
    });
  }

  #receiveSync(type: number, payload: Uint8Array): void {
    if (type !== SyncType.step1) {
      Y.applyUpdate(this.doc, payload, this);
      if (type === SyncType.step2) seedIfEmpty(this.doc);
      return;
    }
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
