import assert from 'node:assert/strict';
import { mkdirSync, renameSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { pino } from 'pino';
import { limits } from '../limits/limits.ts';
import { makeCertificate, type TestCertificate } from '../testing/certificates.ts';
import { TestClock } from '../testing/clock.ts';
import { temporaryDirectory, until } from '../testing/server.ts';
import { type Pair, pairOf } from './pair.ts';
import { Renewal } from './renewal.ts';

const certificate = (name: string, until = 1e9) => makeCertificate({ name, from: 0, until });

/** Files as certbot keeps them: links to files of which each renewal makes new ones. */
function open(t: TestContext, first: TestCertificate) {
  const directory = temporaryDirectory(t);
  const files = { cert: join(directory, 'fullchain.pem'), key: join(directory, 'privkey.pem') };
  let versions = 0;
  const replace = (file: 'cert' | 'key', text: string) => {
    const archived = join(directory, `${file}${++versions}`);
    writeFileSync(archived, text);
    symlinkSync(archived, `${archived}.link`);
    renameSync(`${archived}.link`, files[file]);
  };
  replace('cert', first.cert);
  replace('key', first.key);
  const clock = new TestClock();
  const after = clock.after.bind(clock);
  let waits = 0;
  clock.after = (...timer) => {
    waits++;
    return after(...timer);
  };
  const lines: { level: number; msg: string; problem?: string; names?: string }[] = [];
  const log = pino({ base: null }, { write: (line) => void lines.push(JSON.parse(line) as (typeof lines)[0]) });
  const used: string[] = [];
  const use = ({ certificate }: Pair) => void used.push(certificate.subject);
  const renewal = new Renewal(files, pairOf(first), { use, clock, log });
  /** Lets the next look of the server come, and its end. */
  const nextLook = async () => {
    const before = waits;
    clock.runNext();
    await until(() => waits > before);
  };
  return { directory, files, replace, clock, lines, used, renewal, nextLook };
}

test('a pair that replaces the links is taken at the next look, and the log says so', async (t) => {
  const { replace, used, lines, nextLook, clock } = open(t, certificate('old'));
  await nextLook();
  assert.deepEqual([used, lines, clock.now()], [[], [], limits.certificateCheckInterval]);
  const renewed = certificate('new');
  replace('cert', renewed.cert);
  replace('key', renewed.key);
  await nextLook();
  await nextLook();
  assert.deepEqual(used, ['CN=new']);
  assert.deepEqual(
    lines.map(({ level, names }) => [level, names]),
    [[30, 'DNS:localhost, IP Address:127.0.0.1']],
  );
});

test('folders that are replaced as Kubernetes does, by one link, are followed', async (t) => {
  const directory = temporaryDirectory(t);
  const publish = (name: string, { cert, key }: TestCertificate) => {
    mkdirSync(join(directory, name));
    writeFileSync(join(directory, name, 'tls.crt'), cert);
    writeFileSync(join(directory, name, 'tls.key'), key);
    symlinkSync(name, join(directory, 'next'));
    renameSync(join(directory, 'next'), join(directory, 'data'));
  };
  const first = certificate('old');
  publish('first', first);
  const files = { cert: join(directory, 'data/tls.crt'), key: join(directory, 'data/tls.key') };
  const used: string[] = [];
  const use = ({ certificate }: Pair) => void used.push(certificate.subject);
  const deps = { use, clock: new TestClock(), log: pino({ level: 'silent' }) };
  const renewal = new Renewal(files, pairOf(first), deps);
  publish('second', certificate('new'));
  await renewal.look();
  assert.deepEqual(used, ['CN=new']);
});

test('the old pair stays while the new one is half there, and the log says each reason once', async (t) => {
  const { replace, files, used, lines, nextLook } = open(t, certificate('old'));
  const renewed = certificate('new');
  const twice = async () => {
    await nextLook();
    await nextLook();
  };
  replace('cert', renewed.cert);
  await twice();
  replace('key', renewed.key.slice(0, 100));
  await twice();
  truncateSync(files.cert, 50);
  await twice();
  renameSync(files.key, `${files.key}.away`);
  await twice();
  assert.deepEqual(used, []);
  const reasons = [
    /^TLS_KEY is not the key/,
    /^TLS_KEY must name a file with a private key/,
    /^TLS_CERT must/,
    /ENOENT/,
  ];
  assert.equal(lines.length, reasons.length);
  for (const [i, reason] of reasons.entries()) {
    assert.match(lines[i]!.problem!, reason);
    assert.deepEqual([lines[i]!.level, lines[i]!.msg.includes('goes on with')], [40, true]);
  }
  replace('cert', renewed.cert);
  replace('key', renewed.key);
  await nextLook();
  assert.deepEqual(used, ['CN=new']);
});

test('an operator who asks for a look hears what came of it each time', async (t) => {
  const { replace, used, lines, renewal } = open(t, certificate('old'));
  await renewal.look();
  await renewal.look();
  assert.deepEqual(
    lines.map(({ msg }) => msg),
    Array(2).fill('the files of TLS_CERT and TLS_KEY have not changed'),
  );
  const renewed = certificate('new');
  replace('cert', renewed.cert);
  await renewal.look();
  await renewal.look();
  assert.equal(lines.filter(({ problem }) => problem?.startsWith('TLS_KEY is not the key')).length, 2);
  replace('key', renewed.key);
  await Promise.all([renewal.look(), renewal.look()]);
  assert.deepEqual(used, ['CN=new']);
});

test('the log warns of an expired certificate at the start, when one expires, and not after a renewal', async (t) => {
  const late = open(t, certificate('expired', -1000));
  assert.match(late.lines[0]!.problem!, /^The certificate in TLS_CERT expired on 1969-12-31T23:59:59/);
  const { replace, lines, used, nextLook } = open(t, certificate('old', limits.certificateCheckInterval - 1000));
  assert.equal(lines.length, 0);
  await nextLook();
  await nextLook();
  assert.equal(lines.length, 1);
  assert.match(lines[0]!.problem!, /expired on 1970-01-01/);
  const renewed = certificate('new');
  replace('key', renewed.key);
  replace('cert', renewed.cert);
  await nextLook();
  await nextLook();
  assert.deepEqual([used, lines.length], [['CN=new'], 2]);
});
