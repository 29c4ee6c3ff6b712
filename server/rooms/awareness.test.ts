import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Awareness } from './awareness.ts';
import { limits } from '../limits/limits.ts';
import type { User } from '../../protocol/roles.ts';

const ada = { member: 'ada' };
const ben = { member: 'ben' };
const entry = (clientID: number, clock: number, state: string | null = '{}') => [{ clientID, clock, state }];

test('the latest state of a member is relayed to the others', () => {
  const awareness = new Awareness();
  awareness.receive(ada, entry(1, 1, '{"at":1}'), true, null);
  awareness.receive(ada, entry(1, 2, '{"at":2}'), false, null);
  assert.deepEqual(awareness.present(), [{ clientID: 1, clock: 2, state: '{"at":2}' }]);
  assert.deepEqual(awareness.takeChanges(), { entries: [{ clientID: 1, clock: 2, state: '{"at":2}' }], except: ada });
  assert.ok(!awareness.hasChanges);
});

test('when several states have changed, everyone gets them', () => {
  const awareness = new Awareness();
  awareness.receive(ada, entry(1, 1), true, null);
  awareness.receive(ben, entry(2, 1), true, null);
  const { entries, except } = awareness.takeChanges();
  assert.deepEqual(
    entries.map(({ clientID }) => clientID),
    [1, 2],
  );
  assert.equal(except, null);
});

test('an echo changes nothing, and does not make its sender speak for the client', () => {
  const awareness = new Awareness();
  awareness.receive(ada, entry(1, 5, '{"name":"Ada"}'), true, null);
  awareness.takeChanges();
  assert.equal(awareness.receive(ben, entry(1, 5, '{"name":"Ada"}'), false, null), null);
  assert.ok(!awareness.hasChanges);
  awareness.leave(ben);
  assert.equal(awareness.present().length, 1);
});

test('a member cannot speak for the client of another, not even at a newer clock', () => {
  const awareness = new Awareness();
  awareness.receive(ada, entry(1, 5, '{"name":"Ada"}'), true, null);
  awareness.receive(ben, entry(2, 1), true, null);
  awareness.takeChanges();
  awareness.receive(ben, [...entry(1, 9, '{"name":"Mallory"}'), ...entry(1, 9, null), ...entry(3, 1)], false, null);
  assert.ok(!awareness.hasChanges);
});

test('a member that leaves is gone, at the clock of its last state', () => {
  const awareness = new Awareness();
  awareness.receive(ada, entry(1, 5), true, null);
  awareness.takeChanges();
  awareness.leave(ada);
  assert.deepEqual(awareness.takeChanges().entries, entry(1, 5, null));
  assert.deepEqual(awareness.present(), []);
  awareness.leave(ada);
  assert.ok(!awareness.hasChanges);
});

test('a null state counts at the clock of the last state, and only once', () => {
  const awareness = new Awareness();
  awareness.receive(ada, entry(1, 5), true, null);
  awareness.receive(ada, entry(1, 5, null), false, null);
  assert.deepEqual(awareness.takeChanges().entries, entry(1, 5, null));
  awareness.receive(ada, entry(1, 5, null), false, null);
  awareness.leave(ada);
  assert.ok(!awareness.hasChanges);
});

test('a member that sends its first state is asked for it again, at a clock that no peer can know', () => {
  const awareness = new Awareness();
  assert.deepEqual(awareness.receive(ada, entry(1, 5), true, null), { clientID: 1, clock: 5, state: null });
  assert.equal(awareness.receive(ada, entry(1, 6), false, null), null);
  awareness.leave(ada);
  awareness.takeChanges();
  assert.deepEqual(awareness.receive(ben, entry(1, 3), true, null), { clientID: 1, clock: 6, state: null });
  assert.ok(!awareness.hasChanges, 'a state that is older than the known one is not relayed');
  awareness.receive(ben, entry(1, 7), false, null);
  assert.deepEqual(awareness.takeChanges().entries, entry(1, 7));
});

