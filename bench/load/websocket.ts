// A line on a WebSocket.

import { connect, type Socket } from 'node:net';
import type { Line, Listener, Place, Transport } from './line.ts';
import { FrameReader, frameOf, handshake, Opcode } from './wire.ts';

export const webSockets: Transport = {
  pack: (message) => frameOf(Opcode.binary, message),
  connect: (place, listener) => new WebSocketLine(place, listener),
};

class WebSocketLine implements Line {
  readonly #listener: Listener;
  readonly #socket: Socket;
  #isOver = false;

  constructor({ port, localAddress, path, subprotocol }: Place, listener: Listener) {
    this.#listener = listener;
    const socket = connect({ host: '127.0.0.1', port, localAddress });
    this.#socket = socket;
    socket.setNoDelay(true);
    const reader = new FrameReader(
      (status) => this.#onAnswer(status),
      (opcode, payload) => this.#onFrame(opcode, payload),
    );
    socket.on('data', (chunk: Buffer) => reader.push(chunk));
    socket.on('close', () => {
      if (!this.#isOver) throw new Error('the server ended a connection');
    });
    socket.write(handshake(path, subprotocol));
  }

  send(packed: Uint8Array): void {
    this.#socket.write(packed);
  }

  stall(): void {
    this.#socket.pause();
  }

  wake(): void {
    this.#socket.resume();
  }

  vanish(): void {
    this.#isOver = true;
    this.#socket.destroy();
  }

  leave(): void {
    this.#isOver = true;
    this.#socket.removeAllListeners('data').resume();
    this.#socket.end(frameOf(Opcode.close, Buffer.from([3, 232]))); // 1000
  }

  #onAnswer(status: number): void {
    if (status !== 101) throw new Error(`the server answered a connection with ${status}`);
    this.#listener.opened();
  }

  #onFrame(opcode: number, payload: Buffer): void {
    if (opcode === Opcode.ping) this.#socket.write(frameOf(Opcode.pong, payload));
    if (opcode === Opcode.close) throw new Error(`the server closed a connection with ${payload.readUInt16BE(0)}`);
    if (opcode === Opcode.binary) this.#listener.got(payload);
  }
}
