// TCP connections that have not become a WebSocket nor had an answer yet: whoever can reach the port can make them, and
// each costs memory. Their number is bounded, altogether and by address; one too many is dropped at once.

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { limits } from '../limits/limits.ts';
import { countedAs } from './address.ts';
import { Tally } from './tally.ts';

export class PendingSockets {
  /** Each of them, and what counts it off at its address. */
  readonly #sockets = new Map<Socket, () => void>();
  readonly #addresses = new Tally();
  readonly #perAddress: number;

  /** So many `proxies` stand before the server: with any, the addresses of all connections are theirs. */
  constructor(proxies: number) {
    this.#perAddress = proxies > 0 ? Infinity : limits.pendingSocketsPerAddress;
  }

  /** Begins to count the connections that `server` takes. */
  watch(server: Server): void {
    server.on('connection', (socket: Socket) => this.#add(socket));
    server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
      response.once('finish', () => this.settle(socket));
    });
  }

  /** `socket` is none of them any more: it had its answer, or became a WebSocket, or is gone. */
  settle(socket: Socket): void {
    this.#sockets.get(socket)?.();
    this.#sockets.delete(socket);
  }

  #add(socket: Socket): void {
    const full = this.#sockets.size >= limits.pendingSockets;
    const leave = full ? null : this.#addresses.enter(countedAs(socket.remoteAddress ?? ''), this.#perAddress);
    if (leave === null) return void socket.destroy();
    this.#sockets.set(socket, leave);
    socket.once('close', () => this.settle(socket));
  }
}
