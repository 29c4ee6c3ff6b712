import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { limits } from '../limits/limits.ts';
import { PendingSockets } from './pending-sockets.ts';

/** A server whose connections the test makes, with sockets that only know whether they are destroyed. */
function openServer(proxies = 0) {
  const server = new EventEmitter();
  const pending = new PendingSockets(proxies);
  pending.watch(server as Server);
  return {
    pending,
    connect(remoteAddress: string) {
      const socket = Object.assign(new EventEmitter(), { remoteAddress, destroyed: false, destroy: () => {} });
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
