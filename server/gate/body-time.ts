// How long the body of a request may take to arrive: `limits.requestTime`, unless its route allows more. Node has one
// such time for all requests of a server, and a file takes longer than a few lines of JSON.

import type { IncomingMessage, Server } from 'node:http';
import { limits } from '../limits/limits.ts';

const timers = new WeakMap<IncomingMessage, ReturnType<typeof setTimeout>>();

/** Bounds the time of the bodies that `server` receives. A request that takes longer loses its connection. */
export function boundBodyTime(server: Server): void {
  server.prependListener('request', (request) => {
    // Most bodies arrive together with their headers: those of edits must cost little.
    process.nextTick(() => {
      if (!request.complete && !timers.has(request)) endAfter(request, limits.requestTime);
    });
  });
}

/** Gives the body of `request` `time` milliseconds, from now on. */
export function allowBodyTime(request: IncomingMessage, time: number): void {
  clearTimeout(timers.get(request));
  endAfter(request, time);
}

function endAfter(request: IncomingMessage, time: number): void {
  const timer = setTimeout(() => {
    if (!request.complete) request.destroy();
  }, time);
  timers.set(request, timer);
  request.once('close', () => clearTimeout(timer));
}
