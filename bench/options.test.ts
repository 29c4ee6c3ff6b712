import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readHoursOptions, readOptions, readPageOptions } from './options.ts';
import { scenarios } from './scenarios.ts';
import { peers } from './servers.ts';

test('without options all scenarios and servers are run', () => {
  const options = readOptions([]);
  assert.deepEqual(
    options.scenarios,
    scenarios.map(({ name }) => name),
  );
  assert.deepEqual(
    options.servers,
    peers.filter(({ isExtra }) => !isExtra).map(({ name }) => name),
  );
  assert.deepEqual([options.rounds, options.seconds, options.out], [3, 10, 'bench/results']);
});

test('chosen scenarios and servers are run in the usual order', () => {
  const options = readOptions([
    '--scenarios',
    'office,crowd',
    '--servers=hocuspocus,quire',
    '--rounds',
    '1',
    '--seconds',
    '40',
  ]);
  assert.deepEqual(options.scenarios, ['crowd', 'office']);
  assert.deepEqual(options.servers, ['quire', 'hocuspocus']);
  assert.deepEqual([options.rounds, options.seconds], [1, 40]);
});

test('a wrong option is refused with a sentence that names the right ones', () => {
  assert.throws(() => readOptions(['--servers', 'quire,hocus']), /--servers may name quire, .*, not "hocus"/);
  for (const seconds of ['0', '41', '1.5', 'ten', '']) {
    assert.throws(() => readOptions(['--seconds', seconds]), /--seconds must be a whole number from 1 to 40, not/);
  }
  assert.throws(() => readOptions(['--round', '3']), /--round/);
});

test('bench:hours runs Quire alone, unless other servers are named that keep documents', () => {
  assert.deepEqual(readHoursOptions([]), { servers: ['quire'], minutes: 30, out: 'bench/results' });
  assert.deepEqual(readHoursOptions(['--servers', 'hocuspocus', '--minutes', '90']).minutes, 90);
  assert.throws(
    () => readHoursOptions(['--servers', 'relay']),
    /--servers may name quire, hocuspocus, y-websocket, quire-stream, quire-polling, with/,
  );
  assert.throws(() => readHoursOptions(['--minutes', '0']), /--minutes must be a whole number from 1 to 1440, not "0"/);
});

test('bench:page measures pages and replays, unless one part is named', () => {
  assert.deepEqual(readPageOptions([]), { parts: ['pages', 'replays'], rounds: 3, keys: 200, out: 'bench/results' });
  assert.deepEqual(readPageOptions(['--parts', 'replays', '--keys', '50']).parts, ['replays']);
  assert.throws(() => readPageOptions(['--parts', 'page']), /--parts may name pages, replays, with/);
  assert.throws(() => readPageOptions(['--keys', '0']), /--keys must be a whole number from 1 to 10000, not "0"/);
});
