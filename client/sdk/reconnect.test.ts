import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ReconnectLoop, times } from './reconnect.ts';

/** A loop on a wire, a clock and dice that the test moves. */
function openLoop(random = () => 0.5) {
  const did: string[] = [];
  let timer: { delay: number; then: () => void } | null = null;
  const wire = {
    open: () => void did.push('open'),
    drop: () => {
      did.push('drop');
      loop.closed(false);
    },
    probe: () => void did.push('probe'),
    lastHeard: 0,
  };
  const loop = new ReconnectLoop(wire, {
    random,
    after: (delay, then) => {
      const mine = { delay, then };
      timer = mine;
      return () => {
        if (timer === mine) timer = null;
      };
    },
  });
  return {
    loop,
    did,
    wire,
    waits: () => timer?.delay ?? null,
    ring: () => {
      const { then } = timer!;
      timer = null;
      then();
    },
  };
}

test('it connects, and after a loss connects again', () => {
  const { loop, did, ring } = openLoop();
  loop.start();
  loop.opened();
  loop.closed(false);
  ring();
  assert.deepEqual(did, ['open', 'open']);
});

test('the wait doubles with each failure up to the longest, and is a random share of it', () => {
  const { loop, waits, ring } = openLoop(() => 1);
  loop.start();
  const longest = [];
  for (let failure = 0; failure < 7; failure++) {
    loop.closed(false);
    longest.push(waits());
    ring();
  }
  assert.deepEqual(longest, [400, 800, 1600, 3200, 6400, times.longestWait, times.longestWait]);
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
      const { loop, waits } = openLoop(() => share);
      loop.start();
      loop.closed(false);
      assert.equal(waits(), times.firstWait * share);
    }),
  );
});

test('only what succeeded makes the next failure a first one: not a connection that is accepted and closed', () => {
  const { loop, waits, ring } = openLoop(() => 1);
  loop.start();
  loop.opened();
  loop.closed(false);
  ring();
  loop.opened();
  loop.closed(false);
  assert.equal(waits(), 2 * times.firstWait);
  ring();
  loop.opened();
  loop.succeeded();
  loop.closed(false);
  assert.equal(waits(), times.firstWait);
});

test('an attempt that comes to nothing is given up and made again', () => {
  const { loop, did, waits, ring } = openLoop();
  loop.start();
  assert.equal(waits(), times.opening);
  ring();
  ring();
  assert.deepEqual(did, ['open', 'drop', 'open']);
});

test('a check while waiting connects at once', () => {
  const { loop, did } = openLoop();
  loop.start();
  loop.closed(false);
  loop.check();
  assert.deepEqual(did, ['open', 'open']);
});

test('a check while connected probes, and a connection that does not answer is given up', () => {
  const { loop, did, wire, waits, ring } = openLoop();
  loop.start();
  loop.opened();
  loop.check();
  assert.equal(waits(), times.answering);
  wire.lastHeard = 1;
  ring();
  assert.deepEqual(did, ['open', 'probe'], 'it answered');
  loop.check();
  ring();
  assert.deepEqual(did, ['open', 'probe', 'probe', 'drop']);
});

test('what is refused for good is not tried again, and stop and start work at any time', () => {
  const { loop, did, waits } = openLoop();
  loop.start();
  loop.closed(true);
  loop.check();
  assert.equal(waits(), null);
  loop.start();
  loop.start();
  loop.stop();
  loop.stop();
  loop.check();
  assert.deepEqual(did, ['open', 'open', 'drop']);
  assert.equal(waits(), null);
});

test('whatever happens in whatever order, a started loop is connected, connecting or about to connect', () => {
  const event = fc.constantFrom('opened', 'succeeded', 'closed', 'check', 'ring' as const);
  fc.assert(
    fc.property(fc.array(event), (events) => {
      const { loop, did, waits, ring } = openLoop();
      loop.start();
      let open = false;
      for (const event of events) {
        const opens = did.length;
        if (event === 'opened' && waits() === times.opening) open = true;
        if (event === 'closed') open = false;
        if (event === 'ring') waits() !== null && ring();
        else if (event === 'closed') loop.closed(false);
        else loop[event]();
        if (did.slice(opens).includes('drop')) open = false;
        assert.ok(open || waits() !== null);
      }
    }),
  );
});
