// A session on a resumable channel: how long it lives without requests, what it counts, and what is known of it later.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { openToAll } from '../auth/authority.ts';
import { CloseCode } from '../../protocol/close-codes.ts';
import { encodeFrames } from '../../protocol/frame-bodies.ts';
import { encodeAwareness } from '../../protocol/messages.ts';
import { limits } from '../limits/limits.ts';
import { MemoryStore } from '../store/memory.ts';
import { settled, TestClock } from '../testing/clock.ts';
import { joinRequest, openRoomsOn } from '../testing/rooms.ts';
import { HttpSessions } from './http-sessions.ts';
import { type Carrier, ResumableChannel } from './resumable.ts';
import { Session } from './session.ts';

function openSession(clock = new TestClock()) {
  const channel = new ResumableChannel(false);
  const rooms = openRoomsOn(new MemoryStore(), clock).rooms;
  const deps = { rooms, authority: openToAll, log: pino({ level: 'silent' }), clock };
  const session = new Session(joinRequest('plan'), channel, deps);
  channel.serve(session);
  channel.on('close', () => session.end());
  return { channel, session, clock };
}

/** A carrier that takes all frames, and counts pings; a poll takes frames once. */
function carrierOf(kind: 'stream' | 'poll') {
  const carrier = {
    ready: true as boolean,
    buffered: 0,
    received: 0,
    frames: 0,
    pings: 0,
    send(frames: readonly Uint8Array[]): void {
      carrier.frames += frames.length;
      if (kind === 'poll') carrier.ready = false;
    },
    ping(): boolean {
      carrier.pings++;
      return kind === 'poll' && carrier.ready;
    },
    end: () => {},
    close: (_code: number, _reason: string, closed: () => void) => closed(),
    terminate: () => {},
  } satisfies Carrier & { frames: number; pings: number };
  return carrier;
}

test('[HTTP5] [HTTP8] a stream is pinged every 10 s, and a session without requests ends within 30 s', async () => {
  for (const withStream of [true, false]) {
    const { channel, session, clock } = openSession();
    const stream = carrierOf('stream');
    if (withStream) channel.carry(stream, 0);
    while (channel.ended === null) {
      session.heartbeat();
      await clock.advance(limits.heartbeatInterval);
    }
    assert.ok(clock.now() > 20_000 && clock.now() <= 40_000, `${clock.now()} ms`);
    assert.equal(channel.ended, 'gone');
    assert.ok(!withStream || stream.pings >= 2);
  }
});

test('[HTTP8] a client that answers each ping by a request stays, and so does one whose body is arriving', async () => {
  for (const sign of ['request', 'bytes'] as const) {
    const { channel, session, clock } = openSession();
    for (let beat = 0; beat < 20; beat++) {
      session.heartbeat();
      if (sign === 'request') channel.hear();
      else channel.arrive(1);
      await clock.advance(limits.heartbeatInterval);
    }
    assert.equal(channel.ended, null);
  }
});

test('[HTTP8] an open poll keeps its session, and gets a frame within 25 s whenever it begins', async () => {
  for (const begin of [0, 1, 4_999, 5_000, 5_001, 9_999]) {
    const { channel, session, clock } = openSession();
    await clock.advance(begin);
    let after = 0;
    let polled = clock.now();
    let poll = carrierOf('poll');
    channel.carry(poll, after);
    for (let tick = 0; tick < 400; tick++) {
      if (tick % 20 === 0) session.heartbeat();
      await clock.advance(limits.reviewInterval);
      if (poll.ready) continue;
      assert.ok(clock.now() - polled <= 25_000 + limits.reviewInterval);
      after += poll.frames;
      channel.drop(poll);
      channel.confirm(after);
      poll = carrierOf('poll');
      polled = clock.now();
      channel.hear();
      channel.carry(poll, after);
    }
    assert.equal(channel.ended, null);
    assert.ok(after > 5);
  }
});

test('[HTTP10] [LIMIT2] a request counts as a ping: one beyond the limit ends the session with 1013', async () => {
  const { channel } = openSession();
  await settled();
  const body = encodeFrames([encodeAwareness([])]);
  channel.take(body, 1);
  for (let i = 0; i < limits.messagesAtOnce - 1; i++) channel.hear();
  assert.equal(channel.ended, null);
  channel.hear();
  assert.deepEqual(channel.ended, {
    code: CloseCode.overloaded,
    reason: 'too many messages; reconnect to send the rest',
  });
});

test('[HTTP2] [HTTP7] a session is known to its token and document alone, and for 30 s after its close', async () => {
  const clock = new TestClock();
  const sessions = new HttpSessions(clock);
  const add = (token: string | null) => {
    const { channel, session } = openSession(clock);
    return { channel, session, id: sessions.add(channel, session, 'plan', token) };
  };
  const [ada, ben, left] = [add('a'), add(null), add('a')];
  assert.equal(sessions.find(ada.id, 'plan', 'a')?.type, 'session');
  assert.equal(sessions.find(ben.id, 'plan', null)?.type, 'session');
  for (const [id, document, token] of [
    [ada.id, 'plan', 'b'],
    [ada.id, 'plan', null],
    [ada.id, 'other', 'a'],
    [ada.id, null, 'a'],
    [ben.id, 'plan', 'a'],
    ['', 'plan', 'a'],
  ] as const) {
    assert.equal(sessions.find(id, document, token), null);
  }
  ada.session.close(CloseCode.deleted, 'deleted');
  left.channel.leave();
  const known = () => sessions.find(ada.id, 'plan', 'a');
  assert.deepEqual(known(), { type: 'closed', code: CloseCode.deleted, reason: 'deleted' });
  assert.deepEqual([sessions.find(ada.id, 'plan', 'b'), sessions.find(left.id, 'plan', 'a')], [null, null]);
  await clock.advance(limits.closedSessionTime - 1);
  assert.notEqual(known(), null);
  await clock.advance(1);
  assert.equal(known(), null);
});

test('[HTTP7] closed sessions are remembered up to a number, the oldest are forgotten first', () => {
  const clock = new TestClock();
  const sessions = new HttpSessions(clock);
  const ids: string[] = [];
  for (let i = 0; i < limits.closedSessions + 1; i++) {
    const channel = new ResumableChannel(false);
    ids.push(sessions.add(channel, null as unknown as Session, 'plan', null));
    channel.close(CloseCode.deleted, '');
    if (i < limits.closedSessions) assert.equal(sessions.size, i + 1);
  }
  assert.equal(sessions.size, limits.closedSessions);
  assert.equal(sessions.find(ids[0]!, 'plan', null), null);
  assert.equal(sessions.find(ids[1]!, 'plan', null)?.type, 'closed');
});
