import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import { createServer, get } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { test } from 'node:test';
import { limits } from '../limits/limits.ts';
import { makeCertificate } from '../testing/certificates.ts';
import { endsOf, PendingSockets } from './pending-sockets.ts';

/** A server whose connections the test makes, with sockets that only know whether they are destroyed. */
function openServer(proxies = 0) {
  const server = new EventEmitter();
  const pending = new PendingSockets(proxies);
  pending.watch(server as Server);
  let remotePort = 0;
  return {
    pending,
    connect(remoteAddress?: string) {
      const ends = { remoteAddress, remotePort: ++remotePort, localAddress: '192.0.2.9', localPort: 443 };
      const socket = Object.assign(new EventEmitter(), { ...ends, destroyed: false, destroy: () => {} });
      socket.destroy = () => {
        socket.destroyed = true;
        socket.emit('close');
      };
      server.emit('connection', socket);
      return socket as EventEmitter as Socket;
    },
    request(socket: Socket) {
      const response = new EventEmitter();
      server.emit('request', { socket }, response);
      return response;
    },
  };
}

test('[LIMIT5] an address at its limit has one more dropped at once, until one is answered, upgraded or closed', () => {
  const { pending, connect, request } = openServer();
  const all = Array.from({ length: limits.pendingSocketsPerAddress }, () => connect('192.0.2.1'));
  assert.ok(all.every(({ destroyed }) => !destroyed));
  const full = () => connect('192.0.2.1').destroyed;
  assert.ok(full());
  assert.ok(!connect('192.0.2.2').destroyed);

  all[0]!.destroy();
  assert.ok(!full() && full());
  pending.settle(all[1]!);
  assert.ok(!full() && full());
  const response = request(all[2]!);
  assert.ok(full(), 'the request has no answer yet');
  response.emit('finish');
  assert.ok(!full() && full());
  for (const socket of all.slice(0, 3)) socket.destroy(); // their counts had ended before
  assert.ok(full());
});

test('[LIMIT5] at the limit in all, one more is dropped at once; behind a proxy its address has no limit', () => {
  for (const proxies of [0, 1]) {
    const { connect } = openServer(proxies);
    const address = (i: number) => (proxies === 0 ? `192.0.2.${i % 10}` : '192.0.2.1');
    const all = Array.from({ length: limits.pendingSockets }, (_, i) => connect(address(i)));
    assert.ok(all.every(({ destroyed }) => !destroyed));
    assert.ok(connect('198.51.100.1').destroyed);
    all[0]!.destroy();
    assert.ok(!connect('198.51.100.1').destroyed);
  }
});

test('[LIMIT5] a request over TLS ends the count of the TCP connection below', async (t) => {
  const { cert, key } = makeCertificate({ name: 'own' });
  const server = createServer({ cert, key }, (_, response) => response.end()).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const below = once(server, 'connection') as Promise<[Socket]>;
  const above = once(server, 'request') as Promise<[IncomingMessage]>;
  get({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, rejectUnauthorized: false, agent: false });
  const [[tcp], [{ socket }]] = await Promise.all([below, above]);
  assert.notEqual(socket, tcp);
  assert.equal(endsOf(socket), endsOf(tcp));
  const { pending, connect } = openServer();
  const all = Array.from({ length: limits.pendingSocketsPerAddress }, () => connect('192.0.2.1'));
  assert.ok(connect('192.0.2.1').destroyed);
  pending.settle(Object.create(all[0]!) as Socket); // another socket with the same ends
  assert.ok(!connect('192.0.2.1').destroyed);
});

test('a connection whose peer has gone before it is counted is dropped, and others are counted as before', () => {
  const { connect } = openServer();
  for (let i = 0; i <= limits.pendingSocketsPerAddress; i++) assert.ok(connect(undefined).destroyed);
  assert.ok(!connect('192.0.2.1').destroyed);
});
