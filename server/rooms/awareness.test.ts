import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Awareness } from './awareness.ts';
import { limits } from '../limits/limits.ts';
import type { User } from '../../protocol/roles.ts';

const ada = { member: 'ada' };
const ben = { member: 'ben' };
const says = (clientID: number, clock: number, state: string | null = '{}') => [{ clientID, clock, state }];

test('what a member says of itself is known and told to the others, the latest only', () => {
  const awareness = new Awareness();
  awareness.receive(ada, says(1, 1, '{"at":1}'), true, null);
  awareness.receive(ada, says(1, 2, '{"at":2}'), false, null);
  assert.deepEqual(awareness.present(), [{ clientID: 1, clock: 2, state: '{"at":2}' }]);
  assert.deepEqual(awareness.takeChanges(), { entries: [{ clientID: 1, clock: 2, state: '{"at":2}' }], except: ada });
  assert.ok(!awareness.hasChanges);
});

test('when several changed, everyone is told', () => {
  const awareness = new Awareness();
  awareness.receive(ada, says(1, 1), true, null);
  awareness.receive(ben, says(2, 1), true, null);
  const { entries, except } = awareness.takeChanges();
  assert.deepEqual(
    entries.map(({ clientID }) => clientID),
    [1, 2],
  );
  assert.equal(except, null);
});

test('an echo of another is not news, and does not make one speak for the other', () => {
  const awareness = new Awareness();
  awareness.receive(ada, says(1, 5, '{"name":"Ada"}'), true, null);
  awareness.takeChanges();
  assert.equal(awareness.receive(ben, says(1, 5, '{"name":"Ada"}'), false, null), null);
  assert.ok(!awareness.hasChanges);
  awareness.leave(ben);
  assert.equal(awareness.present().length, 1);
});

test('a member cannot speak for another, not even with a newer clock', () => {
  const awareness = new Awareness();
  awareness.receive(ada, says(1, 5, '{"name":"Ada"}'), true, null);
  awareness.receive(ben, says(2, 1), true, null);
  awareness.takeChanges();
  awareness.receive(ben, [...says(1, 9, '{"name":"Mallory"}'), ...says(1, 9, null), ...says(3, 1)], false, null);
  assert.ok(!awareness.hasChanges);
});

test('a member who leaves is gone for all, at the clock it had', () => {
  const awareness = new Awareness();
  awareness.receive(ada, says(1, 5), true, null);
  awareness.takeChanges();
  awareness.leave(ada);
  assert.deepEqual(awareness.takeChanges().entries, says(1, 5, null));
  assert.deepEqual(awareness.present(), []);
  awareness.leave(ada);
  assert.ok(!awareness.hasChanges);
});

test('a goodbye counts at the clock of the last state, and only once', () => {
  const awareness = new Awareness();
  awareness.receive(ada, says(1, 5), true, null);
  awareness.receive(ada, says(1, 5, null), false, null);
  assert.deepEqual(awareness.takeChanges().entries, says(1, 5, null));
  awareness.receive(ada, says(1, 5, null), false, null);
  awareness.leave(ada);
  assert.ok(!awareness.hasChanges);
});

test('who announces itself is asked to do so at a newer clock than anyone can know', () => {
  const awareness = new Awareness();
  assert.deepEqual(awareness.receive(ada, says(1, 5), true, null), { clientID: 1, clock: 5, state: null });
  assert.equal(awareness.receive(ada, says(1, 6), false, null), null);
  awareness.leave(ada);
  awareness.takeChanges();
  assert.deepEqual(awareness.receive(ben, says(1, 3), true, null), { clientID: 1, clock: 6, state: null });
  assert.ok(!awareness.hasChanges, 'old news is not told');
  awareness.receive(ben, says(1, 7), false, null);
  assert.deepEqual(awareness.takeChanges().entries, says(1, 7));
});

test('who comes back before the dead connection was noticed stays when that is dropped', () => {
  const awareness = new Awareness();
  awareness.receive(ada, says(1, 5), true, null);
  const again = { member: 'ada again' };
  awareness.receive(again, says(1, 5), true, null);
  awareness.leave(ada);
  assert.deepEqual(awareness.present(), says(1, 5));
  awareness.leave(again);
  assert.deepEqual(awareness.present(), []);
});

