import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Acknowledgements } from './acknowledgements.ts';

const none = new Map();
const to = (counts: Record<string, number>) => new Map(Object.entries(counts));

/** Takes in `count` messages of each member. */
function receive(acknowledgements: Acknowledgements<string>, counts: Record<string, number>): void {
  for (const [member, count] of Object.entries(counts)) {
    for (let i = 0; i < count; i++) acknowledgements.receive(member, false);
  }
}

test('[ACK1] nothing is acknowledged before its append is stored, then all of it by one count', () => {
  const acknowledgements = new Acknowledgements<string>();
  receive(acknowledgements, { ada: 2, ben: 1 });
  assert.deepEqual(acknowledgements.flushed(1, null), none);
  assert.deepEqual(acknowledgements.stored(1), to({ ada: 2, ben: 1 }));
});

test('[ACK2] what changes nothing is acknowledged too: at once when all before it is stored, else with that', () => {
  const acknowledgements = new Acknowledgements<string>();
  receive(acknowledgements, { ada: 1 });
  assert.deepEqual(acknowledgements.flushed(null, null), to({ ada: 1 }));
  receive(acknowledgements, { ben: 1 });
  acknowledgements.flushed(1, null);
  receive(acknowledgements, { ada: 1 });
  assert.deepEqual(acknowledgements.flushed(null, null), none, 'what it repeats may be in the append on its way');
  assert.deepEqual(acknowledgements.stored(1), to({ ada: 2, ben: 1 }));
});

test('[ACK1] appends that are stored out of order are acknowledged in order', () => {
  const acknowledgements = new Acknowledgements<string>();
  for (const id of [1, 2, 3]) {
    receive(acknowledgements, { ada: 1 });
    acknowledgements.flushed(id, null);
  }
  assert.deepEqual(acknowledgements.stored(2), none);
  assert.deepEqual(acknowledgements.stored(1), to({ ada: 2 }));
  assert.deepEqual(acknowledgements.stored(3), to({ ada: 3 }));
});

test('[ACK3] what waits for missing updates is not acknowledged before they are stored, and holds up nobody else', () => {
  const acknowledgements = new Acknowledgements<string>();
  receive(acknowledgements, { ada: 1, ben: 1 });
  assert.deepEqual(acknowledgements.flushed(null, new Set(['ada'])), to({ ben: 1 }));
  receive(acknowledgements, { ada: 1, ben: 1 });
  acknowledgements.flushed(1, new Set());
  assert.deepEqual(acknowledgements.stored(1), to({ ben: 2 }), 'nor is anything that the same member sent after it');
  receive(acknowledgements, { ben: 1 });
  assert.ok(acknowledgements.holdsBack);
  acknowledgements.flushed(2, null);
  assert.ok(!acknowledgements.holdsBack);
  assert.deepEqual(acknowledgements.stored(2), to({ ada: 2, ben: 3 }));
});

test('who has left is acknowledged nothing', () => {
  const acknowledgements = new Acknowledgements<string>();
  receive(acknowledgements, { ada: 1 });
  acknowledgements.flushed(1, null);
  receive(acknowledgements, { ada: 1 });
  acknowledgements.leave('ada');
  assert.deepEqual(acknowledgements.stored(1), none);
});

test('[ACK4] what was refused is not counted, nor what comes after it, until an answer brings it all again', () => {
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
