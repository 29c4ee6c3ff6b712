// One connection: someone who writes prepared edits and counts what arrives, without a Y.Doc. Whatever is wrong throws,
// and the process ends with it: a run is whole, or it is a failure.

import { connect, type Socket } from 'node:net';
import * as Y from 'yjs';
import type { Dialect, Heard } from './dialect.ts';
import type { Span } from './edits.ts';
import type { Hearing } from './hearing.ts';
import { Tally } from './tally.ts';
import { FrameReader, frameOf, handshake, Opcode } from './wire.ts';

/** Who someone is. */
export interface Part {
  /** The Yjs client that this one writes as. */
  readonly client: number;
  /** Updates that this one will write. */
  readonly edits?: readonly Uint8Array[];
  /** Whether all updates that arrive are kept. */
  readonly witnesses?: boolean;
  /** What this one has before it comes. */
  readonly has?: Possession;
  /** What it must have when the server has answered. */
  readonly expects?: readonly Span[];
}

/** What is in a document: as one update, as Yjs tells it to a server, and as we count it. */
export interface Possession {
  readonly update: Uint8Array;
  readonly stateVector: Uint8Array;
  readonly spans: readonly Span[];
}

const nothing: Possession = { update: new Uint8Array([0, 0]), stateVector: new Uint8Array([0]), spans: [] };

/** What all people of one run share. */
export interface Ledger {
  readonly hearing: Hearing;
  /** Counts a frame with a message that somebody got. */
  frame(): void;
  /** `reader` has got what is new in `span`. */
  delivered(reader: Person, span: Span): void;
}

export class Person {
  /** The Yjs client that this one writes as. */
  readonly client: number;
  readonly tally = new Tally();
  /** When each edit was sent, in milliseconds of performance.now(). */
  readonly sentAt: Float64Array;
  /** Edits sent so far. */
  written = 0;
  /** All updates that arrived; null unless this one is its room's witness. */
  readonly witnessed: Uint8Array[] | null;

  readonly #dialect: Dialect;
  readonly #ledger: Ledger;
  readonly #edits: readonly Uint8Array[];
  readonly #has: Possession;
  readonly #expects: readonly Span[];
  readonly #seen = new Map<number, number>();
  #socket: Socket | null = null;
  #isIn: () => void = () => {};
  /** What arrived before the server's answer, without which it may not fit; null after it. */
  #early: Span[] | null = null;
  #syncMessages = 0;
  #acknowledged = 0;
  #awarenessClock = 0;

  constructor(
    dialect: Dialect,
    ledger: Ledger,
    { client, edits = [], witnesses = false, has = nothing, expects = [] }: Part,
  ) {
    this.client = client;
    this.#dialect = dialect;
    this.#ledger = ledger;
    this.#edits = edits.map((update) => frameOf(Opcode.binary, dialect.update(update)));
    this.sentAt = new Float64Array(edits.length);
    this.witnessed = witnesses ? [] : null;
    this.#has = has;
    this.#expects = expects;
    if (dialect.answers) this.#early = [];
    for (const span of has.spans) this.tally.take(span);
  }

