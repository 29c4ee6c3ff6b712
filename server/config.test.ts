import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAbsolute } from 'node:path';
import { readConfig } from './config.ts';

const SECRET = 'k9wQz4Vb1xR7tYp3LmN8cJd6HfGs2A0e';
const ADMIN_KEY = 'Zx81mQpLr5TnWc7VbYk3DhJf0SgA9eU2';

test('without variables the defaults hold, and only this machine reaches the server', () => {
  const { dataDir, ...config } = readConfig({});
  assert.deepEqual(config, {
    host: '127.0.0.1',
    port: 3000,
    tls: null,
    redirectPort: null,
    database: null,
    redis: null,
    allowedOrigins: new Set(),
    proxies: 0,
    ownNamesOnly: true,
    basePath: '',
    secure: false,
    auth: 'open',
    secret: undefined,
    adminKey: undefined,
    keySet: null,
    acceptLoss: false,
    logLevel: 'info',
  });
  assert.ok(isAbsolute(dataDir) && dataDir.endsWith('data'));
});

test('every variable has its place in the configuration', () => {
  const ALLOWED_ORIGINS = 'https://example.org, http://localhost:8080';
  const keys = { AUTH: 'token', SECRET, ADMIN_KEY, JWKS_URL: 'https://example.org/jwks.json' };
  const DATABASE_URL = 'postgres://quire:word@db.test/quire?sslmode=require';
  const REDIS_URL = 'rediss://:word@cache.test:6380/1';
  const tls = { TLS_CERT: '/etc/tls/cert.pem', TLS_KEY: '/etc/tls/key.pem', REDIRECT_PORT: '80' };
  const places = { DATA_DIR: '/srv/quire', DATABASE_URL, REDIS_URL };
  const environment = { HOST: '::1', PORT: '0', ...places, ACCEPT_LOSS: '1', LOG_LEVEL: 'debug' };
  assert.deepEqual(
    readConfig({ ...environment, ...tls, ...keys, ALLOWED_ORIGINS, TRUST_PROXY: '2', BASE_PATH: '/docs/quire/' }),
    {
      host: '::1',
      port: 0,
      tls: { cert: '/etc/tls/cert.pem', key: '/etc/tls/key.pem' },
      redirectPort: 80,
      dataDir: '/srv/quire',
      database: new URL(DATABASE_URL),
      redis: new URL(REDIS_URL),
      allowedOrigins: new Set(['https://example.org', 'http://localhost:8080']),
      proxies: 2,
      ownNamesOnly: false,
      basePath: '/docs/quire',
      secure: false,
      auth: 'token',
      secret: SECRET,
      adminKey: ADMIN_KEY,
      keySet: new URL('https://example.org/jwks.json'),
      acceptLoss: true,
      logLevel: 'debug',
    },
  );
});

test('a server has only its own names on a loopback address or without tokens, and no proxy in front', () => {
  const hasOnlyOwn = (environment: Record<string, string>) => readConfig(environment).ownNamesOnly;
  for (const HOST of ['127.0.0.1', '127.1.2.3', '::1', 'localhost']) {
    for (const AUTH of ['open', 'token']) assert.ok(hasOnlyOwn({ HOST, AUTH }), HOST);
  }
  for (const HOST of ['0.0.0.0', '::', '192.0.2.1', 'quire.test']) {
    assert.deepEqual([hasOnlyOwn({ HOST }), hasOnlyOwn({ HOST, AUTH: 'token' })], [true, false], HOST);
  }
  assert.ok(hasOnlyOwn({ TRUST_PROXY: '0' }));
  assert.ok(!hasOnlyOwn({ TRUST_PROXY: '1' }));
});

test('a wrong value is an error with a sentence: the variable, what it may be and what it is', () => {
  const port = /^PORT must be a whole number from 0 to 65535, not "(abc|-1|65536|1e3|)"\.$/;
  for (const PORT of ['abc', '-1', '65536', '1e3', '']) assert.throws(() => readConfig({ PORT }), { message: port });
  assert.equal(readConfig({ PORT: '65535' }).port, 65535);
  assert.throws(() => readConfig({ DATA_DIR: '' }), { message: 'DATA_DIR must name a directory, not "".' });
  assert.throws(() => readConfig({ LOG_LEVEL: 'loud' }), {
    message: /^LOG_LEVEL must be one of fatal, .* not "loud"\.$/,
  });
  for (const ALLOWED_ORIGINS of ['example.org', 'https://example.org/', '*', 'https://a.test;https://b.test', 'null']) {
    assert.throws(() => readConfig({ ALLOWED_ORIGINS }), {
      message: /^ALLOWED_ORIGINS must be origins with commas between/,
    });
  }
  const proxies = /^TRUST_PROXY must be the number of proxies in front of the server, from 0 to 10, not "(.*)"\.$/;
  for (const TRUST_PROXY of ['true', '11', '-1', '01', '']) {
    assert.throws(() => readConfig({ TRUST_PROXY }), { message: proxies });
  }
  assert.equal(readConfig({ TRUST_PROXY: '10' }).proxies, 10);
  for (const BASE_PATH of ['quire', '//', '/a b', '/../quire', '/d', '/api/quire', 'https://example.org/quire']) {
    const message = `BASE_PATH must be a path that the server does not use itself, such as /quire, not "${BASE_PATH}".`;
    assert.throws(() => readConfig({ BASE_PATH }), { message });
  }
  for (const BASE_PATH of ['', '/']) assert.equal(readConfig({ BASE_PATH }).basePath, '');
  assert.throws(() => readConfig({ AUTH: 'none' }), { message: 'AUTH must be open or token, not "none".' });
  assert.throws(() => readConfig({ AUTH: 'token', JWKS_URL: 'file:///keys' }), {
    message: /^JWKS_URL must be the address of a key set/,
  });
});

