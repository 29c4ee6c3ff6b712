import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { doctorEnglish } from '../texts/english/doctor.ts';
import { proxies, proxyFrom, remedyFor } from './remedies.ts';
import { isFault, type Verdict, type VerdictType } from './verdicts.ts';

/** Every kind of verdict, with values for its words. */
const all = (Object.keys(doctorEnglish.doctor.verdicts) as VerdictType[]).map(
  (type) =>
    ({
      type,
      days: 3,
      reason: 'r',
      milliseconds: 5,
      status: 413,
      detail: 'd',
      proxies: 1,
      added: 1,
      trusted: 2,
      ahead: 60,
      count: 2,
      seconds: 1.6,
    }) as Verdict,
);

test('every fault of a proxy has lines for each proxy, and what is well has none', () => {
  const withoutLines = ['unreachable', 'notQuire', 'busy', 'trustTooLow', 'clockDiffers'];
  for (const verdict of all) {
    const remedy = remedyFor(verdict);
    if (!isFault(verdict)) assert.deepEqual(remedy, {}, verdict.type);
    else if (withoutLines.includes(verdict.type)) assert.ok(proxies.every((proxy) => remedy[proxy] === undefined));
    else for (const proxy of proxies) assert.ok(remedy[proxy]!.length > 0, `${verdict.type} for ${proxy}`);
  }
});

test('TRUST_PROXY is to be the number of addresses that are added', () => {
  assert.deepEqual(remedyFor({ type: 'trustTooLow', added: 2, trusted: 1 }), { quire: ['TRUST_PROXY=2'] });
  assert.deepEqual(remedyFor({ type: 'trustTooHigh', added: 0, trusted: 1 }).quire, ['TRUST_PROXY=0']);
  assert.deepEqual(remedyFor({ type: 'addressMissing' }).quire, ['TRUST_PROXY=1']);
});

test('the lines for nginx and HAProxy are those of docs/proxies.md, or take something away', () => {
  const page = readFileSync(new URL('../../docs/proxies.md', import.meta.url), 'utf8').replaceAll(/\s+/g, ' ');
  const elsewhere = /without|sec_websocket|gzip|no such|Sec-WebSocket|no option/; // what the page never puts in
  for (const verdict of all) {
    const { nginx = [], haproxy = [] } = remedyFor(verdict);
    for (const line of [...nginx, ...haproxy].filter((each) => !elsewhere.test(each))) {
      assert.ok(page.includes(line.split('  #')[0]!), line);
    }
  }
});

test('a proxy is known by the name that its answers bear', () => {
  assert.equal(proxyFrom('nginx/1.22.1'), 'nginx');
  assert.equal(proxyFrom('Caddy'), 'caddy');
  assert.equal(proxyFrom('Apache/2.4.57 (Debian)'), 'apache');
  assert.equal(proxyFrom('cloudflare'), null);
  assert.equal(proxyFrom(null), null);
});
