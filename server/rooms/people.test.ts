import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '../limits/limits.ts';
import { peopleIn } from './people.ts';

const states = (...values: object[]) => values.map((value) => JSON.stringify(value));

test('[PEOPLE4] the pages of one person count once, away only when all of them are', () => {
  const page = { name: 'Ada', color: '#0b7a75', person: 'a' };
  const ada = { name: 'Ada', color: '#0b7a75' };
  assert.deepEqual(peopleIn(states({ ...page, away: true }, page)), { people: [{ ...ada, away: false }], more: 0 });
  assert.deepEqual(peopleIn(states({ ...page, away: true })).people, [{ ...ada, away: true }]);
  assert.equal(peopleIn(states(page, { ...page, name: 'Ben' }, { name: 'Ada' }, { name: 'Ada' })).people.length, 4);
});

test('[PEOPLE4] names and colours of other editors are found, and nonsense is none', () => {
  const nobody = { name: '', color: null, away: false };
  const found = peopleIn(
    states({ user: { name: 'Cleo', color: '#AABBCC' } }, { name: 1, color: 'red', user: 'x' }, {}),
  );
  assert.deepEqual(found.people, [{ name: 'Cleo', color: '#AABBCC', away: false }, nobody, nobody]);
  assert.equal(peopleIn(states({ name: 'x'.repeat(10_000) })).people[0]!.name.length, 40);
});

test('[PEOPLE4] a crowd is named in part, and counted', () => {
  const crowd = (count: number) => states(...Array.from({ length: count }, (_, i) => ({ name: `P${i}` })));
  const lengths = (count: number) => {
    const { people, more } = peopleIn(crowd(count));
    return [people.length, more];
  };
  assert.deepEqual(lengths(limits.namedPeople), [limits.namedPeople, 0]);
  assert.deepEqual(lengths(limits.namedPeople + 1), [limits.namedPeople, 1]);
  assert.deepEqual(lengths(limits.readStates), [limits.namedPeople, limits.readStates - limits.namedPeople]);
  assert.deepEqual(lengths(limits.readStates + 1), [limits.namedPeople, limits.readStates + 1 - limits.namedPeople]);
});
