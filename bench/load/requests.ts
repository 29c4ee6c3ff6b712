// Requests of plain HTTP, one at a time on a kept-alive connection. A browser opens another connection when the server
// has ended the one before, which it may do between two requests; so does this.

import { connect, type Socket } from 'node:net';
import type { Place } from './line.ts';
import { type Answer, AnswerReader } from './http-wire.ts';

export class Requests {
  readonly #place: Place;
  readonly #onAnswer: (answer: Answer) => void;
  readonly #onPiece: (piece: Buffer) => void;
  #socket: Socket | null = null;
  /** The answers on the present connection. */
  #answers = 0;
  /** The request that has no answer yet. */
  #open: string | Uint8Array | null = null;

  /** `onPiece` gets the pieces of an endless answer. */
  constructor(
    place: Place,
    onAnswer: (answer: Answer) => void,
    onPiece: (piece: Buffer) => void = () => {
      throw new Error('the server sent an answer without a length');
    },
  ) {
    this.#place = place;
    this.#onAnswer = onAnswer;
    this.#onPiece = onPiece;
  }

  /** Sends a request. To be called when the one before is answered. */
  send(request: string | Uint8Array): void {
    this.#open = request;
    this.#socket ??= this.#connect();
    this.#socket.write(request);
  }

  pause(): void {
    this.#socket?.pause();
  }

  resume(): void {
    this.#socket?.resume();
  }

  /** Ends the connection, with an answer under way or without. */
  end(): void {
    this.#socket?.removeAllListeners('data').resume().destroy();
    this.#socket = this.#open = null;
  }

  #connect(): Socket {
    const { port, localAddress } = this.#place;
    const socket = connect({ host: '127.0.0.1', port, localAddress });
    socket.setNoDelay(true);
    const reader = new AnswerReader((answer) => this.#take(answer), this.#onPiece);
    socket.on('data', (chunk: Buffer) => reader.push(chunk));
    socket.on('error', () => {}); // `close` follows
    socket.on('close', () => {
      if (this.#socket === socket) this.#closed();
    });
    this.#answers = 0;
    return socket;
  }

  #take(answer: Answer): void {
    this.#answers++;
    this.#open = null;
    if (answer.isLast) this.end();
    this.#onAnswer(answer);
  }

  /** The server has ended the connection. It may do so before it reads a further request, and after the last answer. */
  #closed(): void {
    this.#socket = null;
    if (this.#open === null) return;
    if (this.#answers === 0) throw new Error('the server ended a connection');
    this.send(this.#open);
  }
}
