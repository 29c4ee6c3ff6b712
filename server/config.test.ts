import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAbsolute } from 'node:path';
import { readConfig } from './config.ts';

test('without variables there are defaults, and the server is reached from this machine only', () => {
  const { dataDir, ...config } = readConfig({});
  assert.deepEqual(config, { host: '127.0.0.1', port: 3000, auth: 'open', logLevel: 'info' });
  assert.ok(isAbsolute(dataDir) && dataDir.endsWith('data'));
});

test('variables are honoured', () => {
  const environment = { HOST: '::1', PORT: '0', DATA_DIR: '/srv/quire', AUTH: 'open', LOG_LEVEL: 'debug' };
  assert.deepEqual(readConfig(environment), { host: '::1', port: 0, dataDir: '/srv/quire', auth: 'open', logLevel: 'debug' });
});

test('a wrong value is refused with a sentence that names the variable, what it may be and what it is', () => {
  const port = /^PORT must be a whole number from 0 to 65535, not "(abc|-1|65536|1e3|)"\.$/;
  for (const PORT of ['abc', '-1', '65536', '1e3', '']) assert.throws(() => readConfig({ PORT }), { message: port });
  assert.equal(readConfig({ PORT: '65535' }).port, 65535);
  assert.throws(() => readConfig({ DATA_DIR: '' }), { message: 'DATA_DIR must name a directory, not "".' });
  assert.throws(() => readConfig({ LOG_LEVEL: 'loud' }), { message: /^LOG_LEVEL must be one of fatal, .* not "loud"\.$/ });
  assert.throws(() => readConfig({ AUTH: 'token' }), { message: 'AUTH must be open, not "token".' });
});

test('every wrong variable is named', () => {
  assert.throws(() => readConfig({ PORT: 'x', HOST: '' }), { message: /^HOST .*\nPORT .*$/ });
});
