// One connection: a person who writes prepared edits and counts the edits that arrive, without a Y.Doc. Anything wrong
// throws, which ends the process: a run is whole, or it is a failure.

import * as Y from 'yjs';
import type { Dialect, Heard } from './dialect.ts';
import type { Span } from './edits.ts';
import type { Hearing } from './hearing.ts';
import type { Line, Transport } from './line.ts';
import { polls, streams } from './plain-http.ts';
import { Tally } from './tally.ts';
import { webSockets } from './websocket.ts';

/** The part that a person plays. */
export interface Part {
  /** The Yjs client of this person. */
  readonly client: number;
  /** The updates that this person will write. */
  readonly edits?: readonly Uint8Array[];
  /** Whether the person keeps all updates that arrive. */
  readonly witnesses?: boolean;
  /** The state of the person before joining. */
  readonly has?: Possession;
  /** The edits that the server's answer must bring the person up to. */
  readonly expects?: readonly Span[];
}

/** The content of a document: as one update, as a state vector, and as spans of edits. */
export interface Possession {
  readonly update: Uint8Array;
  readonly stateVector: Uint8Array;
  readonly spans: readonly Span[];
}

const nothing: Possession = { update: new Uint8Array([0, 0]), stateVector: new Uint8Array([0]), spans: [] };

const transports: Record<Dialect['transport'], Transport> = {
  WebSocket: webSockets,
  stream: streams,
  polling: polls,
};

/** The counts that all people of one run share. */
export interface Ledger {
  readonly hearing: Hearing;
  /** Counts a frame with a message that a person received. */
  frame(): void;
  /** `reader` has received the edits of `span`, all of them new. */
  delivered(reader: Person, span: Span): void;
}

export class Person {
  /** The Yjs client of this person. */
  readonly client: number;
  readonly tally = new Tally();
  /** The time of sending of each edit, in milliseconds of performance.now(). */
  readonly sentAt: Float64Array;
  /** Edits sent so far. */
  written = 0;
  /** All updates that arrived; null unless this person is a witness. */
  readonly witnessed: Uint8Array[] | null;

  readonly #dialect: Dialect;
  readonly #ledger: Ledger;
  readonly #edits: readonly Uint8Array[];
  readonly #transport: Transport;
  /** The same as messages, packed beforehand. */
  readonly #packed: readonly Uint8Array[];
  readonly #has: Possession;
  readonly #expects: readonly Span[];
  readonly #seen = new Map<number, number>();
  #line: Line | null = null;
  #isIn: () => void = () => {};
  /** Edits that arrived before the server's answer, on which they may depend; null after it. */
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
    this.#edits = edits;
    this.#transport = transports[dialect.transport];
    this.#packed = edits.map((update) => this.#transport.pack(dialect.update(update)));
    this.sentAt = new Float64Array(edits.length);
    this.witnessed = witnesses ? [] : null;
    this.#has = has;
    this.#expects = expects;
    if (dialect.answers) this.#early = [];
    for (const span of has.spans) this.tally.take(span);
  }

  /** Connects, and resolves when the server has answered. */
  join(port: number, localAddress: string): Promise<void> {
    const { path, subprotocol } = this.#dialect;
    this.#line = this.#transport.connect(
      { port, localAddress, path, subprotocol },
      { opened: () => this.#opened(), got: (frame) => this.#onFrame(frame) },
    );
    return new Promise((resolve) => (this.#isIn = resolve));
  }

  /** Stops reading, as a page that its browser has put to sleep. */
  stall(): void {
    this.#line!.stall();
  }

  /** Reads on. */
  wake(): void {
    this.#line!.wake();
  }

  /** Ends the connection without a word. */
  vanish(): void {
    this.#line?.vanish();
  }

  /** Closes the connection, as a page does when it is closed. */
  leave(): void {
    this.announce('null');
    this.#line!.leave();
  }

  /** Sends the next edit and, unless `state` is null, an awareness update. */
  write(state: string | null): void {
    this.#line!.send(this.#packed[this.written]!);
    this.#syncMessages++;
    this.sentAt[this.written++] = performance.now();
    if (state !== null) this.announce(state);
  }

  /** Sends this person's awareness; `state` is a JSON object. */
  announce(state: string): void {
    this.#awarenessClock++;
    this.#send(this.#dialect.awareness(this.client, this.#awarenessClock, state));
  }

  /** Whether the server has acknowledged all edits of this person; true where the server never acknowledges. */
  get acknowledged(): boolean {
    return !this.#dialect.acknowledges || this.#acknowledged === this.#syncMessages;
  }

  /** Whether this person has the latest awareness of `other`. */
  sees(other: Person): boolean {
    return other === this || (this.#seen.get(other.client) ?? 0) >= other.#awarenessClock;
  }

  #send(message: Uint8Array): void {
    this.#line!.send(this.#transport.pack(message));
  }

  #opened(): void {
    for (const message of this.#dialect.opening(this.#has.stateVector)) this.#send(message);
    if (!this.#dialect.answers) this.#isIn();
  }

  #onFrame(frame: Buffer): void {
    this.#ledger.frame();
    this.#onMessage(this.#ledger.hearing.hear(frame, this.#dialect));
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

  /** The edits that this person has, with those of this connection, and the server says that it lacks. */
  #lackingIn(stateVector: Uint8Array): Uint8Array {
    const { update, spans } = this.#has;
    if (this.written > 0) {
      return Y.diffUpdate(Y.mergeUpdates([update, ...this.#edits.slice(0, this.written)]), stateVector);
    }
    const theirs = Y.decodeStateVector(stateVector);
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
      // As y-protocols does: a client that is said to be gone, and is not, sends a newer state.
      if (client === this.client && gone && clock >= this.#awarenessClock) {
        this.#awarenessClock = clock;
        this.announce('{}');
      } else if (clock > (this.#seen.get(client) ?? 0)) this.#seen.set(client, clock);
    }
  }
}
