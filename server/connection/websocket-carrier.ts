// A WebSocket that carries on a session over plain HTTP. Each of its binary messages is the next frame; a text message
// of the client confirms frames of the server, and is answered with the number of frames that the server took.

import type { Socket } from 'node:net';
import { encodeAwareness } from '../../protocol/messages.ts';
import { type Frames, type Outbox, outboxOf, ping } from './frames.ts';
import type { WebSocket } from './node-ws.ts';
import { type Resumed, numberOf } from './plain-http.ts';
import type { Carrier } from './resumable.ts';
import { orderedClose } from './websocket.ts';

/** Says at once that the WebSocket works in both directions. */
const greeting = encodeAwareness([]);

class WebSocketCarrier implements Carrier {
  readonly ready = true;
  readonly #webSocket: WebSocket;
  readonly #socket: Socket;
  readonly #outbox: Outbox;
  readonly #frames: Frames;
  readonly #close: WebSocket['close'];

  constructor(webSocket: WebSocket, socket: Socket, frames: Frames, close: WebSocket['close']) {
    this.#webSocket = webSocket;
    this.#socket = socket;
    this.#outbox = outboxOf(socket);
    this.#frames = frames;
    this.#close = close;
  }

  get buffered(): number {
    return this.#socket.writableLength + this.#outbox.bytes;
  }

  get received(): number {
    return this.#socket.bytesRead;
  }

  send(frames: readonly Uint8Array[]): void {
    if (this.#webSocket.readyState !== this.#webSocket.OPEN) return;
    for (const frame of frames) this.#frames.send(this.#outbox, frame);
  }

  ping(): boolean {
    if (this.#webSocket.readyState === this.#webSocket.OPEN) this.#socket.write(ping);
    return false;
  }

  end(): void {
    if (this.buffered > 0) this.#webSocket.terminate();
    else this.#close(1000, 'another carrier took the place of this one');
  }

  close(code: number, reason: string, closed: () => void): void {
    if (this.#webSocket.readyState === this.#webSocket.CLOSED) return closed();
    this.#webSocket.on('close', closed);
    this.#close(code, reason);
  }

  terminate(): void {
    this.#webSocket.terminate();
  }
}

/** Lets `webSocket`, whose TCP socket is `socket`, carry the session on. The WebSocket may end; the session stays. */
export function carryOn(
  webSocket: WebSocket,
  socket: Socket,
  frames: Frames,
  { channel, session, first, after }: Resumed,
): void {
  const close = orderedClose(webSocket, frames, (code, reason) => session.close(code, reason));
  if (channel.ended === 'gone') return webSocket.terminate();
  if (channel.ended !== null) return close(channel.ended.code, channel.ended.reason);
  const carrier = new WebSocketCarrier(webSocket, socket, frames, close);
  let number = first;
  webSocket.on('message', (data, isBinary) => {
    if (isBinary) return channel.takeFrame(number++, data as Buffer);
    const text = (data as Buffer).toString('latin1', 0, 20);
    channel.hear(text.length);
    channel.confirm(numberOf(text));
    if (channel.ended === null && webSocket.readyState === webSocket.OPEN) webSocket.send(String(channel.taken));
  });
  for (const kind of ['ping', 'pong'] as const) webSocket.on(kind, ({ length }) => channel.hear(length));
  socket.on('drain', () => channel.relieve());
  webSocket.on('close', () => channel.drop(carrier));
  channel.carry(carrier, after);
  channel.send(greeting);
}
