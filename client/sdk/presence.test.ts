import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { palette, safeColor } from './palette.ts';
import { freeColor, peopleOf } from './presence.ts';
import { longestPersonName } from '../../protocol/roles.ts';
import { displayName } from './profile.ts';

const [rose, orange] = palette.map(({ value }) => value) as [string, string];

test('people are listed by time of arrival, after the person in front of the page', () => {
  const people = peopleOf(
    3,
    new Map([
      [1, { name: 'Late', color: rose, since: 30 }],
      [2, { name: 'Early', color: orange, since: 10, away: true }],
      [3, { name: 'Self', color: rose, since: 20 }],
    ]),
  );
  assert.deepEqual(
    people.map(({ name, self, away }) => [name, self, away]),
    [
      ['Self', true, false],
      ['Early', false, true],
      ['Late', false, false],
    ],
  );
});

test('[PEOPLE2] any name and colour of a peer is made safe to show', () => {
  const hostile = peopleOf(1, new Map([[2, { name: { toString: 'x' }, color: 'red;background:url(//evil)' }]]))[0]!;
  assert.deepEqual([hostile.name, hostile.color], ['Guest', safeColor(null)]);
  fc.assert(
    fc.property(fc.anything(), (value) => {
      assert.match(safeColor(value), /^#[0-9a-f]{6}$/i);
      const name = displayName(value);
      assert.ok(name.length >= 1 && name.length <= longestPersonName && name === name.trim());
    }),
  );
});

test('[PEOPLE1] of two people with one colour, the later one takes a free one', () => {
  const states = new Map([
    [7, { color: rose, since: 1 }],
    [3, { color: rose, since: 2 }],
  ]);
  assert.equal(freeColor(7, states), null);
  const taken = freeColor(3, states);
  assert.ok(taken !== null && taken !== rose);
});

test('[PEOPLE1] up to twelve people end with different colours, in any order of their choices', () => {
  const people = fc.uniqueArray(fc.nat(), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(people, fc.array(fc.nat(11), { minLength: 12, maxLength: 12 }), (ids, wishes) => {
      const states = new Map(ids.map((id, i) => [id, { color: palette[wishes[i]!]!.value, since: i % 3 }]));
      for (let changed = true, rounds = 0; changed; rounds++) {
        assert.ok(rounds < 30, 'the colours come to rest');
        changed = false;
        for (const id of ids) {
          const color = freeColor(id, states);
          if (color === null) continue;
          states.set(id, { ...states.get(id)!, color });
          changed = true;
        }
      }
      assert.equal(new Set([...states.values()].map(({ color }) => color)).size, ids.length);
    }),
  );
});

test('[PEOPLE1] a person keeps a taken colour when none is free', () => {
  const states = new Map(palette.map(({ value }, i) => [i, { color: value, since: i }]));
  states.set(99, { color: rose, since: 99 });
  assert.equal(freeColor(99, states), null);
});
