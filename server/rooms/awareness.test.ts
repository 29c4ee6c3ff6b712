import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Awareness, Neighbour } from './awareness.ts';
import { limits } from '../limits/limits.ts';
import type { User } from '../../protocol/roles.ts';

/** How far the server is ahead of the clock of a client that it meets. */
const lead = limits.awarenessLead;
const ada = { member: 'ada' };
const ben = { member: 'ben' };
const entry = (clientID: number, clock: number, state: string | null = '{}') => [{ clientID, clock, state }];

test('the latest state of a member is relayed to the others', () => {
  const awareness = new Awareness();
  awareness.receive(ada, entry(1, 1, '{"at":1}'), true, null, 0);
  awareness.receive(ada, entry(1, 2, '{"at":2}'), false, null, 0);
  assert.deepEqual(awareness.present({}), entry(1, 2 + lead, '{"at":2}'));
  const { entries, except } = awareness.takeChanges();
  assert.deepEqual([entries, except], [entry(1, 2 + lead, '{"at":2}'), ada]);
  assert.ok(!awareness.hasChanges);
});

test('when several states have changed, everyone gets them', () => {
  const awareness = new Awareness();
  awareness.receive(ada, entry(1, 1), true, null, 0);
  awareness.receive(ben, entry(2, 1), true, null, 0);
  const { entries, except } = awareness.takeChanges();
  assert.deepEqual(
    entries.map(({ clientID }) => clientID),
    [1, 2],
  );
  assert.equal(except, null);
});

test('an echo changes nothing, and does not make its sender speak for the client', () => {
  const awareness = new Awareness();
  awareness.receive(ada, entry(1, 5, '{"name":"Ada"}'), true, null, 0);
  const echo = awareness.takeChanges().entries;
  assert.equal(awareness.receive(ben, echo, false, null, 0), null);
  assert.ok(!awareness.hasChanges);
  awareness.leave(ben);
  assert.equal(awareness.present({}).length, 1);
});

test('a member cannot speak for the client of another, not even at a newer clock', () => {
  const awareness = new Awareness();
  awareness.receive(ada, entry(1, 5, '{"name":"Ada"}'), true, null, 0);
  awareness.receive(ben, entry(2, 1), true, null, 0);
  awareness.takeChanges();
  awareness.receive(ben, [...entry(1, 9, '{"name":"Mallory"}'), ...entry(1, 9, null), ...entry(3, 1)], false, null, 0);
  assert.ok(!awareness.hasChanges);
});

test('a member that leaves is gone, at the clock under which others know it', () => {
  const awareness = new Awareness();
  awareness.receive(ada, entry(1, 5), true, null, 0);
  awareness.takeChanges();
  awareness.leave(ada);
  assert.deepEqual(awareness.takeChanges().entries, entry(1, 5 + lead, null));
  assert.deepEqual(awareness.present({}), []);
  awareness.leave(ada);
  assert.ok(!awareness.hasChanges);
});

test('a null state counts at the clock of the last state, and only once', () => {
  const awareness = new Awareness();
  awareness.receive(ada, entry(1, 5), true, null, 0);
  awareness.receive(ada, entry(1, 5, null), false, null, 0);
  assert.deepEqual(awareness.takeChanges().entries, entry(1, 5 + lead, null));
  awareness.receive(ada, entry(1, 5, null), false, null, 0);
  awareness.leave(ada);
  assert.ok(!awareness.hasChanges);
});

test('[AWARE1] a newcomer is told of each other client under a clock that nobody knows yet, and not of its own', () => {
  const awareness = new Awareness();
  awareness.receive(ada, entry(1, 5), true, null, 0);
  awareness.takeChanges();
  awareness.receive(ben, entry(2, 5), true, null, 0);
  assert.deepEqual(awareness.introduce(ben, 0), entry(1, 6 + lead));
  assert.deepEqual(awareness.introduce({}, 0), [...entry(1, 7 + lead), ...entry(2, 6 + lead)]);
  assert.deepEqual(awareness.introduce({}, 5000), [...entry(1, 5000), ...entry(2, 5000)], 'the seconds since 1970');
  assert.deepEqual(awareness.introduce({}, 5000), [...entry(1, 5001), ...entry(2, 5001)]);
  assert.deepEqual(awareness.present(ada), entry(2, 5001), 'to ask is not to be new');
});

