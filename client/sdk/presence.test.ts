import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import { Doc } from 'yjs';
import { palette, safeColor } from './palette.ts';
import { freeColor, peopleOf, personId, Presence } from './presence.ts';
import { longestPersonName } from '../../protocol/roles.ts';
import { displayName } from './profile.ts';
import { memoryProfiles } from './testing/memory.ts';

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

test('[PEOPLE1] a page takes the colour of the first page of its person, or of the one that chose last', () => {
  const [adas, bens] = [
    { person: 'a', name: 'Ada' },
    { person: 'b', name: 'Ben' },
  ];
  const states = new Map<number, Record<string, unknown>>([
    [1, { ...bens, color: rose, since: 1 }],
    [2, { ...adas, color: orange, since: 2 }],
    [3, { ...adas, color: rose, since: 3 }],
  ]);
  assert.equal(freeColor(3, states), orange);
  states.set(3, { ...adas, color: orange, since: 3 });
  assert.deepEqual(
    [1, 2, 3].map((id) => freeColor(id, states)),
    [null, null, null],
  );
  const [blue, green] = [palette[6]!.value, palette[8]!.value];
  states.set(3, { ...adas, color: blue, since: 3, choseAt: 10 });
  assert.equal(freeColor(2, states), blue);
  states.set(2, { ...adas, color: green, since: 2, choseAt: 20 });
  assert.equal(freeColor(3, states), green);
  states.set(3, { ...adas, color: green, since: 3, choseAt: 10 });
  states.set(1, { ...bens, color: green, since: 4 });
  assert.deepEqual(
    [2, 3].map((id) => freeColor(id, states)),
    [null, null],
  );
  assert.notEqual(freeColor(1, states), null, 'whoever arrived after the first of the pages changes');
  states.set(2, { ...adas, color: 'red;', since: 2, choseAt: 20 });
  states.set(3, { ...adas, color: safeColor('red;'), since: 3 });
  assert.equal(freeColor(3, states), null, 'a page comes to rest beside a hostile one');
});

test('[PEOPLE1] [PEOPLE3] seven pages of two people end with two colours, in any order of their choices', () => {
  const pages = fc.array(
    fc.record({ person: fc.constantFrom('a', 'b'), wish: fc.nat(11), since: fc.nat(3), choseAt: fc.nat(2) }),
    { minLength: 7, maxLength: 7 },
  );
  fc.assert(
    fc.property(pages, (made) => {
      const states = new Map<number, Record<string, unknown>>(
        made.map(({ wish, ...page }, id) => [id, { ...page, name: 'Guest', color: palette[wish]!.value }]),
      );
      for (let changed = true, rounds = 0; changed; rounds++) {
        assert.ok(rounds < 30, 'the colours come to rest');
        changed = false;
        for (const [id, state] of states) {
          const color = freeColor(id, states);
          if (color === null) continue;
          states.set(id, { ...state, color });
          changed = true;
        }
      }
      const shown = [...states.values()].map(({ person, color }) => JSON.stringify([person, color]));
      const persons = new Set(made.map(({ person }) => person)).size;
      assert.equal(new Set(shown).size, persons);
      assert.equal(new Set([...states.values()].map(({ color }) => color)).size, persons);
    }),
  );
});

test('[PEOPLE3] the pages of one person are one person, and a page with another name is another', () => {
  const people = peopleOf(
    3,
    new Map([
      [1, { person: 'b', name: 'Ben', color: orange, since: 1 }],
      [2, { person: 'a', name: 'Ada', color: rose, since: 2, away: true }],
      [3, { person: 'a', name: 'Ada', color: rose, since: 3 }],
      [4, { person: 'a', name: 'Mallory', color: rose, since: 4 }],
      [5, { name: 'Old page', since: 5 }],
      [6, { name: 'Old page', since: 6 }],
    ]),
  );
  assert.deepEqual(
    people.map(({ name, self, away, pages }) => [name, self, away, ...pages.map(({ clientID }) => clientID)]),
    [
      ['Ada', true, false, 3, 2],
      ['Ben', false, false, 1],
      ['Mallory', false, false, 4],
      ['Old page', false, false, 5],
      ['Old page', false, false, 6],
    ],
  );
});

test('[PEOPLE3] an account is one person on all devices, a guest is the device, and the hash follows nobody', () => {
  const ada = { id: 'ada@example.org', name: 'Ada', color: null, guest: false };
  const guest = { ...ada, id: 'guest:1', guest: true };
  assert.equal(personId(ada, 'laptop', 'plan'), personId(ada, 'phone', 'plan'));
  assert.equal(personId(null, 'laptop', 'plan'), personId(guest, 'laptop', 'plan'));
  const different = [
    personId(ada, 'laptop', 'plan'),
    personId(ada, 'laptop', 'diary'),
    personId(null, 'laptop', 'plan'),
    personId(null, 'laptop', 'diary'),
    personId(null, 'phone', 'plan'),
    personId(null, 'ada@example.org', 'plan'),
  ];
  assert.equal(new Set(different).size, different.length);
  assert.ok(different.every((id) => /^[\w+/]{22}$/.test(id)));
});

test('[PEOPLE3] a name and a colour chosen at one page reach the other pages of the device', () => {
  const profiles = memoryProfiles('Ada');
  const [first, second] = [new Awareness(new Doc()), new Awareness(new Doc())];
  const pages = [first, second].map((awareness) => new Presence(awareness, profiles, 'plan'));
  const relay = (from: Awareness, to: Awareness) =>
    applyAwarenessUpdate(to, encodeAwarenessUpdate(from, [from.clientID]), 'relay');
  const exchange = () => {
    relay(first, second);
    relay(second, first);
    relay(first, second);
  };
  exchange();
  pages[1]!.setProfile({ name: 'Countess', color: orange });
  exchange();
  for (const { people, profile } of pages) {
    assert.deepEqual([people.length, people[0]!.name, people[0]!.color], [1, 'Countess', orange]);
    assert.deepEqual(profile, { name: 'Countess', color: orange });
  }
  for (const page of pages) page.destroy();
  for (const awareness of [first, second]) awareness.destroy();
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

test('[PEOPLE6] a person who does nothing on a page for a minute is away, until they do something', (context) => {
  const { timers } = context.mock;
  timers.enable({ apis: ['setTimeout', 'Date'] });
  const window = new EventTarget();
  Object.assign(globalThis, { window });
  context.after(() => Reflect.deleteProperty(globalThis, 'window'));
  const awareness = new Awareness(new Doc());
  const presence = new Presence(awareness, memoryProfiles('Ada'), 'plan');
  const isAway = () => presence.people[0]!.away;
  timers.tick(59_000);
  window.dispatchEvent(new Event('keydown'));
  timers.tick(59_000);
  assert.equal(isAway(), false);
  timers.tick(1_000);
  assert.equal(isAway(), true);
  window.dispatchEvent(new Event('pointermove'));
  assert.equal(isAway(), false);
  timers.tick(60_000);
  assert.equal(isAway(), true);
  presence.destroy();
  awareness.destroy();
});
