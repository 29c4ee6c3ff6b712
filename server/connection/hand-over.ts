// Takes the socket of a request away from Node's HTTP server, as an upgrade does. A stream lives long, and most of them
// are idle: with the socket alone it takes little more memory than a WebSocket; with the parser, the request and the
// response, more than twice as much.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex, Writable } from 'node:stream';

const expected = new WeakMap<IncomingMessage, (socket: Socket) => void>();

/**
 * Lets `took` have what carries the answer from now on: the socket of `request`, or, where requests of the same
 * connection came before its answer (pipelining, RFC 9112, section 9.3.2), the response. To be called while the server
 * handles the request. Nothing else may use `response`, whose head is sent.
 */
export function takeSocket(request: IncomingMessage, response: ServerResponse, took: (stream: Writable) => void): void {
  const { socket } = request;
  // The answers to earlier requests go first.
  if (response.socket !== socket) return void response.once('socket', () => took(response));
  expected.set(request, (taken) => {
    response.detachSocket(taken);
    taken.on('data', () => taken.destroy()); // its client may not send anything more
    taken.on('end', () => taken.destroy());
    taken.on('finish', () => taken.destroy());
    took(taken);
  });
  // Node looks at this when it has read what came, and then lets go of the socket by the event `upgrade`, unless
  // another request came with this one.
  Object.assign(request, { upgrade: true });
  setImmediate(() => {
    if (expected.delete(request) && !response.destroyed) took(response);
  });
}

/** Passes on the socket of an event `upgrade`. False when it is not of a request whose socket was to be taken. */
export function handOver(request: IncomingMessage, socket: Duplex): boolean {
  const took = expected.get(request);
  expected.delete(request);
  took?.(socket as Socket);
  return took !== undefined;
}
