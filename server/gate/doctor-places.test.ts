import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '../limits/limits.ts';
import { DoctorPlaces } from './doctor-places.ts';

test('[DOCTOR1] an address has so many places, all together have so many, and one that is left is free again', () => {
  const places = new DoctorPlaces();
  const leave = Array.from({ length: limits.doctorRequestsPerAddress }, () => places.take('192.0.2.1'));
  assert.ok(!leave.includes(null));
  assert.equal(places.take('192.0.2.1'), null);
  assert.deepEqual([places.isFull('192.0.2.1'), places.isFull('192.0.2.2')], [true, false]);
  for (let other = leave.length; other < limits.doctorRequests; other++) assert.ok(places.take(`192.0.2.${other + 2}`));
  assert.equal(places.take('198.51.100.1'), null);
  leave[0]!();
  assert.ok(!places.isFull('198.51.100.1'));
  assert.ok(places.take('198.51.100.1'));
  assert.ok(places.isFull('198.51.100.2'));
});
