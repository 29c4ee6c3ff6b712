import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '../limits/limits.ts';
import { flushInterval, Pacer, untilNext } from './pacer.ts';
import { Client, openRoom } from '../testing/room.ts';
import { text, update } from '../testing/updates.ts';

function openPacer() {
  const scheduled: number[] = [];
  return { pacer: new Pacer((delay) => scheduled.push(delay)), scheduled };
}

test('[PACE1] the interval between flushes grows with each member beyond a quiet room, up to its limit', () => {
  const longest = limits.quietRoom + limits.flushWindow / limits.flushWindowPerPerson;
  assert.equal(flushInterval(limits.quietRoom), 0);
  assert.equal(flushInterval(limits.quietRoom + 1), limits.flushWindowPerPerson);
  assert.equal(flushInterval(longest - 1), limits.flushWindow - limits.flushWindowPerPerson);
  assert.equal(flushInterval(longest), limits.flushWindow);
  assert.equal(flushInterval(longest + 1), limits.flushWindow);
});

test('a flush is scheduled in place of a later one, and not in place of an earlier one', () => {
  const { pacer, scheduled } = openPacer();
  pacer.flushWithin(100, 0);
  pacer.flushWithin(101, 0);
  pacer.flushWithin(50, 50);
  assert.deepEqual(scheduled, [100]);
  pacer.flushWithin(49, 50);
  pacer.flushSoon(1, 50);
  assert.deepEqual(scheduled, [100, 49, 0]);
  pacer.flushed(1, true, 50);
  pacer.flushWithin(101, 50);
  assert.deepEqual(scheduled, [100, 49, 0, 101], 'after the flush nothing is scheduled any more');
});

test('[PACE1] only a flush that relays something counts for the pace', () => {
  for (const [relays, delay] of [
    [false, 0],
    [true, limits.flushWindow],
  ] as const) {
    const { pacer, scheduled } = openPacer();
    for (let i = 0; i < limits.flushesAtOnce; i++) pacer.flushed(200, relays, 0);
    pacer.flushSoon(200, 0);
    assert.deepEqual(scheduled, [delay]);
  }
});

test('flushes for other servers do not wait for the pace, and however many there are, own ones wait no longer', () => {
  const { pacer, scheduled } = openPacer();
  for (let at = 0; at < 1_000; at += 10) {
    pacer.flushShared(200, at);
    assert.equal(scheduled.pop(), limits.flushWindow * limits.sharedWait);
    pacer.flushed(200, true, at);
  }
  pacer.flushSoon(200, 990);
  assert.equal(scheduled.pop(), limits.flushWindow);
  pacer.flushed(200, true, 1_000_000);
  pacer.flushShared(limits.quietRoom, 1_000_000);
  assert.equal(scheduled.pop(), 0);
});

test('a flush at the next multiple of a period is never now', () => {
  assert.equal(untilNext(250, 0), 250);
  assert.equal(untilNext(250, 1), 249);
  assert.equal(untilNext(250, 499), 1);
});

test('[PACE1] a small room flushes at once; a larger one after a few flushes only, the later the larger it is', () => {
  const flushesWith = (people: number) => {
    const { room, scheduled } = openRoom();
    const [writer] = Array.from({ length: people }, () => new Client(room)) as [Client];
    return Array.from({ length: limits.flushesAtOnce + 3 }, () => {
      writer.text.insert(0, 'a'); // at the time 0
      const at = scheduled.at(-1)!;
      room.flush(at);
      return at;
    });
  };
  const after = (window: number) => [...Array<number>(limits.flushesAtOnce).fill(0), window, 2 * window, 3 * window];
  assert.deepEqual(flushesWith(limits.quietRoom), after(0));
  assert.deepEqual(flushesWith(limits.quietRoom + 1), after(limits.flushWindowPerPerson));
  assert.deepEqual(flushesWith(200), after(limits.flushWindow));
});

test('[PACE1] a crowded room that was quiet for a while flushes at once', () => {
  const { room, scheduled } = openRoom();
  const [writer] = Array.from({ length: 200 }, () => new Client(room)) as [Client];
  for (let i = 0; i < 10; i++) {
    writer.text.insert(0, 'a');
    room.flush(scheduled.at(-1)!);
  }
  room.receive(writer, { type: 'update', update: update([{ client: 7, structs: [text('x')] }]) }, 10_000);
  assert.equal(scheduled.at(-1), 0);
});
