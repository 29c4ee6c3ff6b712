// The command line: what it prints and its exit status, without a server. docs/proxies.test.ts has the rest.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const run = (...args: string[]) => spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' });

test('a wrong command is answered with the right one, and 2', () => {
  for (const args of [[], ['no address'], ['ftp://example.org/'], ['http://a/', '--proxy', 'squid'], ['--some']]) {
    const { status, stderr } = run(...args);
    assert.equal(status, 2, args.join(' '));
    assert.match(stderr, /npm run doctor -- https:\/\/docs\.example\.org\//);
  }
});

test('where nobody answers, one thing needs attention, and the exit status is 1', () => {
  const { status, stdout } = run('http://127.0.0.1:9/');
  assert.equal(status, 1);
  assert.match(stdout, /✗ Requests +No answer came/);
  assert.match(stdout, /– WebSocket +Not examined/);
  assert.match(stdout, /1 thing needs attention\./);
});
