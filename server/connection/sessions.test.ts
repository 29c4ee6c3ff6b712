import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { type TestContext, test } from 'node:test';
import { limits } from '../limits/limits.ts';
import type { WebSocket } from './node-ws.ts';
import type { Session } from './session.ts';
import { Sessions } from './sessions.ts';

/** Sessions without a transport, which count what is asked of them. */
function openSessions(t: TestContext) {
  const sessions = new Sessions();
  t.after(() => sessions.close(1001, ''));
  return {
    sessions,
    add() {
      const counts = { heartbeats: 0, rechecks: 0, closed: 0, terminated: 0 };
      const session = { heartbeat: () => counts.heartbeats++, recheckAccess: () => counts.rechecks++ };
      const webSocket = Object.assign(new EventEmitter(), {
        close: () => {
          counts.closed++;
          webSocket.emit('close');
        },
        terminate: () => {
          counts.terminated++;
          webSocket.emit('close');
        },
      });
      sessions.add(webSocket as unknown as WebSocket, session as unknown as Session);
      return { webSocket, counts };
    },
  };
}

const ticksPerHeartbeat = limits.heartbeatInterval / limits.reviewInterval;

test('each tick rechecks the access of every session, and every session has one heartbeat an interval', (t) => {
  const { sessions, add } = openSessions(t);
  const all = Array.from({ length: 50 }, () => add().counts);
  for (let tick = 0; tick < 3 * ticksPerHeartbeat; tick++) {
    const before = all.reduce((sum, { heartbeats }) => sum + heartbeats, 0);
    sessions.tick();
    const now = all.reduce((sum, { heartbeats }) => sum + heartbeats, 0) - before;
    assert.ok(now <= Math.ceil(all.length / ticksPerHeartbeat), 'heartbeats are spread over the interval');
  }
  for (const { heartbeats, rechecks } of all) assert.deepEqual([heartbeats, rechecks], [3, 3 * ticksPerHeartbeat]);
});

test('a session leaves with its WebSocket, and all WebSockets close when the server shuts down', async (t) => {
  const { sessions, add } = openSessions(t);
  const [gone, here] = [add(), add()];
  gone.webSocket.emit('close');
  sessions.tick();
  assert.deepEqual([gone.counts.rechecks, here.counts.rechecks], [0, 1]);
  await sessions.close(1012, 'the server is restarting');
  assert.deepEqual([gone.counts.closed, here.counts.closed, here.counts.terminated], [0, 1, 0]);
});

test('a peer that does not answer the close is terminated', async (t) => {
  const { sessions, add } = openSessions(t);
  const { webSocket, counts } = add();
  webSocket.close = () => {};
  await sessions.close(1012, 'the server is restarting');
  assert.equal(counts.terminated, 1);
});
