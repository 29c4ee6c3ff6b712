import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DoctorFacts } from '../../protocol/api.ts';
import { isFault, isFine, judgeAddresses, judgeCertificate, judgeClock } from './verdicts.ts';

const facts: DoctorFacts = {
  server: 'one',
  time: '2026-11-26T09:30:00.000Z',
  secure: false,
  trusted: 0,
  added: 0,
  address: null,
  busy: false,
};

test('TRUST_PROXY fits when it is the number of addresses that proxies add', () => {
  for (const [added, trusted, overTls, secure, type] of [
    [0, 0, false, false, 'addressesFit'],
    [0, 0, true, true, 'addressesFit'],
    [0, 0, true, false, 'addressMissing'],
    [1, 1, true, false, 'addressesFit'],
    [2, 2, true, false, 'addressesFit'],
    [1, 0, true, false, 'trustTooLow'],
    [2, 1, true, false, 'trustTooLow'],
    [0, 1, true, false, 'trustTooHigh'],
    [1, 2, false, false, 'trustTooHigh'],
  ] as const) {
    const verdict = judgeAddresses({ ...facts, added, trusted, secure }, overTls);
    assert.equal(verdict.type, type, `${added} added, ${trusted} trusted`);
  }
});

test('clocks may differ by ten seconds, beyond the time that the answer took', () => {
  for (const [server, start, end, ahead] of [
    [5_000, 0, 9_000, null],
    [10_000, 0, 0, null],
    [-10_000, 0, 0, null],
    [11_000, 0, 0, 11],
    [-11_000, 0, 0, -11],
    [29_000, 0, 20_000, null],
    [120_000, 0, 20_000, 100],
  ] as const) {
    const expected = ahead === null ? { type: 'clockFits' } : { type: 'clockDiffers', ahead };
    assert.deepEqual(judgeClock(server, start, end), expected);
  }
});

test('a certificate is to be renewed two weeks before its end', () => {
  const day = 86_400_000;
  assert.deepEqual(judgeCertificate(14 * day, 0), { type: 'certificateHolds', days: 14 });
  assert.deepEqual(judgeCertificate(14 * day - 1, 0), { type: 'certificateEnds', days: 13 });
});

test('what is not tried is neither fine nor a fault', () => {
  assert.deepEqual([isFine({ type: 'notTried' }), isFault({ type: 'notTried' })], [false, false]);
  assert.deepEqual([isFine({ type: 'busy' }), isFault({ type: 'busy' })], [false, true]);
  assert.deepEqual([isFine({ type: 'clockFits' }), isFault({ type: 'clockFits' })], [true, false]);
});