test('those who left are remembered up to a limit, the oldest forgotten first', () => {
  const awareness = new Awareness();
  for (let clientID = 1; clientID <= limits.departedClients + 1; clientID++) {
    const member = {};
    awareness.receive(member, says(clientID, 1), true, null);
    awareness.takeChanges();
    awareness.leave(member);
    awareness.takeChanges();
  }
  const renewOf = (clientID: number) => awareness.receive({}, says(clientID, 0), true, null);
  assert.equal(renewOf(2)?.clock, 1, 'remembered: within the limit');
  assert.equal(renewOf(1)?.clock, 0, 'forgotten: one over it');
});

const user = (id: string, color: string | null = null): User => ({ id, name: id.toUpperCase(), color, guest: false });
const stateOf = (awareness: Awareness, clientID: number) =>
  JSON.parse(awareness.present().find((entry) => entry.clientID === clientID)!.state!) as Record<string, unknown>;

test('[AUTH4] where the user is known, name and colour are theirs wherever editors look for them, and all else is as it was', () => {
  const awareness = new Awareness();
  const state = JSON.stringify({
    name: 'Eve',
    color: 'red',
    user: { name: 'Eve', color: 'red', mood: 'fine' },
    cursor: 7,
  });
  awareness.receive({}, [{ clientID: 1, clock: 1, state }], true, user('ada', '#0b7a75'));
  const theirs = { name: 'ADA', color: '#0b7a75' };
  assert.deepEqual(stateOf(awareness, 1), { ...theirs, user: { ...theirs, mood: 'fine', id: 'ada' }, cursor: 7 });
  for (const odd of ['{"user": "Eve"}', '{"user": null}', '{}', '{"user": []}']) {
    awareness.receive({}, [{ clientID: 2, clock: 1, state: odd }], true, user('ben'));
    assert.deepEqual(stateOf(awareness, 2), { name: 'BEN', user: { name: 'BEN', id: 'ben' } }, odd);
  }
});

test('[AUTH4] nobody takes over the client of another user, and the same user does who comes back', () => {
  const awareness = new Awareness();
  const [adas, eves, again] = [{}, {}, {}];
  awareness.receive(adas, says(1, 5), true, user('ada'));
  assert.equal(awareness.receive(eves, says(1, 9), true, user('eve')), null);
  awareness.leave(eves);
  assert.equal(awareness.present()[0]!.clock, 5);
  assert.deepEqual(awareness.receive(again, says(1, 5), true, user('ada')), { clientID: 1, clock: 5, state: null });
  awareness.leave(adas);
  assert.equal(awareness.present().length, 1, 'the dead connection has nothing to say any more');
});

test('who is somebody else from now on is asked to say it again', () => {
  const awareness = new Awareness();
  const member = {};
  assert.equal(awareness.renewalOf(member), null);
  awareness.receive(member, says(1, 5), true, user('ada'));
  assert.deepEqual(awareness.renewalOf(member), { clientID: 1, clock: 5, state: null });
  awareness.receive(member, says(1, 6), false, user('ben'));
  assert.equal(stateOf(awareness, 1)['name'], 'BEN');
});

test('[HOSTILE6] a clock that no other could follow is dropped, so that nobody is pinned or locked out', () => {
  const most = limits.awarenessClock + limits.awarenessClockStep;
  const awareness = new Awareness();
  assert.equal(awareness.receive(ada, says(1, most + 1), true, null), null);
  assert.deepEqual(awareness.present(), []);
  assert.equal(awareness.receive(ada, says(1, most), true, null)?.clock, most);
  awareness.receive(ada, says(1, most + limits.awarenessClockStep + 1), false, null);
  assert.deepEqual(awareness.present(), says(1, most), 'it can only creep');
  awareness.receive(ada, says(1, most + limits.awarenessClockStep), false, null);
  assert.deepEqual(awareness.present(), says(1, most + limits.awarenessClockStep));
});
