import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAbsolute } from 'node:path';
import { readConfig } from './config.ts';

const SECRET = 'k9wQz4Vb1xR7tYp3LmN8cJd6HfGs2A0e';
const ADMIN_KEY = 'Zx81mQpLr5TnWc7VbYk3DhJf0SgA9eU2';

test('without variables there are defaults, and the server is reached from this machine only', () => {
  const { dataDir, ...config } = readConfig({});
  assert.deepEqual(config, {
    host: '127.0.0.1',
    port: 3000,
    allowedOrigins: new Set(),
    auth: 'open',
    secret: undefined,
    adminKey: undefined,
    keySet: null,
    logLevel: 'info',
  });
  assert.ok(isAbsolute(dataDir) && dataDir.endsWith('data'));
});

test('variables are honoured', () => {
  const ALLOWED_ORIGINS = 'https://example.org, http://localhost:8080';
  const keys = { AUTH: 'token', SECRET, ADMIN_KEY, JWKS_URL: 'https://example.org/jwks.json' };
  const environment = { HOST: '::1', PORT: '0', DATA_DIR: '/srv/quire', ALLOWED_ORIGINS, ...keys, LOG_LEVEL: 'debug' };
  assert.deepEqual(readConfig(environment), {
    host: '::1',
    port: 0,
    dataDir: '/srv/quire',
    allowedOrigins: new Set(['https://example.org', 'http://localhost:8080']),
    auth: 'token',
    secret: SECRET,
    adminKey: ADMIN_KEY,
    keySet: new URL('https://example.org/jwks.json'),
    logLevel: 'debug',
  });
});

test('a wrong value is refused with a sentence that names the variable, what it may be and what it is', () => {
  const port = /^PORT must be a whole number from 0 to 65535, not "(abc|-1|65536|1e3|)"\.$/;
  for (const PORT of ['abc', '-1', '65536', '1e3', '']) assert.throws(() => readConfig({ PORT }), { message: port });
  assert.equal(readConfig({ PORT: '65535' }).port, 65535);
  assert.throws(() => readConfig({ DATA_DIR: '' }), { message: 'DATA_DIR must name a directory, not "".' });
  assert.throws(() => readConfig({ LOG_LEVEL: 'loud' }), { message: /^LOG_LEVEL must be one of fatal, .* not "loud"\.$/ });
  for (const ALLOWED_ORIGINS of ['example.org', 'https://example.org/', '*', 'https://a.test;https://b.test', 'null']) {
    assert.throws(() => readConfig({ ALLOWED_ORIGINS }), { message: /^ALLOWED_ORIGINS must be origins with commas between/ });
  }
  assert.throws(() => readConfig({ AUTH: 'none' }), { message: 'AUTH must be open or token, not "none".' });
  assert.throws(() => readConfig({ AUTH: 'token', JWKS_URL: 'file:///keys' }), { message: /^JWKS_URL must be the address of a key set/ });
});

test('every wrong variable is named', () => {
  assert.throws(() => readConfig({ PORT: 'x', HOST: '' }), { message: /^HOST .*\nPORT .*$/ });
});

test('keys that can be guessed are refused, and never printed', () => {
  for (const name of ['SECRET', 'ADMIN_KEY']) {
    for (const key of ['too-short-Zx81mQpL', 'change-me-change-me-change-me-change-me']) {
      assert.throws(
        () => readConfig({ AUTH: 'token', [name]: key }),
        ({ message }: Error) => message.startsWith(`${name} must`) && !message.includes(key),
      );
    }
  }
  const same = { AUTH: 'token', SECRET, ADMIN_KEY: SECRET };
  assert.throws(() => readConfig(same), { message: 'ADMIN_KEY must not be the same as SECRET.' });
});

test('keys without AUTH=token are refused: they would keep nobody out', () => {
  for (const [name, value] of Object.entries({ SECRET, ADMIN_KEY, JWKS_URL: 'https://example.org/jwks.json' })) {
    const message = `AUTH must be token for ${name} to mean anything, not undefined.`;
    assert.throws(() => readConfig({ [name]: value }), { message });
  }
});
