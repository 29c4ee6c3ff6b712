import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Awareness } from './awareness.ts';
import { limits } from './limits.ts';

const ada = { member: 'ada' };
const ben = { member: 'ben' };
const says = (clientID: number, clock: number, state: string | null = '{}') => [{ clientID, clock, state }];

test('what a member says of itself is known and told to the others, the latest only', () => {
  const awareness = new Awareness();
  awareness.receive(ada, says(1, 1, '{"at":1}'), true);
  awareness.receive(ada, says(1, 2, '{"at":2}'), false);
  assert.deepEqual(awareness.present(), [{ clientID: 1, clock: 2, state: '{"at":2}' }]);
  assert.deepEqual(awareness.takeChanges(), { entries: [{ clientID: 1, clock: 2, state: '{"at":2}' }], except: ada });
  assert.ok(!awareness.hasChanges);
});

test('when several changed, everyone is told', () => {
  const awareness = new Awareness();
  awareness.receive(ada, says(1, 1), true);
  awareness.receive(ben, says(2, 1), true);
  const { entries, except } = awareness.takeChanges();
  assert.deepEqual(entries.map(({ clientID }) => clientID), [1, 2]);
  assert.equal(except, null);
});

test('an echo of another is not news, and does not make one speak for the other', () => {
  const awareness = new Awareness();
  awareness.receive(ada, says(1, 5, '{"name":"Ada"}'), true);
  awareness.takeChanges();
  assert.equal(awareness.receive(ben, says(1, 5, '{"name":"Ada"}'), false), null);
  assert.ok(!awareness.hasChanges);
  awareness.leave(ben);
  assert.equal(awareness.present().length, 1);
});

test('a member cannot speak for another, not even with a newer clock', () => {
  const awareness = new Awareness();
  awareness.receive(ada, says(1, 5, '{"name":"Ada"}'), true);
  awareness.receive(ben, says(2, 1), true);
  awareness.takeChanges();
  awareness.receive(ben, [...says(1, 9, '{"name":"Mallory"}'), ...says(1, 9, null), ...says(3, 1)], false);
  assert.ok(!awareness.hasChanges);
});

test('a member who leaves is gone for all, at the clock it had', () => {
  const awareness = new Awareness();
  awareness.receive(ada, says(1, 5), true);
  awareness.takeChanges();
  awareness.leave(ada);
  assert.deepEqual(awareness.takeChanges().entries, says(1, 5, null));
  assert.deepEqual(awareness.present(), []);
  awareness.leave(ada);
  assert.ok(!awareness.hasChanges);
});

test('a goodbye counts at the clock of the last state, and only once', () => {
  const awareness = new Awareness();
  awareness.receive(ada, says(1, 5), true);
  awareness.receive(ada, says(1, 5, null), false);
  assert.deepEqual(awareness.takeChanges().entries, says(1, 5, null));
  awareness.receive(ada, says(1, 5, null), false);
  awareness.leave(ada);
  assert.ok(!awareness.hasChanges);
});

test('who announces itself is asked to do so at a newer clock than anyone can know', () => {
  const awareness = new Awareness();
  assert.deepEqual(awareness.receive(ada, says(1, 5), true), { clientID: 1, clock: 5, state: null });
  assert.equal(awareness.receive(ada, says(1, 6), false), null);
  awareness.leave(ada);
  awareness.takeChanges();
  assert.deepEqual(awareness.receive(ben, says(1, 3), true), { clientID: 1, clock: 6, state: null });
  assert.ok(!awareness.hasChanges, 'old news is not told');
  awareness.receive(ben, says(1, 7), false);
  assert.deepEqual(awareness.takeChanges().entries, says(1, 7));
});

test('who comes back before the dead connection was noticed stays when that is dropped', () => {
  const awareness = new Awareness();
  awareness.receive(ada, says(1, 5), true);
  const again = { member: 'ada again' };
  awareness.receive(again, says(1, 5), true);
  awareness.leave(ada);
  assert.deepEqual(awareness.present(), says(1, 5));
  awareness.leave(again);
  assert.deepEqual(awareness.present(), []);
});

test('those who left are remembered up to a limit, the oldest forgotten first', () => {
  const awareness = new Awareness();
  for (let clientID = 1; clientID <= limits.departedClients + 1; clientID++) {
    const member = {};
    awareness.receive(member, says(clientID, 1), true);
    awareness.takeChanges();
    awareness.leave(member);
    awareness.takeChanges();
  }
  const renewOf = (clientID: number) => awareness.receive({}, says(clientID, 0), true);
  assert.equal(renewOf(2)?.clock, 1, 'remembered: within the limit');
  assert.equal(renewOf(1)?.clock, 0, 'forgotten: one over it');
});

test('[HOSTILE6] a clock that no other could follow is dropped, so that nobody is pinned or locked out', () => {
  const most = limits.awarenessClock + limits.awarenessClockStep;
  const awareness = new Awareness();
  assert.equal(awareness.receive(ada, says(1, most + 1), true), null);
  assert.deepEqual(awareness.present(), []);
  assert.equal(awareness.receive(ada, says(1, most), true)?.clock, most);
  awareness.receive(ada, says(1, most + limits.awarenessClockStep + 1), false);
  assert.deepEqual(awareness.present(), says(1, most), 'it can only creep');
  awareness.receive(ada, says(1, most + limits.awarenessClockStep), false);
  assert.deepEqual(awareness.present(), says(1, most + limits.awarenessClockStep));
});
