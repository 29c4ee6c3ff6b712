// From the environment to a running server, and its end. Only this file knows which store there is.

import type { Server, ServerOptions } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { type Logger, pino } from 'pino';
import { createApp } from './app.ts';
import { type Key, keyFrom } from './auth/keys.ts';
import { openTokenMode } from './auth/token-mode.ts';
import { systemClock } from './clock.ts';
import { type Config, isLoopback, readConfig } from './config.ts';
import { announcedStore } from './events/announced-store.ts';
import { Events } from './events/events.ts';
import { limits } from './limits/limits.ts';
import { CloseCode } from '../protocol/close-codes.ts';
import { Rooms } from './rooms/rooms.ts';
import { openSqliteStore } from './store/sqlite/store.ts';
import type { Store } from './store/store.ts';
import type { Upgrades } from './connection/websocket.ts';

const serverOptions: ServerOptions = {
  requestTimeout: limits.requestTime,
  connectionsCheckingInterval: limits.requestCheckInterval,
  keepAliveTimeout: limits.idleRequestTime,
  maxHeaderSize: limits.headerBytes,
};

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = pino({ level: config.logLevel, base: null, errorKey: 'error' }, pino.destination(2));
  const events = new Events((error, { type }) => log.error({ error, type }, 'an event could not be handled'));
  const store = announcedStore(await openSqliteStore(config.dataDir, log), events);
  const rooms = new Rooms(store, events, log, systemClock);
  const keys = config.auth === 'token' ? keysOf(config) : null;
  const tokenMode =
    keys && (await openTokenMode(keys.secret.value, keys.adminKey.value, config.keySet, store, events, systemClock));
  const { app, upgrades } = createApp(store, rooms, log, config, tokenMode);
  const server = createAdaptorServer({ fetch: app.fetch, serverOptions }) as Server;
  server.maxRequestsPerSocket = limits.requestsPerConnection;
  upgrades.attach(server);
  await listen(server, config);

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, async () => {
      await shutDown(store, rooms, upgrades, log);
      process.exit(0);
    });
  }

  if (config.auth === 'open' && !isLoopback(config.host)) {
    console.warn(
      `HOST ${config.host} lets others reach this server, and with AUTH=open all of them may read and write.`,
    );
  }
  console.log(
    `Quire is listening on ${addressOf(server)}\n` +
      `Documents are kept in ${config.dataDir}; AUTH=${config.auth}: ${whoMay[config.auth]}.`,
  );
  if (keys?.adminKey.file) {
    console.log(`To sign in, take the key in ${keys.adminKey.file}; SECRET is ${placeOf(keys.secret)}.`);
  }
}

const whoMay = {
  open: 'whoever reaches this address may read and write',
  token: 'nobody may do anything without a token',
};

const placeOf = ({ file }: Key): string => (file === null ? 'yours' : `in ${file}`);

/** The keys of AUTH=token. The store is open, so that no other server makes them at the same time. */
function keysOf({ dataDir, secret, adminKey }: Config): { secret: Key; adminKey: Key } {
  return { secret: keyFrom(secret, dataDir, 'secret'), adminKey: keyFrom(adminKey, dataDir, 'admin-key') };
}

/** Stores what there is, says goodbye and lets go of the store; in a bounded time, whatever the store does. */
async function shutDown(store: Store, rooms: Rooms, upgrades: Upgrades, log: Logger): Promise<void> {
  await atMost(limits.drain, rooms.drain());
  await upgrades.close(CloseCode.restarting, 'the server is restarting');
  await atMost(limits.goodbye, rooms.flush()); // what arrived until the last was gone
  const documents = await rooms.unstored();
  if (documents.length > 0) log.error({ documents }, 'not all could be stored; who wrote it still has it');
  await atMost(limits.closeStore, store.close());
}

/** Waits for `work`, but no longer than so many milliseconds. */
async function atMost(time: number, work: Promise<void>): Promise<void> {
  await Promise.race([work, new Promise((resolve) => setTimeout(resolve, time))]);
}

function listen(server: Server, { host, port }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') {
        reject(new Error(`PORT ${port} is in use on ${host}: stop what uses it or choose another.`));
      } else reject(new Error(`The server cannot listen on HOST ${host}, PORT ${port}: ${error.message}.`));
    });
    server.listen(port, host, limits.backlog, resolve);
  });
}

function addressOf(server: Server): string {
  const { address, family, port } = server.address() as { address: string; family: string; port: number };
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
