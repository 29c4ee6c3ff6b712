import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Acknowledgements } from './acknowledgements.ts';

const none = new Map();
const to = (counts: Record<string, number>) => new Map(Object.entries(counts));

/** Receives this many messages of each member. */
function receive(acknowledgements: Acknowledgements<string>, counts: Record<string, number>): void {
  for (const [member, count] of Object.entries(counts)) {
    for (let i = 0; i < count; i++) acknowledgements.receive(member, false);
  }
}

test('[ACK1] messages are acknowledged once their append is durable, all by one count', () => {
  const acknowledgements = new Acknowledgements<string>();
  receive(acknowledgements, { ada: 2, ben: 1 });
  assert.deepEqual(acknowledgements.flushed(1, null), none);
  assert.deepEqual(acknowledgements.stored(1), to({ ada: 2, ben: 1 }));
});

test('[ACK2] a message that changes nothing is acknowledged too, once every append before it is durable', () => {
  const acknowledgements = new Acknowledgements<string>();
  receive(acknowledgements, { ada: 1 });
  assert.deepEqual(acknowledgements.flushed(null, null), to({ ada: 1 }));
  receive(acknowledgements, { ben: 1 });
  acknowledgements.flushed(1, null);
  receive(acknowledgements, { ada: 1 });
  assert.deepEqual(
    acknowledgements.flushed(null, null),
    none,
    'the append on its way may hold what the message repeats',
  );
  assert.deepEqual(acknowledgements.stored(1), to({ ada: 2, ben: 1 }));
});

test('[ACK1] many appends that become durable one after another are acknowledged one by one', () => {
  const acknowledgements = new Acknowledgements<string>();
  const ids = Array.from({ length: 100 }, (_, i) => i + 1);
  for (const id of ids) {
    receive(acknowledgements, { ada: 1 });
    acknowledgements.flushed(id, null);
    if (id % 3 === 0) assert.deepEqual(acknowledgements.stored(id / 3), to({ ada: id / 3 }));
  }
  for (const id of ids.slice(33)) assert.deepEqual(acknowledgements.stored(id), to({ ada: id }));
  receive(acknowledgements, { ada: 1 });
  assert.deepEqual(acknowledgements.flushed(null, null), to({ ada: 101 }), 'nothing is on its way');
});

test('[ACK1] appends that become durable out of order are acknowledged in order', () => {
  const acknowledgements = new Acknowledgements<string>();
  for (const id of [1, 2, 3]) {
    receive(acknowledgements, { ada: 1 });
    acknowledgements.flushed(id, null);
  }
  assert.deepEqual(acknowledgements.stored(2), none);
  assert.deepEqual(acknowledgements.stored(1), to({ ada: 2 }));
  assert.deepEqual(acknowledgements.stored(3), to({ ada: 3 }));
});

test('[ACK3] a message that depends on missing updates waits for them, and holds up no other member', () => {
  const acknowledgements = new Acknowledgements<string>();
  receive(acknowledgements, { ada: 1, ben: 1 });
  assert.deepEqual(acknowledgements.flushed(null, new Set(['ada'])), to({ ben: 1 }));
  receive(acknowledgements, { ada: 1, ben: 1 });
  acknowledgements.flushed(1, new Set());
  assert.deepEqual(acknowledgements.stored(1), to({ ben: 2 }), 'later messages of the same member wait too');
  receive(acknowledgements, { ben: 1 });
  assert.ok(acknowledgements.holdsBack);
  acknowledgements.flushed(2, null);
  assert.ok(!acknowledgements.holdsBack);
  assert.deepEqual(acknowledgements.stored(2), to({ ada: 2, ben: 3 }));
});

test('a member that has left is sent no Acks', () => {
  const acknowledgements = new Acknowledgements<string>();
  receive(acknowledgements, { ada: 1 });
  acknowledgements.flushed(1, null);
  receive(acknowledgements, { ada: 1 });
  acknowledgements.leave('ada');
  assert.deepEqual(acknowledgements.stored(1), none);
});

test('[ACK4] a refused message is not counted, nor a later one, until a SyncStep2 brings everything again', () => {
  const acknowledgements = new Acknowledgements<string>();
  receive(acknowledgements, { ada: 1 });
  acknowledgements.refuse('ada');
  receive(acknowledgements, { ada: 1 });
  assert.deepEqual(acknowledgements.flushed(1, null), none);
  assert.deepEqual(acknowledgements.stored(1), to({ ada: 1 }));
  acknowledgements.receive('ada', true);
  receive(acknowledgements, { ada: 1 });
  assert.deepEqual(acknowledgements.flushed(2, null), none);
  assert.deepEqual(acknowledgements.stored(2), to({ ada: 5 }));
});
