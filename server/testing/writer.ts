// For tests: somebody who writes words into a document without pause, on whichever server there is, and knows which of
// them were acknowledged. Speaks `quire.1`, and reconnects at once.

import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { TestContext } from 'node:test';
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate, removeAwarenessStates } from 'y-protocols/awareness';
import * as Y from 'yjs';
import {
  encodeSyncStep1,
  encodeSyncStep2,
  encodeUpdate,
  MessageType,
  type Notice,
  subprotocol,
  SyncType,
} from '../../protocol/messages.ts';

/** The pause before a new attempt to connect, and the time that an attempt may take, in milliseconds. */
const pause = 50;
const patience = 2_000;

export interface WriterOptions {
  readonly name: string;
  readonly document: string;
  /** The servers' addresses, as y-websocket has them. The writer goes to the next one when a connection ends. */
  readonly servers: () => readonly string[];
  /** The place in `servers` with which the writer begins. */
  readonly first: number;
}

export class Writer {
  readonly name: string;
  readonly doc = new Y.Doc();
  readonly awareness = new Awareness(this.doc);
  /** The words that were written, each once. */
  readonly written: string[] = [];
  /** The types of the notices, and the codes with which connections were closed, as often as they came. */
  readonly notices: Notice['type'][] = [];
  readonly closeCodes: number[] = [];
  readonly #options: WriterOptions;
  #server = '';
  #turn: number;
  #socket: WebSocket | null = null;
  #isEnded = false;
  /** The clock of this Yjs client after each sync message of this connection, and up to which all is acknowledged. */
  #sent: number[] = [];
  #acknowledged = 0;

  /** Connects at once, and ends with the test. */
  constructor(t: TestContext, options: WriterOptions) {
    this.#options = options;
    this.#turn = options.first;
    this.name = options.name;
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== this) this.#sendSync(encodeUpdate(update));
    });
    this.awareness.setLocalState({ name: options.name });
    this.awareness.on('update', (_changes: unknown, origin: unknown) => origin === 'local' && this.#sendAwareness());
    t.after(() => this.end());
    this.#connect();
  }

  /** Writes one more word, at any place. */
  write(): void {
    const words = this.doc.getArray<string>('words');
    const word = `${this.name} ${this.written.length}`;
    this.written.push(word);
    words.insert(Math.floor(Math.random() * (words.length + 1)), [word]);
  }

  /** All words of the document, in its order. */
  get words(): string[] {
    return this.doc.getArray<string>('words').toArray();
  }

  /** Whether everything that was written here is acknowledged. */
  get isSaved(): boolean {
    return this.#acknowledged === this.#clock && this.#socket?.readyState === WebSocket.OPEN;
  }

  /** The address of the server to which the writer is connected, or tries to connect. */
  get server(): string {
    return this.#server;
  }

  /** How many of the words are acknowledged. */
  get saved(): number {
    return this.#acknowledged;
  }

  /** The names of all who are shown to be here, themselves included. */
  get here(): string[] {
    return [...this.awareness.getStates().values()].map((state) => String(state['name'])).sort();
  }

  /** Gives the connection up and goes to the next server, as a person's page does when it hears nothing any more. */
  move(): void {
    const socket = this.#socket;
    socket?.close();
    if (socket !== null) this.#lost(socket);
  }

  end(): void {
    this.#isEnded = true;
    this.#socket?.close();
    this.awareness.destroy();
    this.doc.destroy();
  }

  get #clock(): number {
    return Y.getState(this.doc.store, this.doc.clientID);
  }

  #connect(): void {
    const { servers, document } = this.#options;
    const addresses = servers();
    this.#server = addresses[this.#turn % addresses.length]!;
    const socket = new WebSocket(`${this.#server}/${document}`, subprotocol);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    this.#sent = [];
    const impatience = setTimeout(() => this.#lost(socket), patience);
    socket.onopen = () => {
      clearTimeout(impatience);
      if (socket !== this.#socket) return socket.close();
      this.#send(encodeSyncStep1(Y.encodeStateVector(this.doc)));
      this.awareness.setLocalState({ ...this.awareness.getLocalState() }); // with a higher clock
    };
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
      if (socket === this.#socket) this.#receive(new Uint8Array(data));
    };
    socket.onclose = ({ code }) => {
      clearTimeout(impatience);
      this.closeCodes.push(code);
      this.#lost(socket);
    };
  }

  #lost(socket: WebSocket): void {
    if (socket !== this.#socket || this.#isEnded) return;
    this.#socket = null;
    this.#turn++;
    const others = [...this.awareness.getStates().keys()].filter((id) => id !== this.doc.clientID);
    removeAwarenessStates(this.awareness, others, 'lost');
    setTimeout(() => this.#isEnded || this.#connect(), pause);
  }

  #receive(frame: Uint8Array): void {
    const decoder = decoding.createDecoder(frame);
    switch (decoding.readVarUint(decoder)) {
      case MessageType.sync:
        return this.#receiveSync(decoding.readVarUint(decoder), decoding.readVarUint8Array(decoder));
      case MessageType.awareness:
        return applyAwarenessUpdate(this.awareness, decoding.readVarUint8Array(decoder), 'server');
      case MessageType.ack:
        this.#acknowledged = Math.max(this.#acknowledged, this.#sent[decoding.readVarUint(decoder) - 1] ?? 0);
        return;
      case MessageType.notice:
        this.notices.push((JSON.parse(decoding.readVarString(decoder)) as Notice).type);
    }
  }

  #receiveSync(type: number, payload: Uint8Array): void {
    if (type === SyncType.step1) this.#sendSync(encodeSyncStep2(Y.encodeStateAsUpdate(this.doc, payload)));
    else Y.applyUpdate(this.doc, payload, this);
  }

  #sendSync(frame: Uint8Array): void {
    if (this.#send(frame)) this.#sent.push(this.#clock);
  }

  #sendAwareness(): void {
    const update = encodeAwarenessUpdate(this.awareness, [this.doc.clientID]);
    const frame = encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, MessageType.awareness);
      encoding.writeVarUint8Array(encoder, update);
    });
    this.#send(frame);
  }

  #send(frame: Uint8Array): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(new Uint8Array(frame));
    return true;
  }
}
