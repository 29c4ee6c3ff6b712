// Takes the socket of a request away from Node's HTTP server, as an upgrade does. A stream lives long, and most of them
// are idle: with the socket alone it takes little more memory than a WebSocket; with the parser, the request and the
// response, more than twice as much.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Socket } from 'node:net';

const expected = new WeakMap<IncomingMessage, (socket: Socket) => void>();

/**
 * Lets `took` have the socket of `request`, once its headers are read, which is in this turn of the event loop. To be
 * called while the server handles the request. `response`, whose head is sent, is of no use any more.
 */
export function takeSocket(request: IncomingMessage, response: ServerResponse, took: (socket: Socket) => void): void {
  response.detachSocket(request.socket);
  expected.set(request, took);
  // Node looks at this when it has read the headers, and then lets go of the socket by the event `upgrade`.
  Object.assign(request, { upgrade: true });
}

/** Passes on the socket of an event `upgrade`. False when it is not of a request whose socket was to be taken. */
export function handOver(request: IncomingMessage, socket: Duplex): boolean {
  const took = expected.get(request);
  took?.(socket as Socket);
  return took !== undefined;
}
