// TCP connections that have neither become a WebSocket nor had an answer. Everybody who reaches the port can open them,
// and each costs memory. Their number is limited, in all and by address; a connection beyond a limit is dropped at
// once.

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { limits } from '../limits/limits.ts';
import { countedAs } from './address.ts';
import { Tally } from './tally.ts';

export class PendingSockets {
  /** The ends of each pending connection, with the function that stops counting it for its address. */
  readonly #sockets = new Map<string, () => void>();
  readonly #addresses = new Tally();
  readonly #perAddress: number;

  /** Behind one or more `proxies`, all connections have the proxy's address, and only the limit in all holds. */
  constructor(proxies: number) {
    this.#perAddress = proxies > 0 ? Infinity : limits.pendingSocketsPerAddress;
  }

  /** Begins to count the connections of `server`. */
  watch(server: Server): void {
    server.on('connection', (socket: Socket) => this.#add(socket));
    server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
      const isPending = this.#sockets.size > 0 && this.#sockets.has(endsOf(socket));
      if (isPending) response.once('finish', () => this.settle(socket));
    });
  }

  /** Ends the count of `socket`, which was answered or became a WebSocket. May be called again. */
  settle(socket: Socket): void {
    this.#forget(endsOf(socket));
  }

  #forget(ends: string): void {
    this.#sockets.get(ends)?.();
    this.#sockets.delete(ends);
  }

  #add(socket: Socket): void {
    const { remoteAddress } = socket;
    if (remoteAddress === undefined) return void socket.destroy(); // its peer has gone already
    const full = this.#sockets.size >= limits.pendingSockets;
    const leave = full ? null : this.#addresses.add(countedAs(remoteAddress), this.#perAddress);
    if (leave === null) return void socket.destroy();
    const ends = endsOf(socket);
    this.#sockets.set(ends, leave);
    socket.once('close', () => this.#forget(ends));
  }
}

/** Both ends of a connection. With TLS, a request has another socket than its TCP connection, with the same ends. */
export const endsOf = ({ remoteAddress, remotePort, localAddress, localPort }: Socket): string =>
  `${remoteAddress} ${remotePort} ${localAddress} ${localPort}`;
