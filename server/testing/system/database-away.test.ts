// What becomes of people's words while nothing can be stored: PostgreSQL is away, or the pooler in front of it is.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import * as decoding from 'lib0/decoding';
import pg from 'pg';
import * as Y from 'yjs';
import { CloseCode } from '../../../protocol/close-codes.ts';
import { encodeUpdate, MessageType, subprotocol } from '../../../protocol/messages.ts';
import { limits } from '../../limits/limits.ts';
import { client, synced } from '../client.ts';
import { needsPgbouncer, TestPgbouncer } from '../pgbouncer.ts';
import { needsPostgres, startPostgres } from '../postgres.ts';
import { startServer, type TestServer, until } from '../server.ts';
import { textOf, whole } from '../store-contract.ts';

const postgres = await startPostgres();

/** Waits until `condition` holds, which asks the database. */
async function untilStored(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** A client that writes one numbered word a message, as many ahead of the Acks as `ahead` allows. */
async function startWriter(t: TestContext, { address }: TestServer) {
  const ahead = 5;
  const doc = new Y.Doc();
  const text = doc.getText('text');
  const state = { written: 0, acknowledged: 0, isOver: false };
  const socket = new WebSocket(`${address}/plan`, subprotocol);
  t.after(() => socket.close());
  socket.binaryType = 'arraybuffer';
  const write = () => {
    while (!state.isOver && state.written < state.acknowledged + ahead) {
      text.insert(text.length, `${state.written++} `);
    }
  };
  socket.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
    const decoder = decoding.createDecoder(new Uint8Array(data));
    if (decoding.readVarUint(decoder) !== MessageType.ack) return;
    state.acknowledged = decoding.readVarUint(decoder);
    write();
  };
  doc.on('update', (update: Uint8Array) => socket.send(new Uint8Array(encodeUpdate(update))));
  await once(socket, 'open');
  write();
  return { text, state };
}

/** The text of the only document as the log has it. Fails when the log has something twice, or with a gap. */
async function storedText(database: string): Promise<string> {
  const rows = await postgres.execute(database, 'SELECT data FROM quire.updates ORDER BY sequence');
  const doc = new Y.Doc();
  let clock = 0;
  for (const { data } of rows) {
    for (const { id, length } of Y.decodeUpdate(data as Uint8Array).structs) {
      assert.equal(id.clock, clock, 'each update begins where the one before has ended');
      clock += length;
    }
    Y.applyUpdate(doc, data as Uint8Array);
  }
  return doc.getText('text').toString();
}

const words = (count: number): string => Array.from({ length: count }, (_, i) => `${i} `).join('');

test(
  'PgBouncer: [ACK1] [FAULT1] a pooler that crashes in mid-writing loses no acknowledged word, and doubles none',
  needsPgbouncer,
  async (t) => {
    const database = postgres.newDatabase();
    await postgres.make(database);
    const pgbouncer = await TestPgbouncer.start(postgres, (end) => t.after(end));
    const server = await startServer(t, { env: { DATABASE_URL: pgbouncer.address(database).href } });
    const { text, state } = await startWriter(t, server);
    const hasAppend = async (waiting: string) => {
      const appends = `SELECT 1 FROM pg_stat_activity WHERE query ~ 'quire\\.append' AND state = 'active' ${waiting}`;
      return (await postgres.execute(database, `${appends} AND pid <> pg_backend_pid()`)).length > 0;
    };
    for (let round = 0; round < 2; round++) {
      const before = state.acknowledged;
      await until(() => state.acknowledged > before + 5);
      // The append under way waits for the row of its document, and is done after the pooler has died.
      const blocker = new pg.Client({ connectionString: postgres.address(database).href });
      await blocker.connect();
      await blocker.query('BEGIN; SELECT FROM quire.documents FOR UPDATE');
      await untilStored(() => hasAppend(`AND wait_event_type = 'Lock'`));
      await pgbouncer.kill();
      await blocker.end();
      await untilStored(async () => !(await hasAppend('')));
      const stored = await storedText(database);
      assert.ok(stored.startsWith(words(state.acknowledged)));
      assert.ok(stored.length > words(state.acknowledged).length, 'what was on its way is there, and nobody knows');
      await pgbouncer.run();
    }
    state.isOver = true;
    await until(() => state.acknowledged === state.written);
    assert.equal(await storedText(database), text.toString());
  },
);

test(
  'PostgreSQL: [FAULT1] while it is away writers are told, memory is bounded, and all is stored once when it is back',
  needsPostgres,
  async (t) => {
    const database = postgres.newDatabase();
    await postgres.make(database);
    const server = await startServer(t, { env: { DATABASE_URL: postgres.address(database).href } });
    const rooms = ['one', 'two', 'three'].map((name) => {
      return { name, writer: client(t, server, name, {}, [subprotocol]), reader: client(t, server, name) };
    });
    await Promise.all(rooms.flatMap(({ writer, reader }) => [synced(writer), synced(reader)]));
    await postgres.kill('SIGQUIT');
    for (const { writer } of rooms) writer.text.insert(0, 'first ');
    await until(() => rooms.every(({ writer }) => writer.notices.includes('unsaved')));

    // Eight parts fill what the server may hold; a room takes fewer.
    const part = 'x'.repeat(limits.unstoredBytes / 8);
    for (let i = 0; i < 8; i++) {
      const { writer, reader } = rooms[i % rooms.length]!;
      writer.text.insert(writer.text.length, part);
      await until(() => reader.text.length === writer.text.length);
    }
    assert.ok(rooms.every(({ writer }) => writer.closed() === null));
    for (const { writer } of rooms) writer.text.insert(0, 'more ');
    const closes = new Map(rooms.map(({ name }) => [name, 0]));
    for (const { name, writer } of rooms) {
      writer.provider.on('connection-close', () => void closes.set(name, closes.get(name)! + 1));
    }
    await until(() => [...closes.values()].every((count) => count >= 2)); // a client that comes again is refused again
    for (const { writer, reader } of rooms) {
      assert.equal(writer.closed(), CloseCode.overloaded);
      assert.equal(reader.text.length, writer.text.length - 'more '.length);
    }

    await postgres.run();
    await until(() => rooms.every(({ writer, reader }) => reader.text.length === writer.text.length));
    const sequences = 'SELECT name, last_sequence::integer AS last FROM quire.documents ORDER BY name';
    const expected = { one: 1 + 3 + 1, three: 1 + 2 + 1, two: 1 + 3 + 1 };
    const stored = async () =>
      Object.fromEntries((await postgres.execute(database, sequences)).map(({ name, last }) => [name, last]));
    await untilStored(async () => isDeepStrictEqual(await stored(), expected));
    const { store } = await postgres.open(database);
    t.after(() => store.close());
    for (const { name, writer } of rooms) {
      assert.ok(textOf(whole(await store.load(name)).updates) === writer.text.toString(), `${name} is whole`);
    }
    assert.deepEqual(await stored(), expected);
  },
);
