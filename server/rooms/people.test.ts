import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '../limits/limits.ts';
import { mergePeople, type People, peopleIn } from './people.ts';

const states = (...values: object[]) => values.map((value, client) => [client, JSON.stringify(value)] as const);

const shown = (found: People) => found.people.map(({ name, color, away }) => ({ name, color, away }));

test('[PEOPLE4] the pages of one person count once, away only when all of them are', () => {
  const page = { name: 'Ada', color: '#0b7a75', person: 'a' };
  const ada = { name: 'Ada', color: '#0b7a75' };
  assert.deepEqual(shown(peopleIn(states({ ...page, away: true }, page))), [{ ...ada, away: false }]);
  assert.deepEqual(shown(peopleIn(states({ ...page, away: true }))), [{ ...ada, away: true }]);
  assert.equal(peopleIn(states(page, { ...page, name: 'Ben' }, { name: 'Ada' }, { name: 'Ada' })).people.length, 4);
});

test('[PEOPLE4] names and colours of other editors are found, and nonsense is none', () => {
  const nobody = { name: '', color: null, away: false };
  const found = peopleIn(
    states({ user: { name: 'Cleo', color: '#AABBCC' } }, { name: 1, color: 'red', user: 'x' }, {}),
  );
  assert.deepEqual(shown(found), [{ name: 'Cleo', color: '#AABBCC', away: false }, nobody, nobody]);
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

test('[PEOPLE4] a person on two servers counts once, by the pages or by the client', () => {
  const page = { name: 'Ada', person: 'a' };
  const [first, second] = [
    peopleIn(states({ ...page, away: true }, { name: 'Ben' })),
    peopleIn(states({ name: 'Cleo' }, { name: 'Ben' }, page)),
  ];
  const merged = mergePeople([first, { ...second, more: 2 }]);
  assert.deepEqual(
    merged.people.map(({ name, away }) => [name, away]),
    [
      ['Ada', false],
      ['Ben', false],
      ['Cleo', false],
    ],
  );
  assert.equal(merged.more, 2);
  const half = Array.from({ length: 12 }, (_, i) => ({ name: `${i}` }));
  const other = half.map(({ name }) => ({ name: `other ${name}` }));
  const crowd = mergePeople([peopleIn(states(...half)), peopleIn(states(...other))]);
  assert.deepEqual([crowd.people.length, crowd.more], [limits.namedPeople, 24 - limits.namedPeople]);
});