  /** Connects, and resolves when the server has answered. */
  join(port: number, localAddress: string): Promise<void> {
    const socket = connect({ host: '127.0.0.1', port, localAddress });
    this.#socket = socket;
    socket.setNoDelay(true);
    const reader = new FrameReader(
      (status) => this.#onAnswer(status),
      (opcode, payload) => this.#onFrame(opcode, payload),
    );
    socket.on('data', (chunk: Buffer) => reader.push(chunk));
    socket.on('close', () => {
      if (this.#socket !== null) throw new Error('the server ended a connection');
    });
    socket.write(handshake(this.#dialect.path, this.#dialect.subprotocol));
    return new Promise((resolve) => (this.#isIn = resolve));
  }

  /**
   * Stops reading, as a page does that its browser has put to sleep; what is sent to it fills the sockets, and then
   * waits.
   */
  stall(): void {
    this.#socket!.pause();
  }

  /** Reads on. */
  wake(): void {
    this.#socket!.resume();
  }

  /** Is gone without a word. */
  vanish(): void {
    const socket = this.#socket;
    this.#socket = null;
    socket?.destroy();
  }

  /** Says that it leaves, as a page does that is closed. */
  leave(): void {
    this.announce('null');
    const socket = this.#socket!;
    this.#socket = null;
    socket.removeAllListeners('data').resume();
    socket.end(frameOf(Opcode.close, Buffer.from([3, 232]))); // 1000
  }

  /** Sends the next edit; with `state`, an awareness update, too. */
  write(state: string | null): void {
    this.#socket!.write(this.#edits[this.written]!);
    this.#syncMessages++;
    this.sentAt[this.written++] = performance.now();
    if (state !== null) this.announce(state);
  }

  /** Tells the others where this one is: `state` is a JSON object. */
  announce(state: string): void {
    this.#awarenessClock++;
    this.#send(this.#dialect.awareness(this.client, this.#awarenessClock, state));
  }

  /** Whether the server has said that all that this one sent is durable, if it is a server that says such things. */
  get acknowledged(): boolean {
    return !this.#dialect.acknowledges || this.#acknowledged === this.#syncMessages;
  }

  /** Whether this one knows where `other` is now. */
  sees(other: Person): boolean {
    return other === this || (this.#seen.get(other.client) ?? 0) >= other.#awarenessClock;
  }

  #send(message: Uint8Array): void {
    this.#socket!.write(frameOf(Opcode.binary, message));
  }

  #onAnswer(status: number): void {
    if (status !== 101) throw new Error(`the server answered a connection with ${status}`);
    for (const message of this.#dialect.opening(this.#has.stateVector)) this.#send(message);
    if (!this.#dialect.answers) this.#isIn();
  }

  #onFrame(opcode: number, payload: Buffer): void {
    if (opcode === Opcode.ping) this.#socket!.write(frameOf(Opcode.pong, payload));
    if (opcode === Opcode.close) throw new Error(`the server closed a connection with ${payload.readUInt16BE(0)}`);
    if (opcode !== Opcode.binary) return;
    this.#ledger.frame();
    this.#onMessage(this.#ledger.hearing.hear(payload, this.#dialect));
  }

  #onMessage(heard: Heard): void {
    if (heard.type === 'edits') this.#onEdits(heard);
    else if (heard.type === 'awareness') this.#onAwareness(heard);
    else if (heard.type === 'ack') this.#acknowledged = heard.count;
    else if (heard.type === 'refused') throw new Error('the server refused a connection');
    else if (heard.type === 'question') {
      this.#send(this.#dialect.answer(this.#lackingIn(heard.stateVector)));
      this.#syncMessages++;
    }
  }

  /** What this one had when it came and the server has not. */
  #lackingIn(stateVector: Uint8Array): Uint8Array {
    const theirs = Y.decodeStateVector(stateVector);
    const { update, spans } = this.#has;
    const complete = spans.every(({ client, to }) => (theirs.get(client) ?? 0) >= to);
    return complete ? nothing.update : Y.diffUpdate(update, stateVector);
  }

  #onEdits({ answers, update, spans }: Heard & { type: 'edits' }): void {
    this.witnessed?.push(update);
    if (!answers && this.#early !== null) this.#early.push(...spans);
    else for (const span of spans) this.#take(span);
    if (!answers) return;
    for (const span of this.#early ?? []) this.#take(span);
    this.#early = null;
    if (this.#expects.some(({ client, to }) => this.tally.of(client) < to)) {
      throw new Error('the server answered with less than there is');
    }
    this.#isIn();
  }

  #take(span: Span): void {
    if (span.client === this.client) return; // an echo
    const first = this.tally.take(span);
    if (first < span.to) this.#ledger.delivered(this, { ...span, from: first });
  }

  #onAwareness({ clocks }: Heard & { type: 'awareness' }): void {
    for (const { client, clock, gone } of clocks) {
      // As y-protocols does: whoever is said to be gone, and is not, says something newer.
      if (client === this.client && gone && clock >= this.#awarenessClock) {
        this.#awarenessClock = clock;
        this.announce('{}');
      } else if (clock > (this.#seen.get(client) ?? 0)) this.#seen.set(client, clock);
    }
  }
}
