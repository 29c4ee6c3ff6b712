// For tests: the app on a port, in the process of the test and on a store in memory, where nothing has to be restarted
// or read from a disk. A server of its own process costs each test a second.

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { getRequestListener } from '@hono/node-server';
import { pino } from 'pino';
import { createApp } from '../app.ts';
import { systemClock } from '../clock.ts';
import type { Reach } from '../gate/origin.ts';
import { limits } from '../limits/limits.ts';
import { MemoryStore } from '../store/memory.ts';
import { openRoomsOn } from './rooms.ts';
import type { TestServer } from './server.ts';

const local: Reach = { allowedOrigins: new Set(), proxies: 0, local: true, basePath: '' };

/** Starts the app with AUTH=open; it ends with the test. */
export async function startHere(
  t: TestContext,
  reach: Partial<Reach> = {},
): Promise<Pick<TestServer, 'port' | 'address'>> {
  const log = pino({ level: 'silent' });
  const { store, rooms } = openRoomsOn(new MemoryStore(), systemClock);
  const { app, connections } = createApp({ store, rooms, log, reach: { ...local, ...reach }, tokenMode: null });
  const answer = getRequestListener(app.fetch, { hostname: 'localhost' });
  const server: Server = createServer((request, response) => {
    if (!connections.takes(request, response)) void answer(request, response);
  });
  connections.attach(server);
  server.listen(0, '127.0.0.1', limits.backlog);
  await once(server, 'listening');
  t.after(async () => {
    await connections.close(1001, 'the test is over');
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { port, address: `ws://127.0.0.1:${port}/collab` };
}
