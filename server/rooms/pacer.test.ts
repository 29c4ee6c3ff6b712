import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '../limits/limits.ts';
import { Client, openRoom } from '../testing/room.ts';
import { text, update } from '../testing/updates.ts';

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
