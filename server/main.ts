// From the environment to a running server, and its shutdown. Only this file knows which kind of store there is.

import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { join } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import type { Logger } from 'pino';
import { type AppDeps, createApp } from './app.ts';
import { type Key, loadKey } from './auth/keys.ts';
import { followGrants } from './auth/shared-grants.ts';
import { openTokenMode } from './auth/token-mode.ts';
import type { Bus } from './bus/bus.ts';
import { systemClock } from './clock.ts';
import { type Config, isLoopback, readConfig } from './config.ts';
import { boundConnections } from './connection/descriptors.ts';
import type { Connections } from './connection/connections.ts';
import { announcedStore } from './events/announced-store.ts';
import { Events } from './events/events.ts';
import { shareEvents } from './events/shared-events.ts';
import { limits } from './limits/limits.ts';
import { boundBodyTime } from './gate/body-time.ts';
import { openLog } from './log.ts';
import { CloseCode } from '../protocol/close-codes.ts';
import { messageOf } from '../protocol/error-message.ts';
import { Rooms } from './rooms/rooms.ts';
import { SharedPeople } from './rooms/shared-people.ts';
import { DiskFiles } from './store/disk-files.ts';
import type { FileStorage } from './store/files.ts';
import { openSqliteStore } from './store/sqlite/store.ts';
import type { Store } from './store/store.ts';
import { sweepFiles } from './store/sweep.ts';

const serverOptions: ServerOptions = {
  headersTimeout: limits.requestTime,
  requestTimeout: limits.fileTime, // boundBodyTime gives other requests less
  connectionsCheckingInterval: limits.requestCheckInterval,
  keepAliveTimeout: limits.idleRequestTime,
  maxHeaderSize: limits.headerBytes,
};

/** The parts of a running server that a shutdown has to end. */
interface Running {
  readonly store: Store;
  readonly bus: Bus | null;
  readonly rooms: Rooms;
  readonly people: SharedPeople | null;
  readonly connections: Connections;
  readonly log: Logger;
  readonly stopSweeping: () => void;
}

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = openLog(config.logLevel, systemClock);
  const events = new Events((error, { type }) => log.error({ error, type }, 'a listener failed to handle an event'));
  const { store: opened, files, backup, place } = await openStorage(config, log);
  const store = announcedStore(opened, events);
  const bus = await openBus(config, events, log);
  const rooms = new Rooms(store, events, log, systemClock, bus);
  const keys = config.auth === 'token' ? loadKeys(config) : null;
  const tokenMode =
    keys && (await openTokenMode(keys.secret.value, keys.adminKey.value, config.keySet, store, events, systemClock));
  if (bus !== null && tokenMode !== null) followGrants(tokenMode.grants, bus, events, log, systemClock);
  const people = bus && new SharedPeople(rooms, bus, randomUUID(), systemClock, log);
  const { app, connections } = createApp({
    store,
    rooms,
    people: people ?? rooms,
    files,
    log,
    reach: config,
    tokenMode,
    backup,
  });
  events.subscribe((event) => {
    if (event.type === 'created' || event.type === 'granted') connections.forgetRefusals(event.document);
  });
  // A request in HTTP/1.0 may name no host: load balancers check their servers so.
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions,
    hostname: 'localhost',
    createServer: ((options: ServerOptions, listener: RequestListener) =>
      createServer(options, (request, response) => {
        if (!connections.takes(request, response)) listener(request, response);
      })) as typeof createServer,
  }) as Server;
  server.maxRequestsPerSocket = limits.requestsPerConnection;
  boundConnections(server, log);
  boundBodyTime(server);
  connections.attach(server);
  await listen(server, config);
  const stopSweeping = sweepFiles(files, store, systemClock, log);
  shutDownOnSignal({ store, bus, rooms, people, connections, log, stopSweeping });
  announce(config, addressOf(server) + (config.basePath && `${config.basePath}/`), place, keys);
}

/** Where documents and files are kept. */
interface Storage extends Required<Pick<AppDeps, 'backup'>> {
  readonly store: Store;
  readonly files: FileStorage;
  /** Where that is, for people. */
  readonly place: string;
}

