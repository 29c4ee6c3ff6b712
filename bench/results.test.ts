import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Machine } from './machine.ts';
import { duration, short } from './numbers.ts';
import { pictureOf } from './server-picture.ts';
import { type Result, resultsOf, type Run } from './results.ts';
import type { Rest, Work } from './run.ts';
import type { ServerName } from './servers.ts';
import { tableOf } from './table.ts';

const figures: Work = {
  deliveries: 1000,
  cpuPerDelivery: 1,
  p50: 2,
  p99: 4,
  frames: 2000,
  seconds: 10,
  loadBusy: 0.2,
  memory: 80 * 2 ** 20,
  peakMemory: 100 * 2 ** 20,
};

const cpuOf = ({ medians }: Result) => (medians as Work).cpuPerDelivery;

/** Runs of one server, one for each round, with these processor times; null for a failure. */
const rounds = (server: ServerName, times: (number | null)[], scenario = 'crowd'): Run[] =>
  times.map((time, i) => ({
    scenario,
    server,
    round: i + 1,
    figures: time === null ? null : { ...figures, cpuPerDelivery: time },
    failure: time === null ? 'a reader missed an edit' : null,
  }));

const ones = Object.fromEntries(Object.keys(figures).map((name) => [name, 1]));

test('figures are medians over the rounds, and ratios are medians of the ratios within a round', () => {
  const [quire, other] = resultsOf([...rounds('quire', [1, 2, 10]), ...rounds('hocuspocus', [4, 4, 90])]);
  assert.equal(cpuOf(quire!), 2);
  assert.deepEqual(quire!.timesQuire, { ...ones, cpuPerDelivery: 1 });
  assert.equal(cpuOf(other!), 4);
  assert.deepEqual(other!.timesQuire, { ...ones, cpuPerDelivery: 4 });
});

test('a run that misses an edit is a failure, and the other rounds give no figures', () => {
  const [quire, other] = resultsOf([...rounds('quire', [1, 1]), ...rounds('hocuspocus', [4, null])]);
  assert.deepEqual([other!.medians, other!.timesQuire, other!.failure], [null, null, 'a reader missed an edit']);
  assert.equal(quire!.failure, null);
});

test('there are no ratios without Quire, or after a failure of Quire', () => {
  assert.equal(resultsOf(rounds('relay', [3]))[0]!.timesQuire, null);
  const [, relay] = resultsOf([...rounds('quire', [null]), ...rounds('relay', [3])]);
  assert.equal(relay!.timesQuire, null);
  assert.equal(cpuOf(relay!), 3);
});

test('the table has a block for each scenario, marks a busy load, and names failures', () => {
  const busy = rounds('relay', [2], 'meeting').map((run) => ({ ...run, figures: { ...run.figures!, loadBusy: 0.9 } }));
  const table = tableOf(resultsOf([...rounds('quire', [1.234]), ...rounds('hocuspocus', [null]), ...busy]));
  const [crowd, meeting] = table.split('\n\n');
  assert.match(crowd!, /^crowd: 200 people/);
  assert.match(
    crowd!,
    /^Quire +1\.23 +1\.00 +2\.00 +4\.00 +1\.00 +1\.00 +80\.0 +100 +each edit, fsync, acknowledged$/m,
  );
  assert.match(crowd!, /^Hocuspocus \+ SQLite +failed: a reader missed an edit$/m);
  assert.match(meeting!, /^ws alone: no CRDT, no disk \* +2\.00 /m);
});

/** Runs of a resting scenario. */
const resting = (server: ServerName, kibibytes: number): Run => {
  const rest: Rest = {
    memoryPerRoom: kibibytes * 1024,
    memoryPerConnection: 2048,
    memory: 2 ** 27,
    peakMemory: 2 ** 28,
  };
  return { scenario: 'idle', server, round: 1, figures: rest, failure: null };
};

test('for a resting scenario the table has the memory of a document and a connection', () => {
  const table = tableOf(resultsOf([resting('quire', 10), resting('relay', 5), ...rounds('quire', [1])]));
  const [crowd, idle] = table.split('\n\n');
  assert.match(crowd!, /^crowd: /);
  assert.match(idle!, /^idle: 5,000 connections/);
  assert.match(idle!, /^Quire +10\.0 +1\.00 +2\.00 +1\.00 +128 +256$/m);
  assert.match(idle!, /^ws alone: no CRDT, no disk +5\.00 +0\.50 +2\.00 +1\.00 +128 +256$/m);
});

const machine: Machine = {
  processor: 'A & B <1>',
  cores: 2,
  memory: 4 * 2 ** 30,
  system: 'Linux 6',
  busy: 0,
  node: 'v24.0.0',
};

test('the picture is well-formed, names machine and versions, and has a bar for each result with figures', () => {
  const work = [...rounds('quire', [1]), ...rounds('hocuspocus', [4]), ...rounds('relay', [null])];
  const results = resultsOf([...work, resting('quire', 10)]);
  const picture = pictureOf(results, machine, { quire: '0.1.0', hocuspocus: '4.7.0' }, '2026-01-31');
  assert.equal(
    picture.match(/class="bar /g)!.length,
    3 + 2 * 3,
    'one for each server, and two for each that has figures',
  );
  assert.match(picture, />A &amp; B &lt;1>, 2 cores, 4\.00 GiB<[^]*>Linux 6, Node 24\.0\.0, 2026-01-31</);
  assert.match(
    picture,
    />Quire 0\.1\.0 · keeps each edit, fsync, acknowledged<[^]*>Hocuspocus 4\.7\.0 \+ SQLite · keeps/,
  );
  assert.match(picture, />✕ failed: a reader missed an edit</);
  assert.match(picture, />4\.00 µs<[^]*>10\.0 KiB</);
  assert.doesNotMatch(picture, /\*/);
  assert.match(picture, /prefers-color-scheme: dark/);
});

test('the picture marks a busy load', () => {
  const results = resultsOf(rounds('quire', [1]).map((run) => ({ ...run, figures: { ...figures, loadBusy: 0.9 } })));
  assert.match(pictureOf(results, machine, {}, '2026-01-31'), />4\.00 ms \*<[^]*>\* Those who measured/);
});

test('numbers have three significant digits', () => {
  assert.deepEqual([0.123, 1.234, 12.34, 123.4, 12345].map(short), ['0.12', '1.23', '12.3', '123', '12,345']);
  assert.deepEqual([0.0005, 0.5, 28.4, 6600].map(duration), ['0.50 µs', '500 µs', '28.4 ms', '6.60 s']);
});
