import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSlots, slotOf } from './redis-slots.ts';

const id = '09dbe9720cda62f7865eabc5fd8857c5d2678366';

test('each slot has the address of the shard that owns it, and replicas own none', () => {
  const answer = [
    [5461, 16383, ['10.0.0.2', 6379, id, []]],
    [0, 5460, ['10.0.0.1', 6379, id, []], ['10.0.0.3', 6379, id, []]],
  ];
  const slots = readSlots(answer, '10.0.0.9')!;
  assert.equal(slots.length, 16_384);
  assert.deepEqual([slots[0], slots[5460]], ['10.0.0.1:6379', '10.0.0.1:6379']);
  assert.deepEqual([slots[5461], slots[16_383]], ['10.0.0.2:6379', '10.0.0.2:6379']);
});

test('a server that does not say its name has the name by which it was asked', () => {
  for (const name of [null, '', '?']) {
    assert.equal(readSlots([[0, 16383, [name, 7000, id]]], 'cache.example.org')![0], 'cache.example.org:7000');
  }
});

test('an address of IPv6 is written as in a URL', () => {
  assert.equal(readSlots([[0, 16383, ['fd00::1', 7000, id]]], 'cache.example.org')![0], '[fd00::1]:7000');
});

test('a cluster of which a slot has no owner is not known', () => {
  assert.equal(readSlots([], 'cache.example.org'), null);
  assert.equal(readSlots([[0, 16382, ['10.0.0.1', 6379, id]]], 'cache.example.org'), null);
});

test('a channel has the slot that Redis gives it', () => {
  assert.equal(slotOf('quire/room/plan'), 14_273);
  assert.equal(slotOf('quire/room/{plan}'), slotOf('plan'));
});

test('channels of documents are spread over all shards', () => {
  const shards = new Map<number, number>();
  for (let i = 0; i < 3_000; i++) {
    const shard = Math.floor(slotOf(`quire/room/plan-${i}`) / 5462);
    shards.set(shard, (shards.get(shard) ?? 0) + 1);
  }
  for (const shard of [0, 1, 2]) assert.ok(shards.get(shard)! > 800);
});
