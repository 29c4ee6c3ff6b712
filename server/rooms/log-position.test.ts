import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LogPosition } from './log-position.ts';

test('a room has the log up to the first gap, in whatever order the parts come, and however often', () => {
  const range = fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 5 }));
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10 }), fc.array(range), (start, ranges) => {
      const position = new LogPosition(start);
      const known = new Set(Array.from({ length: start }, (_, i) => i + 1));
      let seen = start;
      for (const [first, more] of ranges) {
        position.has(first, first + more);
        for (let n = first; n <= first + more; n++) known.add(n);
        seen = Math.max(seen, first + more);
        let upTo = 0;
        while (known.has(upTo + 1)) upTo++;
        assert.equal(position.upTo, upTo);
        assert.equal(position.isBehind, seen > upTo);
      }
    }),
  );
});

test('a room that hears of later updates is behind until it has them', () => {
  const position = new LogPosition(3);
  position.heard(5);
  assert.ok(position.isBehind);
  position.has(4, 5);
  assert.ok(!position.isBehind);
});
