// A server whose process may open few files, as set by `ulimit -n`.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { client, stillServes, synced, tcp } from '../client.ts';
import { connectionsFor } from '../../connection/descriptors.ts';
import { startServer, until } from '../server.ts';

const files = 64;

test(
  '[LIMIT7] a server out of file descriptors says once what to do, and goes on with those that it has',
  { skip: process.platform === 'win32' },
  async (t) => {
    const server = await startServer(t, { files });
    assert.ok(server.output().includes('this process may open few files'));
    const ada = client(t, server, 'plan');
    await synced(ada);
    const idle = Array.from({ length: connectionsFor(files) - 1 }, () => tcp(t, server).connection);
    await Promise.all(idle.map((connection) => once(connection, 'connect')));
    assert.ok(!server.output().includes('drops connections'), 'as many as may be');
    const dropped = [tcp(t, server).connection, tcp(t, server).connection];
    await until(() => dropped.every(({ closed }) => closed));
    await until(() => server.output().includes('drops connections'));
    assert.match(server.output(), /drops connections.*ulimit -n.*LimitNOFILE/);
    ada.text.insert(0, 'Bread');
    for (const connection of idle) connection.destroy();
    await stillServes(t, server);
    const ben = client(t, server, 'plan');
    await until(() => ben.text.toJSON() === 'Bread');
    assert.equal(server.output().split('drops connections').length, 2);
  },
);
