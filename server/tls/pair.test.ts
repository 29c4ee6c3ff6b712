import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeCertificate } from '../testing/certificates.ts';
import { temporaryDirectory } from '../testing/server.ts';
import { dateProblem, pairOf, readTexts } from './pair.ts';

const authority = makeCertificate({ name: 'authority' });
const own = makeCertificate({ name: 'own', issuer: authority });
const other = makeCertificate({ name: 'other' });

test('a certificate with its key is a pair, alone and before those of its authorities', () => {
  for (const cert of [own.cert, own.cert + authority.cert, `Some words\n${own.cert}`]) {
    assert.equal(pairOf({ cert, key: own.key }).certificate.subject, 'CN=own');
  }
});

test('texts that are no pair have a sentence each, which shows nothing of them', () => {
  const locked = createPrivateKey(own.key).export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: 'word',
  }) as string;
  const half = (text: string) => text.slice(0, text.length / 2);
  const cases: [string, string, RegExp][] = [
    ['', own.key, /^TLS_CERT must name a file that begins with a certificate in PEM/],
    [own.key, own.cert, /^TLS_CERT must name a file that begins with a certificate in PEM/],
    [half(own.cert), own.key, /^TLS_CERT must name a file that begins with a certificate in PEM/],
    [own.cert, '', /^TLS_KEY must name a file with a private key in PEM/],
    [own.cert, half(own.key), /^TLS_KEY must name a file with a private key in PEM/],
    [own.cert, own.cert, /^TLS_KEY must name a file with a private key in PEM/],
    [own.cert, locked, /^TLS_KEY must name a key without a password: `openssl pkey/],
    [own.cert, other.key, /^TLS_KEY is not the key of the certificate in TLS_CERT\. The first certificate/],
    [authority.cert + own.cert, own.key, /^TLS_KEY is not the key of the certificate in TLS_CERT/],
    [own.cert + half(authority.cert), own.key, /^TLS_CERT and TLS_KEY cannot be used: .+\.$/],
  ];
  for (const [cert, key, sentence] of cases) {
    assert.throws(
      () => pairOf({ cert, key }),
      ({ message }: Error) => sentence.test(message) && !message.includes('MI') && !message.includes('\n'),
      String(sentence),
    );
  }
});

test('a file that cannot be read has a sentence with its variable, and without its name', async (t) => {
  const directory = temporaryDirectory(t);
  const [cert, missing] = ['cert.pem', 'missing.pem'].map((name) => join(directory, name)) as [string, string];
  writeFileSync(cert, own.cert);
  assert.deepEqual(await readTexts({ cert, key: cert }), { cert: own.cert, key: own.cert });
  const message = 'TLS_KEY must name a file that the server can read; the system says ENOENT.';
  await assert.rejects(readTexts({ cert, key: missing }), { message });
  await assert.rejects(readTexts({ cert: directory, key: cert }), { message: /^TLS_CERT .* EISDIR\.$/ });
});

test('a certificate has a problem before its first second and after its last', () => {
  const [from, until] = [Date.UTC(2026, 0, 1), Date.UTC(2026, 3, 1)];
  const { certificate } = pairOf(makeCertificate({ name: 'spring', from, until }));
  assert.match(dateProblem(certificate, from - 1)!, /valid only from 2026-01-01T00:00:00\.000Z on/);
  for (const now of [from, until]) assert.equal(dateProblem(certificate, now), null);
  assert.match(dateProblem(certificate, until + 1)!, /expired on 2026-04-01T00:00:00\.000Z/);
});
