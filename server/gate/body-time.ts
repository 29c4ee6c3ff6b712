// How long the body of a request may take to arrive: `limits.requestTime`, unless its route allows more. Node has one
// such time for all requests of a server, and a file takes longer than a few lines of JSON.

import type { IncomingMessage, Server } from 'node:http';
import type { Context } from 'hono';
import { limits } from '../limits/limits.ts';

const timers = new WeakMap<IncomingMessage, ReturnType<typeof setTimeout>>();

/** Bounds the time of the bodies that `server` receives. A request that takes longer loses its connection. */
export function boundBodyTime(server: Server): void {
  server.prependListener('request', (request) => endAfter(request, limits.requestTime));
}

/** Gives the body of this request `time` milliseconds, from now on. */
export function allowBodyTime(context: Context, time: number): void {
  const { incoming } = (context.env ?? {}) as { incoming?: IncomingMessage };
  if (incoming === undefined) return; // a request of a test, without a connection
  clearTimeout(timers.get(incoming));
  endAfter(incoming, time);
}

function endAfter(request: IncomingMessage, time: number): void {
  const timer = setTimeout(() => {
    if (!request.complete) request.destroy();
  }, time);
  timers.set(request, timer);
  request.once('close', () => clearTimeout(timer));
}
