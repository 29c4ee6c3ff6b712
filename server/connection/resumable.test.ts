import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CloseCode } from '../../protocol/close-codes.ts';
import { encodeFrames } from '../../protocol/frame-bodies.ts';
import { limits } from '../limits/limits.ts';
import { settled } from '../testing/clock.ts';
import { type Carrier, ResumableChannel } from './resumable.ts';

const frame = (byte: number, length = 1) => new Uint8Array(length).fill(byte);

/** A carrier that keeps what it is given. */
class FakeCarrier implements Carrier {
  ready = true;
  buffered = 0;
  received = 0;
  alive = false;
  /** Each call of `send`: the number of the first frame, and the frames by their first bytes. */
  readonly sent: (readonly [first: number, bytes: number[]])[] = [];
  readonly calls: string[] = [];

  send(frames: readonly Uint8Array[], first: number): void {
    this.sent.push([first, frames.map(([byte]) => byte!)]);
  }

  ping(): boolean {
    this.calls.push('ping');
    return this.alive;
  }

  end(): void {
    this.calls.push('end');
  }

  close(code: number, reason: string, closed: () => void): void {
    this.calls.push(`close ${code}: ${reason}`);
    closed();
  }

  terminate(): void {
    this.calls.push('terminate');
  }
}

/** A channel, and what its session got. */
function openChannel() {
  const channel = new ResumableChannel(true);
  const session = { frames: [] as number[], heard: [] as number[], drained: 0, closed: [] as number[] };
  channel.serve({
    receive: ([byte]) => void session.frames.push(byte!),
    receiveControlFrame: (bytes) => void session.heard.push(bytes),
    drained: () => void session.drained++,
    close(code, reason) {
      session.closed.push(code);
      channel.close(code, reason);
    },
  });
  let over = 0;
  channel.on('close', () => over++);
  return { channel, session, over: () => over };
}

test('[HTTP3] each frame is taken once and in order, whatever is repeated', () => {
  const { channel, session } = openChannel();
  channel.take(encodeFrames([frame(1), frame(2)]), 1);
  channel.take(encodeFrames([frame(1), frame(2)]), 1); // the answer was lost
  channel.take(encodeFrames([frame(2), frame(3)]), 2); // the client put it together anew
  channel.take(encodeFrames([]), 4);
  channel.take(encodeFrames([frame(1)]), 1); // late, from a connection that was slow
  channel.take(encodeFrames([frame(4)]), 4);
  assert.deepEqual(session.frames, [1, 2, 3, 4]);
  assert.equal(channel.taken, 4);
  assert.deepEqual(session.heard, [2, 1, 1], '[HTTP10] what is repeated counts');
  assert.deepEqual(session.closed, []);
});

test('[HTTP3] a gap, a wrong number, or a body that is no frames ends the session, and nothing of it is taken', () => {
  for (const [body, first] of [
    [encodeFrames([frame(3)]), 3],
    [encodeFrames([]), 3],
    [encodeFrames([frame(2)]), 0],
    [encodeFrames([frame(2)]), NaN],
    [encodeFrames([frame(2)]), 1.5],
    [encodeFrames([frame(2), frame(3)]).subarray(0, 3), 2],
  ] as const) {
    const { channel, session, over } = openChannel();
    channel.take(encodeFrames([frame(1)]), 1);
    channel.take(body, first);
    channel.take(encodeFrames([frame(2)]), 2);
    assert.deepEqual([session.frames[1], session.closed, over()], [undefined, [CloseCode.malformed], 1], String(first));
  }
});

test('[HTTP4] a frame is kept until it is confirmed, and a carrier goes on after what the client has', async () => {
  const { channel } = openChannel();
  for (const byte of [1, 2, 3]) channel.send(frame(byte));
  const first = new FakeCarrier();
  channel.carry(first, 0);
  channel.send(frame(4));
  channel.send(frame(5));
  await settled();
  assert.deepEqual(first.sent, [
    [1, [1, 2, 3]],
    [4, [4, 5]],
  ]);
  channel.drop(first); // it broke, and the client got three of them
  channel.send(frame(6));
  channel.confirm(3);
  const second = new FakeCarrier();
  channel.carry(second, 3);
  assert.deepEqual(second.sent, [[4, [4, 5, 6]]]);
  channel.confirm(6);
  channel.confirm(2); // late
  channel.confirm(6);
  const third = new FakeCarrier();
  channel.carry(third, 6);
  channel.send(frame(7));
  await settled();
  assert.deepEqual([second.calls, second.sent.length, third.sent], [['end'], 1, [[7, [7]]]]);
});

test('[HTTP3] a client cannot confirm what no carrier has taken', () => {
  for (const after of [NaN, -1, 0.5, 2]) {
    const { channel, session } = openChannel();
    channel.send(frame(1));
    channel.carry(new FakeCarrier(), 0);
    channel.confirm(1);
    assert.deepEqual(session.closed, []);
    channel.confirm(after);
    assert.deepEqual(session.closed, [CloseCode.malformed], String(after));
  }
});