test('[AWARE1] a client that the server meets is told under the seconds since 1970, or ahead of its own clock', () => {
  for (const [clock, now, told] of [
    [5, 9000, 9000],
    [9000 - lead, 9000, 9000],
    [9001 - lead, 9000, 9001],
  ] as const) {
    const awareness = new Awareness();
    awareness.receive(ada, entry(1, clock), true, null, now);
    assert.deepEqual(awareness.takeChanges().entries, entry(1, told));
  }
});

test('[AWARE2] an owner behind the clock that others know is told under the next, and asked once to go ahead', () => {
  const awareness = new Awareness();
  awareness.receive(ada, entry(1, 5), true, null, 0);
  const told = 5 + lead;
  const changes = () => {
    const { asks, entries, except } = awareness.takeChanges();
    return { asks, entries, except };
  };
  assert.deepEqual(changes(), {
    asks: [[ada, ...entry(1, told + lead, null)]],
    entries: entry(1, told),
    except: ada,
  });
  awareness.receive(ada, entry(1, 6, '{"at":6}'), false, null, 0); // on its way when the client was asked
  assert.deepEqual(changes(), { asks: [], entries: entry(1, told + 1, '{"at":6}'), except: ada });
  awareness.receive(ada, entry(1, told + lead + 1, '{"at":6}'), false, null, 0);
  assert.deepEqual(awareness.takeChanges().entries, entry(1, told + lead + 1, '{"at":6}'));
  awareness.introduce(ben, 9000);
  awareness.receive(ada, entry(1, told + lead + 2), false, null, 9000);
  assert.deepEqual(changes(), {
    asks: [[ada, ...entry(1, 9001 + lead, null)]],
    entries: entry(1, 9001),
    except: ada,
  });
});

test('[AWARE2] a client that has left returns under a new clock, whatever clock it brings', () => {
  for (const [clock, told] of [
    [3, 6 + lead],
    [5, 6 + lead],
    [5 + lead, 6 + lead],
    [7 + lead, 7 + lead],
  ] as const) {
    const awareness = new Awareness();
    awareness.receive(ada, entry(1, 5), true, null, 0);
    awareness.leave(ada);
    awareness.takeChanges();
    assert.equal(awareness.receive(ben, entry(1, clock), true, null, 0), null);
    assert.deepEqual(awareness.takeChanges().entries, entry(1, told));
  }
});

test('[AWARE2] a client that returns at a clock that could be an echo is asked for a newer one', () => {
  const awareness = new Awareness();
  awareness.receive(ada, entry(1, 5), true, null, 0);
  const echo = awareness.takeChanges().entries;
  awareness.leave(ada);
  awareness.takeChanges();
  const asked = awareness.receive(ben, echo, false, null, 0)!;
  assert.deepEqual([asked], entry(1, 5 + 2 * lead, null));
  assert.ok(!awareness.hasChanges);
  awareness.receive(ben, entry(1, asked.clock + 1), false, null, 0);
  assert.deepEqual(awareness.takeChanges().entries, entry(1, asked.clock + 1));
});

test('a client that comes back before its dead connection is dropped stays when it is', () => {
  const awareness = new Awareness();
  awareness.receive(ada, entry(1, 5), true, null, 0);
  const again = { member: 'ada again' };
  awareness.receive(again, entry(1, 5), true, null, 0);
  awareness.leave(ada);
  assert.deepEqual(awareness.present({}), entry(1, 6 + lead));
  awareness.leave(again);
  assert.deepEqual(awareness.present({}), []);
});

