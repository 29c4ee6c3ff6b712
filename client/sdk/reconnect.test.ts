import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ReconnectLoop, reconnectTimes } from './reconnect.ts';

/** A loop with a wire, a timer and random numbers of the test. */
function openLoop(random = () => 0.5) {
  const calls: string[] = [];
  let timer: { delay: number; then: () => void } | null = null;
  const wire = {
    open: () => void calls.push('open'),
    drop: () => {
      calls.push('drop');
      loop.closed(false);
    },
    probe: () => void calls.push('probe'),
    lastHeard: 0,
  };
  const loop = new ReconnectLoop(wire, {
    random,
    after: (delay, then) => {
      const own = { delay, then };
      timer = own;
      return () => {
        if (timer === own) timer = null;
      };
    },
  });
  return {
    loop,
    calls,
    wire,
    waits: () => timer?.delay ?? null,
    ring: () => {
      const { then } = timer!;
      timer = null;
      then();
    },
  };
}

test('[RETRY1] a loop connects, and connects again after a loss', () => {
  const { loop, calls, ring } = openLoop();
  loop.start();
  loop.opened();
  loop.closed(false);
  ring();
  assert.deepEqual(calls, ['open', 'open']);
});

test('[RETRY1] the bound of the wait doubles with each failure, and the wait is a random share of it', () => {
  const { loop, waits, ring } = openLoop(() => 1);
  loop.start();
  const longest = [];
  for (let failure = 0; failure < 7; failure++) {
    loop.closed(false);
    longest.push(waits());
    ring();
  }
  assert.deepEqual(longest, [400, 800, 1600, 3200, 6400, reconnectTimes.longestWait, reconnectTimes.longestWait]);
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
      const { loop, waits } = openLoop(() => share);
      loop.start();
      loop.closed(false);
      assert.equal(waits(), reconnectTimes.firstWait * share);
    }),
  );
});

test('[RETRY1] only a synced connection resets the backoff, not one that is accepted and closed', () => {
  const { loop, waits, ring } = openLoop(() => 1);
  loop.start();
  loop.opened();
  loop.closed(false);
  ring();
  loop.opened();
  loop.closed(false);
  assert.equal(waits(), 2 * reconnectTimes.firstWait);
  ring();
  loop.opened();
  loop.succeeded();
  loop.closed(false);
  assert.equal(waits(), reconnectTimes.firstWait);
});

test('[RETRY2] an attempt without an answer is given up and made again', () => {
  const { loop, calls, waits, ring } = openLoop();
  loop.start();
  assert.equal(waits(), reconnectTimes.opening);
  ring();
  ring();
  assert.deepEqual(calls, ['open', 'drop', 'open']);
});

test('[RETRY2] a check during a wait connects at once', () => {
  const { loop, calls } = openLoop();
  loop.start();
  loop.closed(false);
  loop.check();
  assert.deepEqual(calls, ['open', 'open']);
});

test('[RETRY2] a check of an open connection probes it, and a silent one is dropped', () => {
  const { loop, calls, wire, waits, ring } = openLoop();
  loop.start();
  loop.opened();
  loop.check();
  assert.equal(waits(), reconnectTimes.answering);
  wire.lastHeard = 1;
  ring();
  assert.deepEqual(calls, ['open', 'probe'], 'it answered');
  loop.check();
  ring();
  assert.deepEqual(calls, ['open', 'probe', 'probe', 'drop']);
});

test('[RETRY3] a final close stops the loop, and stop and start work at any time', () => {
  const { loop, calls, waits } = openLoop();
  loop.start();
  loop.closed(true);
  loop.check();
  assert.equal(waits(), null);
  loop.start();
  loop.start();
  loop.stop();
  loop.stop();
  loop.check();
  assert.deepEqual(calls, ['open', 'open', 'drop']);
  assert.equal(waits(), null);
});

test('[RETRY3] a started loop is connected, connecting or waiting, in any order of events', () => {
  const event = fc.constantFrom('opened', 'succeeded', 'closed', 'check', 'ring' as const);
  fc.assert(
    fc.property(fc.array(event), (events) => {
      const { loop, calls, waits, ring } = openLoop();
      loop.start();
      let open = false;
      for (const event of events) {
        const opens = calls.length;
        if (event === 'opened' && waits() === reconnectTimes.opening) open = true;
        if (event === 'closed') open = false;
        if (event === 'ring') {
          if (waits() !== null) ring();
        } else if (event === 'closed') loop.closed(false);
        else loop[event]();
        if (calls.slice(opens).includes('drop')) open = false;
        assert.ok(open || waits() !== null);
      }
    }),
  );
});
