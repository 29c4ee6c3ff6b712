// /collab without an upgrade and without a session. An upgrade request never comes here, so a WebSocket that does has
// lost its Upgrade header on the way. The answer and the log say which proxy settings bring it back.

import { Hono } from 'hono';
import { problem } from './problem.ts';
import type { TellRefusal } from './origin.ts';

const hint =
  'A proxy in front of the server has to pass on the headers Upgrade and Connection. For nginx: ' +
  'proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade";';

/** The answers to requests for a WebSocket that do not ask for an upgrade. */
export function upgradeRequiredRoutes(tell: TellRefusal): Hono {
  // A POST opens a session over plain HTTP, and never comes here; its name is for the answers that list the methods.
  return new Hono().on(['GET', 'POST'], '/:name{.+}', (context) => {
    const lost = context.req.header('sec-websocket-key') !== undefined;
    if (lost) tell(`A WebSocket request came without its Upgrade header, so it was answered 426. ${hint}`);
    context.header('Upgrade', 'websocket');
    context.header('Connection', 'Upgrade, close'); // Node forgets a client's own `close` where this is set
    return problem(
      context,
      426,
      'Upgrade required',
      `This address is for WebSockets, and the request does not ask for one. ${hint}`,
    );
  });
}