test('clients that have left are remembered up to a limit, and the oldest are forgotten first', () => {
  const awareness = new Awareness();
  for (let clientID = 1; clientID <= limits.departedClients + 1; clientID++) {
    const member = {};
    awareness.receive(member, entry(clientID, 1), true, null, 0);
    awareness.takeChanges();
    awareness.leave(member);
    awareness.takeChanges();
  }
  const returned = (clientID: number) => {
    awareness.receive({}, entry(clientID, 0), true, null, 0);
    return awareness.takeChanges().entries[0]!.clock;
  };
  assert.equal(returned(2), 2 + lead, 'remembered: within the limit');
  assert.equal(returned(1), lead, 'forgotten: one over it');
});

const user = (id: string, color: string | null = null): User => ({ id, name: id.toUpperCase(), color, guest: false });
const stateOf = (awareness: Awareness, clientID: number) =>
  JSON.parse(awareness.present({}).find((entry) => entry.clientID === clientID)!.state!) as Record<string, unknown>;

test('[AUTH4] the name and colour of a known user replace those in the state, and all other fields stay', () => {
  const awareness = new Awareness();
  const state = JSON.stringify({
    name: 'Eve',
    color: 'red',
    user: { name: 'Eve', color: 'red', mood: 'fine' },
    cursor: 7,
  });
  awareness.receive({}, [{ clientID: 1, clock: 1, state }], true, user('ada', '#0b7a75'), 0);
  const own = { name: 'ADA', color: '#0b7a75' };
  assert.deepEqual(stateOf(awareness, 1), { ...own, user: { ...own, mood: 'fine', id: 'ada' }, cursor: 7 });
  for (const odd of ['{"user": "Eve"}', '{"user": null}', '{}', '{"user": []}']) {
    awareness.receive({}, [{ clientID: 2, clock: 1, state: odd }], true, user('ben'), 0);
    assert.deepEqual(stateOf(awareness, 2), { name: 'BEN', user: { name: 'BEN', id: 'ben' } }, odd);
  }
});

test('[AUTH4] a client can be taken over by a connection of the same user, and of no other', () => {
  const awareness = new Awareness();
  const [adas, eves, again] = [{}, {}, {}];
  awareness.receive(adas, entry(1, 5), true, user('ada'), 0);
  assert.equal(awareness.receive(eves, entry(1, 9), true, user('eve'), 0), null);
  awareness.leave(eves);
  assert.equal(awareness.present({})[0]!.clock, 5 + lead);
  awareness.receive(again, entry(1, 5), true, user('ada'), 0);
  awareness.leave(adas);
  assert.equal(awareness.present({}).length, 1, 'the dead connection does not speak for the client any more');
});

test('a member whose user has changed is asked for its state again', () => {
  const awareness = new Awareness();
  const member = {};
  assert.equal(awareness.ask(member), null);
  awareness.receive(member, entry(1, 5), true, user('ada'), 0);
  assert.deepEqual(awareness.ask(member), { clientID: 1, clock: 5 + 2 * lead, state: null });
  awareness.receive(member, entry(1, 6), false, user('ben'), 0);
  assert.equal(stateOf(awareness, 1)['name'], 'BEN');
});

test('[HOSTILE6] an entry at a clock that peers could not exceed is dropped', () => {
  const most = limits.awarenessClock + limits.awarenessClockStep;
  const awareness = new Awareness();
  awareness.receive(ada, entry(1, most + 1), true, null, 0);
  assert.deepEqual(awareness.present({}), []);
  awareness.receive(ada, entry(1, most), true, null, 0);
  const known = most + lead;
  assert.deepEqual(awareness.present({}), entry(1, known));
  awareness.receive(ada, entry(1, known + limits.awarenessClockStep + 1), false, null, 0);
  assert.deepEqual(awareness.present({}), entry(1, known), 'it grows by one step at most');
  awareness.receive(ada, entry(1, known + limits.awarenessClockStep), false, null, 0);
  assert.deepEqual(awareness.present({}), entry(1, known + limits.awarenessClockStep));
});

