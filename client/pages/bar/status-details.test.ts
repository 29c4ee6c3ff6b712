import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Facts } from '../../sdk/status.ts';
import { permissionOf, placesOf } from './status-details.ts';

const calm: Facts = {
  connection: 'connected',
  connectionSince: 1,
  carrier: 'websocket',
  pendingSince: null,
  changedAt: 2,
  savedAt: 4,
  copy: 'keeping',
  unkeptSince: null,
  keptAt: 3,
  mayWrite: true,
  rejected: false,
  restarting: false,
  failing: false,
  restoredAt: null,
};

/** The words for the three places, with `!` where the work is not safe. The time 3 is written `14:03`. */
const say = (facts: Partial<Facts>) =>
  placesOf({ ...calm, ...facts }, (time) => `14:0${time}`).map(({ words, safe }) => (safe ? words : `! ${words}`));

test('[STATUS1] connected and saved: kept on this device, connected, saved on the server', () => {
  assert.deepEqual(say({}), ['All changes kept, 14:03', 'Connected since 14:01', 'Everything saved, 14:04']);
});

test('[FALLBACK4] a connection over HTTP says so, and why', () => {
  for (const carrier of ['stream', 'polling'] as const) {
    assert.equal(say({ carrier })[1], 'Connected since 14:01, over HTTP, as this network blocks WebSockets');
  }
  assert.equal(say({ carrier: 'stream', connection: 'reconnecting' })[1], '! Cut off since 14:01');
});

test('[STATUS1] without a connection, kept on this device differs from saved on the server', () => {
  const cutOff = { connection: 'reconnecting', pendingSince: 2 } as const;
  assert.deepEqual(say(cutOff), [
    'All changes kept, 14:03',
    '! Cut off since 14:01',
    '! Change of 14:02 not saved yet',
  ]);
  assert.equal(say({ ...cutOff, restarting: true })[1], '! Restarting since 14:01');
  assert.equal(say({ ...cutOff, pendingSince: null })[2], 'Everything saved, 14:04');
});

test('[STATUS1] this device is safe only when its copy has every change', () => {
  const device = (facts: Partial<Facts>) => say(facts)[0];
  assert.equal(device({ unkeptSince: 5 }), '! Change of 14:05 not kept yet');
  assert.equal(device({ copy: 'opening', unkeptSince: -Infinity, keptAt: null }), '! Looking for a copy');
  assert.equal(device({ copy: 'absent', unkeptSince: -Infinity, keptAt: null }), '! Keeps no copy');
  assert.equal(
    device({ copy: 'failed', unkeptSince: -Infinity }),
    '! Changes not kept since 14:03: storage is full or forbidden',
  );
});

test('[STATUS1] changes that come from the copy may or may not have been saved', () => {
  const opened = { connection: 'connecting', pendingSince: 1, changedAt: null, savedAt: null } as const;
  assert.deepEqual(say(opened).slice(1), ['! Connecting', '! Not known until the server answers']);
  assert.equal(say({ savedAt: null })[2], '! Not known yet');
});

test('[STATUS1] a server that cannot save differs from a slow one', () => {
  assert.equal(say({ pendingSince: 2 })[2], '! Change of 14:02 not saved yet');
  assert.equal(say({ pendingSince: 2, failing: true })[2], '! Change of 14:02 not saved yet: the disk fails');
});

test('[STATUS1] after a final close, neither the server nor its disk is safe', () => {
  assert.deepEqual(say({ connection: 'refused' }).slice(1), [
    '! Accepts nothing from this page since 14:01',
    '! Everything was saved, 14:04',
  ]);
});

test('[READ1] a reader learns what they may do, and sees the disk only with unsaved work', () => {
  assert.equal(permissionOf(calm), null);
  const reading = { mayWrite: false, pendingSince: null } as const;
  assert.deepEqual(say(reading), ['Keeps a copy', 'Connected since 14:01']);
  assert.match(permissionOf({ ...calm, ...reading }) ?? '', /^You can read this document, but not change it\./);
  const rejected = { mayWrite: false, pendingSince: 2, rejected: true } as const;
  assert.equal(say(rejected)[2], '! Your last changes were not accepted');
  assert.match(permissionOf({ ...calm, ...rejected }) ?? '', /no longer/);
});