async function openStorage({ database, dataDir, acceptLoss }: Config, log: Logger): Promise<Storage> {
  if (database !== null) {
    const { openPostgres } = await import('./store/postgres/open.ts'); // whose driver nobody else needs in memory
    const { store, files, place } = await openPostgres(database, log);
    return { store, files, place: `the database ${place}`, backup: 'pg_dump' };
  }
  const store = await openSqliteStore(dataDir, log, acceptLoss);
  return { store, files: new DiskFiles(join(dataDir, 'files')), place: dataDir, backup: () => store.backup() };
}

/** The bus to other servers of the same database; null for a server alone. */
async function openBus({ redis }: Config, events: Events, log: Logger): Promise<Bus | null> {
  if (redis === null) return null;
  const { RedisBus } = await import('./bus/redis.ts'); // as with the driver of the database
  const bus = new RedisBus(redis, log);
  await shareEvents(bus, events, randomUUID());
  return bus;
}

interface Keys {
  readonly secret: Key;
  readonly adminKey: Key;
}

/**
 * The keys of AUTH=token. To be called with the store open: SQLite lets no second server make keys at the same time.
 * Servers on one database have directories, or configured keys, of their own.
 */
function loadKeys({ dataDir, database, secret, adminKey }: Config): Keys {
  if (database !== null) mkdirSync(dataDir, { recursive: true });
  return { secret: loadKey(secret, dataDir, 'secret'), adminKey: loadKey(adminKey, dataDir, 'admin-key') };
}

/** Tells the operator where the server is, where documents are, who has access, and where the keys are. */
function announce(config: Config, address: string, place: string, keys: Keys | null): void {
  if (config.auth === 'open' && !isLoopback(config.host)) {
    console.warn(
      `HOST ${config.host} lets others reach this server, and AUTH=open lets all of them read and write. ` +
        'AUTH=token restricts access.',
    );
  }
  console.log(
    `Quire is listening on ${address}\n` +
      `Documents are kept in ${place}; AUTH=${config.auth}: ${accessOf[config.auth]}.`,
  );
  if (keys !== null && keys.adminKey.file !== null) {
    const secret = keys.secret.file === null ? 'the one you configured' : `in ${keys.secret.file}`;
    console.log(`To sign in, use the key in ${keys.adminKey.file}; SECRET is ${secret}.`);
  }
}

const accessOf = {
  open: 'everybody who reaches this address may read and write',
  token: 'nobody may do anything without a token',
};

function shutDownOnSignal(running: Running): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void shutDown(running).then(() => process.exit(0)));
  }
}

/** Stores everything, closes every connection, then the store. Ends in a bounded time, whatever the store does. */
async function shutDown({ store, bus, rooms, people, connections, log, stopSweeping }: Running): Promise<void> {
  stopSweeping();
  await atMost(limits.drain, rooms.drain());
  await connections.close(CloseCode.restarting, 'the server is restarting; what it acknowledged is safe');
  people?.leave();
  await atMost(limits.goodbye, rooms.flush()); // what arrived until the last connection was closed
  const documents = await rooms.unstored();
  if (documents.length > 0) {
    log.error({ documents }, 'not all could be stored; the writers still have it, and send it when they reconnect');
  }
  await atMost(limits.closeStore, store.close());
  await bus?.close();
}

/** Waits for `work`, at most `time` milliseconds. */
async function atMost(time: number, work: Promise<void>): Promise<void> {
  await Promise.race([work, new Promise((resolve) => setTimeout(resolve, time))]);
}

function listen(server: Server, { host, port }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') {
        reject(new Error(`PORT ${port} is in use on ${host}: stop what uses it or choose another.`));
      } else {
        const hint = 'Choose an address of this machine and a port that you may use.';
        reject(new Error(`The server cannot listen on HOST ${host}, PORT ${port}: ${error.message}. ${hint}`));
      }
    });
    server.listen(port, host, limits.backlog, resolve);
  });
}

function addressOf(server: Server): string {
  const { address, family, port } = server.address() as { address: string; family: string; port: number };
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

main().catch((error: unknown) => {
  console.error(messageOf(error));
  process.exit(1);
});