test('what is connected here is shared with other servers, where there are any', () => {
  for (const hasOthers of [true, false]) {
    const awareness = new Awareness(hasOthers);
    awareness.receive(ada, entry(1, 5), true, null, 0);
    const shared = [{ clientID: 1, clock: 5, told: 5 + lead, state: '{}', user: null }];
    assert.deepEqual(awareness.takeChanges().shared, hasOthers ? shared : []);
    assert.deepEqual(awareness.takeChanges().shared, []);
    assert.deepEqual(awareness.sharedEntries(), shared);
  }
});

test('[AWARE1] who comes to a server before it has heard of the others is told under a clock that is new', () => {
  // Ada has come from another server, which has told her of Ben.
  const toldElsewhere = 9;
  const awareness = new Awareness(true);
  awareness.receive(ada, entry(1, 1), true, null, 0);
  assert.deepEqual(awareness.introduce(ada, 0), []);
  awareness.takeChanges();
  awareness.receiveFrom(new Neighbour('other'), [
    { clientID: 2, clock: 1, told: toldElsewhere, state: '{}', user: null },
  ]);
  const [ben] = awareness.takeChanges().entries;
  assert.ok(ben!.clock > toldElsewhere);
  assert.equal(awareness.takeRaise(), ben!.clock, 'all other servers hear of it');
});

test('servers that keep up with each other tell of a client under the same clocks, and raise none', () => {
  const [here, there] = [new Awareness(true), new Awareness(true)];
  here.receive(ada, entry(1, 1), true, null, 0);
  for (let clock = 2; clock < 10; clock++) {
    const { shared } = here.takeChanges();
    there.receiveFrom(new Neighbour('here'), shared);
    const raise = there.takeRaise();
    assert.equal(raise !== null, clock === 2, 'only for a client that was not known');
    if (raise !== null) here.raise(raise);
    assert.ok(there.takeChanges().entries[0]!.clock >= shared[0]!.told);
    here.receive(ada, entry(1, clock, `{"at":${clock}}`), false, null, 0);
  }
});

test('[PEOPLE4] the people are those who are connected here, in the order in which they came', () => {
  const awareness = new Awareness(true);
  const neighbour = new Neighbour('other');
  const named = (name: string) => JSON.stringify({ name });
  const names = () => awareness.people.people.map(({ name }) => name);
  assert.deepEqual(names(), []);
  awareness.receive(ada, entry(1, 1, named('Ada')), true, null, 0);
  awareness.receive(ben, entry(2, 1, named('Ben')), true, null, 0);
  awareness.receiveFrom(neighbour, [{ clientID: 3, clock: 1, told: 1, state: named('Cleo'), user: null }]);
  assert.deepEqual(names(), ['Ada', 'Ben']);
  awareness.receive(ada, entry(1, 2, named('Eva')), false, null, 0);
  const { people } = awareness;
  assert.deepEqual(names(), ['Eva', 'Ben']);
  assert.equal(awareness.people, people, 'nobody has changed');
  awareness.receive(ben, entry(2, 2, null), false, null, 0); // a page that hides itself stays connected
  assert.deepEqual(names(), ['Eva']);
  awareness.receiveFrom(neighbour, [{ clientID: 1, clock: 9, told: 9, state: named('Eva'), user: null }]);
  assert.deepEqual(names(), [], 'who has moved is of the other server');
  for (let i = 0; i <= limits.departedClients; i++) {
    const passing = {};
    awareness.receive(passing, entry(100 + i, 1), true, null, 0);
    awareness.takeChanges();
    awareness.leave(passing);
    awareness.takeChanges();
  }
  assert.deepEqual(names(), []); // the client of Ben is forgotten, and his connection is not
});