test('the address of a database is one of PostgreSQL with a name, and is never printed', () => {
  for (const DATABASE_URL of [
    '',
    'quire',
    'mysql://ada:word@db.test/quire',
    'postgres://ada:word@db.test',
    'postgres:///',
  ]) {
    const message =
      'DATABASE_URL must be the address of a PostgreSQL database, such as ' +
      'postgres://user:password@db.example.org/quire.';
    assert.throws(() => readConfig({ DATABASE_URL }), { message });
  }
  for (const DATABASE_URL of ['postgresql://db.test/quire', 'postgres:///quire?host=/run/postgresql']) {
    assert.equal(readConfig({ DATABASE_URL }).database?.href, DATABASE_URL);
  }
});

test('a certificate needs a key, and a redirect needs both and a port of its own', () => {
  const pair = { TLS_CERT: 'cert.pem', TLS_KEY: 'key.pem' };
  const key = '-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49';
  for (const [environment, message] of [
    [{ TLS_CERT: 'cert.pem' }, 'TLS_KEY must name a file when TLS_CERT does.'],
    [{ TLS_KEY: 'key.pem' }, 'TLS_CERT must name a file when TLS_KEY does.'],
    [{ ...pair, TLS_KEY: '' }, 'TLS_KEY must name a file.'],
    [{ ...pair, TLS_KEY: key }, 'TLS_KEY must name a file, and not hold what belongs into it.'],
    [{ ...pair, REDIRECT_PORT: '3000' }, 'REDIRECT_PORT must be another port than PORT, not "3000".'],
    [{ ...pair, REDIRECT_PORT: 'x' }, 'REDIRECT_PORT must be a whole number from 0 to 65535, not "x".'],
  ] as const) {
    assert.throws(() => readConfig(environment), { message });
  }
  assert.throws(() => readConfig({ REDIRECT_PORT: '80' }), {
    message: /^REDIRECT_PORT must not be set without TLS_CERT/,
  });
  const { secure, ownNamesOnly } = readConfig({ ...pair, PORT: '0', REDIRECT_PORT: '0' });
  assert.deepEqual([secure, ownNamesOnly], [true, false], 'no other site has the certificate of this one');
  assert.ok(!readConfig({ ...pair, TRUST_PROXY: '1' }).secure);
});

test('a % in an address that stands for nothing is an error, and no password is printed', () => {
  const DATABASE_URL = 'postgres://db.test/quire';
  for (const password of ['100%', '%zz', 'a%c3b']) {
    for (const [name, address] of [
      ['DATABASE_URL', `postgres://ada:${password}@db.test/quire`],
      ['REDIS_URL', `redis://:${password}@cache.test`],
    ] as const) {
      const message = `${name} has a % that encodes no character: write %25 for a % in the password.`;
      assert.throws(() => readConfig({ DATABASE_URL, [name]: address }), { message }, address);
    }
  }
  const REDIS_URL = 'redis://:100%25@cache.test';
  assert.equal(readConfig({ DATABASE_URL, REDIS_URL }).redis?.password, '100%25');
});

test('every wrong variable is named', () => {
  assert.throws(() => readConfig({ PORT: 'x', HOST: '' }), { message: /^HOST .*\nPORT .*$/ });
});

test('a key that can be guessed is an error, and is never printed', () => {
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

test('keys without AUTH=token are an error: they would keep nobody out', () => {
  for (const [name, value] of Object.entries({ SECRET, ADMIN_KEY, JWKS_URL: 'https://example.org/jwks.json' })) {
    const message = `AUTH must be token when ${name} is set`;
    assert.throws(() => readConfig({ [name]: value }), { message: `${message}.` });
    assert.throws(() => readConfig({ AUTH: 'open', [name]: value }), { message: `${message}, not "open".` });
  }
});

test('Redis joins servers of one database, which need the same keys', () => {
  const sentences = (environment: Record<string, string>) => {
    try {
      return readConfig(environment) && [];
    } catch (error) {
      return (error as Error).message.split('\n');
    }
  };
  const REDIS_URL = 'redis://cache.test';
  const DATABASE_URL = 'postgres://db.test/quire';
  assert.deepEqual(sentences({ REDIS_URL, DATABASE_URL }), []);
  assert.match(sentences({ REDIS_URL })[0]!, /^DATABASE_URL must be set when REDIS_URL is/);
  assert.match(sentences({ REDIS_URL: 'http://cache.test', DATABASE_URL })[0]!, /^REDIS_URL must be the address/);
  const withTokens = sentences({ REDIS_URL, DATABASE_URL, AUTH: 'token', JWKS_URL: 'https://example.org/jwks.json' });
  assert.deepEqual(
    withTokens.map((sentence) => sentence.split(' ')[0]),
    ['SECRET', 'ADMIN_KEY'],
  );
});