test('[HTTP6] a carrier has one successor, which gets no frame twice; one that comes late is known', async () => {
  const { channel } = openChannel();
  const poll = new FakeCarrier();
  channel.carry(poll, 0);
  channel.send(frame(1));
  await settled();
  poll.ready = false; // it was answered
  channel.send(frame(2));
  await settled();
  assert.deepEqual(poll.sent, [[1, [1]]]);
  channel.confirm(1);
  assert.ok(channel.isLate(0) && !channel.isLate(1));
  const stream = new FakeCarrier();
  channel.carry(stream, 1);
  channel.drop(poll); // its end is heard later, and does not end the stream
  channel.send(frame(3));
  await settled();
  assert.deepEqual(stream.sent, [
    [2, [2]],
    [3, [3]],
  ]);
});

test('[HTTP10] frames that are sent again count as bytes of the client', () => {
  const { channel, session } = openChannel();
  channel.send(frame(1, 1000));
  channel.send(frame(2, 10));
  channel.carry(new FakeCarrier(), 0);
  assert.deepEqual(session.heard, []);
  channel.carry(new FakeCarrier(), 0);
  channel.confirm(1);
  channel.carry(new FakeCarrier(), 1);
  channel.confirm(2);
  channel.carry(new FakeCarrier(), 2);
  assert.deepEqual(session.heard, [1010, 10]);
});

test('[HTTP4] unconfirmed frames count as unread from the limit on, and the session hears when they are few', () => {
  const { channel, session } = openChannel();
  const carrier = new FakeCarrier();
  channel.carry(carrier, 0);
  channel.send(frame(1, limits.unconfirmedBytes));
  assert.equal(channel.buffered, 0);
  channel.send(frame(2));
  assert.equal(channel.buffered, 1);
  carrier.buffered = 7;
  assert.equal(channel.buffered, 7, 'what waits in the socket counts, too');
  channel.send(frame(3, limits.congestion));
  channel.close(1000, ''); // delivers
  assert.equal(session.drained, 0);

  const other = openChannel();
  other.channel.send(frame(1, limits.unconfirmedBytes));
  other.channel.send(frame(2, limits.congestion));
  other.channel.send(frame(3));
  other.channel.carry(carrier, 0);
  carrier.buffered = limits.congestion + 1;
  other.channel.confirm(1);
  assert.equal(other.session.drained, 0);
  carrier.buffered = limits.congestion;
  other.channel.relieve();
  other.channel.relieve();
  assert.equal(other.session.drained, 1, 'once');
});

test('[HTTP7] a session that ends asks its carrier for nothing more, also while the client is being told', () => {
  const { channel, over } = openChannel();
  const carrier = new FakeCarrier();
  let closed = () => {};
  carrier.close = (_code, _reason, done) => void (closed = done);
  channel.carry(carrier, 0);
  channel.close(CloseCode.forbidden, 'withdrawn');
  channel.ping();
  channel.send(frame(1));
  assert.deepEqual([carrier.calls, carrier.sent, over()], [[], [], 0]);
  closed();
  assert.equal(over(), 1);
});

test('[HTTP7] the end goes to the carrier after all frames; without a carrier it is remembered', () => {
  for (const withCarrier of [true, false]) {
    const { channel, over } = openChannel();
    const carrier = new FakeCarrier();
    if (withCarrier) channel.carry(carrier, 0);
    channel.send(frame(1));
    channel.close(CloseCode.deleted, 'gone');
    channel.send(frame(2));
    channel.close(1000, 'again');
    assert.deepEqual(channel.ended, { code: CloseCode.deleted, reason: 'gone' });
    assert.equal(over(), 1);
    channel.confirm(withCarrier ? 1 : 0); // a request that was on its way
    channel.take(encodeFrames([frame(1)]), 1);
    assert.equal(channel.taken, 0);
    if (!withCarrier) continue;
    assert.deepEqual([carrier.sent, carrier.calls], [[[1, [1]]], ['close 4410: gone']]);
  }
});

test('a session that is dropped, and one that its client ends, has no code', () => {
  for (const [act, call] of [
    ['terminate', 'terminate'],
    ['leave', 'end'],
  ] as const) {
    const { channel, over } = openChannel();
    const carrier = new FakeCarrier();
    channel.carry(carrier, 0);
    channel[act]();
    assert.deepEqual([channel.ended, carrier.calls, over()], ['gone', [call], 1]);
  }
});

test('[HTTP8] an open poll is a sign of life, a stream is none; bytes of a carrier and of a body are', () => {
  const { channel } = openChannel();
  const carrier = new FakeCarrier();
  channel.carry(carrier, 0);
  const isAlive = (act: () => void) => {
    const before = channel.received;
    act();
    return channel.received !== before;
  };
  assert.ok(!isAlive(() => channel.ping()));
  carrier.alive = true;
  assert.ok(isAlive(() => channel.ping()));
  assert.ok(isAlive(() => channel.arrive(1)));
  assert.ok(isAlive(() => (carrier.received = 5)));
  assert.ok(!isAlive(() => channel.drop(carrier)), 'what a carrier received stays counted');
});