test('a client that comes back before its dead connection is dropped stays when it is', () => {
  const awareness = new Awareness();
  awareness.receive(ada, entry(1, 5), true, null);
  const again = { member: 'ada again' };
  awareness.receive(again, entry(1, 5), true, null);
  awareness.leave(ada);
  assert.deepEqual(awareness.present(), entry(1, 5));
  awareness.leave(again);
  assert.deepEqual(awareness.present(), []);
});

test('clients that have left are remembered up to a limit, and the oldest are forgotten first', () => {
  const awareness = new Awareness();
  for (let clientID = 1; clientID <= limits.departedClients + 1; clientID++) {
    const member = {};
    awareness.receive(member, entry(clientID, 1), true, null);
    awareness.takeChanges();
    awareness.leave(member);
    awareness.takeChanges();
  }
  const renewalOf = (clientID: number) => awareness.receive({}, entry(clientID, 0), true, null);
  assert.equal(renewalOf(2)?.clock, 1, 'remembered: within the limit');
  assert.equal(renewalOf(1)?.clock, 0, 'forgotten: one over it');
});

const user = (id: string, color: string | null = null): User => ({ id, name: id.toUpperCase(), color, guest: false });
const stateOf = (awareness: Awareness, clientID: number) =>
  JSON.parse(awareness.present().find((entry) => entry.clientID === clientID)!.state!) as Record<string, unknown>;

test('[AUTH4] the name and colour of a known user replace those in the state, and all other fields stay', () => {
  const awareness = new Awareness();
  const state = JSON.stringify({
    name: 'Eve',
    color: 'red',
    user: { name: 'Eve', color: 'red', mood: 'fine' },
    cursor: 7,
  });
  awareness.receive({}, [{ clientID: 1, clock: 1, state }], true, user('ada', '#0b7a75'));
  const own = { name: 'ADA', color: '#0b7a75' };
  assert.deepEqual(stateOf(awareness, 1), { ...own, user: { ...own, mood: 'fine', id: 'ada' }, cursor: 7 });
  for (const odd of ['{"user": "Eve"}', '{"user": null}', '{}', '{"user": []}']) {
    awareness.receive({}, [{ clientID: 2, clock: 1, state: odd }], true, user('ben'));
    assert.deepEqual(stateOf(awareness, 2), { name: 'BEN', user: { name: 'BEN', id: 'ben' } }, odd);
  }
});

test('[AUTH4] a client can be taken over by a connection of the same user, and of no other', () => {
  const awareness = new Awareness();
  const [adas, eves, again] = [{}, {}, {}];
  awareness.receive(adas, entry(1, 5), true, user('ada'));
  assert.equal(awareness.receive(eves, entry(1, 9), true, user('eve')), null);
  awareness.leave(eves);
  assert.equal(awareness.present()[0]!.clock, 5);
  assert.deepEqual(awareness.receive(again, entry(1, 5), true, user('ada')), { clientID: 1, clock: 5, state: null });
  awareness.leave(adas);
  assert.equal(awareness.present().length, 1, 'the dead connection does not speak for the client any more');
});

test('a member whose user has changed is asked for its state again', () => {
  const awareness = new Awareness();
  const member = {};
  assert.equal(awareness.renewalOf(member), null);
  awareness.receive(member, entry(1, 5), true, user('ada'));
  assert.deepEqual(awareness.renewalOf(member), { clientID: 1, clock: 5, state: null });
  awareness.receive(member, entry(1, 6), false, user('ben'));
  assert.equal(stateOf(awareness, 1)['name'], 'BEN');
});

test('[HOSTILE6] an entry at a clock that peers could not exceed is dropped', () => {
  const most = limits.awarenessClock + limits.awarenessClockStep;
  const awareness = new Awareness();
  assert.equal(awareness.receive(ada, entry(1, most + 1), true, null), null);
  assert.deepEqual(awareness.present(), []);
  assert.equal(awareness.receive(ada, entry(1, most), true, null)?.clock, most);
  awareness.receive(ada, entry(1, most + limits.awarenessClockStep + 1), false, null);
  assert.deepEqual(awareness.present(), entry(1, most), 'it grows by one step at most');
  awareness.receive(ada, entry(1, most + limits.awarenessClockStep), false, null);
  assert.deepEqual(awareness.present(), entry(1, most + limits.awarenessClockStep));
});
