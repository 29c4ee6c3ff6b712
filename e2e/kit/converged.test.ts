// How a difference between two people's pages is told.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { difference } from './converged.ts';

const view = (name: string, ...lines: string[]) => ({ name, lines });

test('the same lines do not differ', () => {
  assert.equal(difference(view('Ada', 'p: one', 'p: two'), view('Ben', 'p: one', 'p: two')), undefined);
});

test('a difference names the people, the place and a few characters around it', () => {
  const ada = view('Ada', 'h1: Plans', 'p: The quick brown fox jumps over the lazy dog');
  const ben = view('Ben', 'h1: Plans', 'p: The quick brown fox leaps over the lazy dog');
  assert.equal(
    difference(ada, ben),
    'Ada and Ben differ in line 2 at character 24:\n' +
      '  Ada: …quick brown fox ▸jumps over the l…\n' +
      '  Ben: …quick brown fox ▸leaps over the l…',
  );
});

test('a missing line is said to be missing', () => {
  assert.equal(
    difference(view('Ada', 'p: one'), view('Ben', 'p: one', 'p: ')),
    'Ada and Ben differ in line 2 at character 1:\n  Ada: (no such line)\n  Ben: ▸p: ',
  );
});
