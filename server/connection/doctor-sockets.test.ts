import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { pino } from 'pino';
import { WebSocket } from 'ws';
import { DoctorPlaces } from '../gate/doctor-places.ts';
import { limits } from '../limits/limits.ts';
import { TestClock } from '../testing/clock.ts';
import { doctorPath } from '../../protocol/doctor.ts';
import { subprotocol } from '../../protocol/messages.ts';
import { DoctorSockets } from './doctor-sockets.ts';

/** A server whose upgrades are all a doctor's. */
async function openDoctors(t: TestContext) {
  const clock = new TestClock();
  const places = new DoctorPlaces();
  const state = { draining: false };
  const reach = { allowedOrigins: new Set<string>(), proxies: 0, ownNamesOnly: true, basePath: '/quire' };
  const log = pino({ level: 'silent' });
  const doctors = new DoctorSockets({ places, reach, isDraining: () => state.draining, log, clock });
  const server = createServer().on('upgrade', (request, socket, head) => {
    assert.equal(doctors.takes(request), request.url !== '/collab/plan');
    doctors.accept(request, socket, head);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  /** Opens a WebSocket; resolves with the status of the answer where it does not open. */
  async function open(headers: Record<string, string> = {}, path = doctorPath): Promise<WebSocket | number> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, [subprotocol, 'other'], { headers });
    t.after(() => socket.terminate());
    socket.on('error', () => {});
    return new Promise((resolve) => {
      socket.on('open', () => resolve(socket));
      socket.on('unexpected-response', (_request, { statusCode }) => resolve(statusCode!));
    });
  }
  return { clock, places, state, doctors, open };
}

async function echoed(socket: WebSocket, message: string | Buffer): Promise<string | Buffer> {
  socket.send(message);
  const [data, isBinary] = (await once(socket, 'message')) as [Buffer, boolean];
  return isBinary ? data : data.toString();
}

async function closeCode(socket: WebSocket): Promise<number> {
  const [code] = (await once(socket, 'close')) as [number];
  return code;
}

test('[DOCTOR2] a WebSocket of a doctor has the subprotocol, and echoes frames of 16 MiB', async (t) => {
  const { open } = await openDoctors(t);
  const socket = (await open({}, `/quire${doctorPath}?any`)) as WebSocket;
  assert.equal(socket.protocol, subprotocol);
  assert.equal(await echoed(socket, 'still there?'), 'still there?');
  const frame = Buffer.alloc(limits.doctorBytes - 12, 'quire');
  assert.ok(frame.equals((await echoed(socket, frame)) as Buffer));
  socket.send('.');
  assert.equal(await closeCode(socket), 1013, 'one byte more than the limit');
  const other = (await open()) as WebSocket;
  other.send(Buffer.alloc(limits.doctorBytes + 1));
  assert.equal(await closeCode(other), 1009);
});

test('[DOCTOR2] it takes so many messages, pings among them, and then closes', async (t) => {
  const { open } = await openDoctors(t);
  const socket = (await open()) as WebSocket;
  socket.ping();
  await once(socket, 'pong');
  for (let sent = 1; sent < limits.doctorMessages; sent++) assert.equal(await echoed(socket, `${sent}`), `${sent}`);
  socket.send('more');
  assert.equal(await closeCode(socket), 1013);
});

test('[DOCTOR2] the server sends nothing by itself, and [DOCTOR1] drops the WebSocket after its time', async (t) => {
  const { clock, places, open } = await openDoctors(t);
  const socket = (await open()) as WebSocket;
  const heard: string[] = [];
  for (const kind of ['ping', 'message', 'close']) socket.on(kind, () => heard.push(kind));
  await clock.advance(limits.doctorTime - 1);
  assert.equal(await echoed(socket, 'still there?'), 'still there?');
  assert.deepEqual(heard, ['message']);
  await clock.advance(1);
  assert.equal(await closeCode(socket), 1006);
  const all = Array.from({ length: limits.doctorRequestsPerAddress }, () => places.take('127.0.0.1'));
  assert.ok(!all.includes(null), 'its place is free');
});

test('[DOCTOR1] other hosts, origins, a full house and a restart get an answer, and no WebSocket', async (t) => {
  const { places, state, doctors, open } = await openDoctors(t);
  assert.equal(await open({ host: 'evil.test' }), 403);
  assert.equal(await open({ origin: 'http://evil.test' }), 403);
  const socket = (await open({ host: 'localhost', origin: 'http://localhost' })) as WebSocket;
  for (let taken = 1; taken < limits.doctorRequestsPerAddress; taken++) places.take('127.0.0.1');
  assert.equal(await open(), 429);
  state.draining = true;
  assert.equal(await open(), 503);
  doctors.close();
  assert.equal(await closeCode(socket), 1012);
});
