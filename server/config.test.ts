import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAbsolute } from 'node:path';
import { readConfig } from './config.ts';

test('without variables there are defaults, and the server is reached from this machine only', () => {
  const { dataDir, ...config } = readConfig({});
  assert.deepEqual(config, { host: '127.0.0.1', port: 3000, allowedOrigins: new Set(), auth: 'open', logLevel: 'info' });
  assert.ok(isAbsolute(dataDir) && dataDir.endsWith('data'));
});

test('variables are honoured', () => {
  const ALLOWED_ORIGINS = 'https://example.org, http://localhost:8080';
  const environment = { HOST: '::1', PORT: '0', DATA_DIR: '/srv/quire', ALLOWED_ORIGINS, AUTH: 'open', LOG_LEVEL: 'debug' };
  assert.deepEqual(readConfig(environment), {
    host: '::1',
    port: 0,
    dataDir: '/srv/quire',
    allowedOrigins: new Set(['https://example.org', 'http://localhost:8080']),
    auth: 'open',
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
  assert.throws(() => readConfig({ AUTH: 'token' }), { message: 'AUTH must be open, not "token".' });
});

test('every wrong variable is named', () => {
  assert.throws(() => readConfig({ PORT: 'x', HOST: '' }), { message: /^HOST .*\nPORT .*$/ });
});
