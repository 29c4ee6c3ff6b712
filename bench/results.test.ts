import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Machine } from './machine.ts';
import { duration, short } from './numbers.ts';
import { pictureOf } from './picture.ts';
import { resultsOf, type Run } from './results.ts';
import type { Figures } from './run.ts';
import type { ServerName } from './servers.ts';
import { tableOf } from './table.ts';

const figures: Figures = {
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

/** Runs of one server, a round each, with these processor times; null for one that failed. */
const rounds = (server: ServerName, times: (number | null)[], scenario = 'crowd'): Run[] =>
  times.map((time, i) => ({
    scenario,
    server,
    round: i + 1,
    figures: time === null ? null : { ...figures, cpuPerDelivery: time },
    failure: time === null ? 'a reader missed an edit' : null,
  }));

test('figures are medians over the rounds, and ratios medians of the ratios within a round', () => {
  const [quire, other] = resultsOf([...rounds('quire', [1, 2, 10]), ...rounds('hocuspocus', [4, 4, 90])]);
  assert.equal(quire!.medians!.cpuPerDelivery, 2);
  assert.deepEqual(quire!.timesQuire, { cpu: 1, p99: 1 });
  assert.equal(other!.medians!.cpuPerDelivery, 4);
  assert.deepEqual(other!.timesQuire, { cpu: 4, p99: 1 });
});

test('a run in which an edit was missed is a failure, and no figure comes of the other rounds', () => {
  const [quire, other] = resultsOf([...rounds('quire', [1, 1]), ...rounds('hocuspocus', [4, null])]);
  assert.deepEqual([other!.medians, other!.timesQuire, other!.failure], [null, null, 'a reader missed an edit']);
  assert.equal(quire!.failure, null);
});

test('there are no ratios without Quire, or when Quire failed', () => {
  assert.equal(resultsOf(rounds('relay', [3]))[0]!.timesQuire, null);
  const [, relay] = resultsOf([...rounds('quire', [null]), ...rounds('relay', [3])]);
  assert.equal(relay!.timesQuire, null);
  assert.equal(relay!.medians!.cpuPerDelivery, 3);
});

test('the table has a block for each scenario, marks a busy load, and says what failed', () => {
  const busy = rounds('relay', [2], 'meeting').map((run) => ({ ...run, figures: { ...run.figures!, loadBusy: 0.9 } }));
  const table = tableOf(resultsOf([...rounds('quire', [1.234]), ...rounds('hocuspocus', [null]), ...busy]));
  const [crowd, meeting] = table.split('\n\n');
  assert.match(crowd!, /^crowd: 200 people/);
  assert.match(crowd!, /^Quire +1\.23 +1\.00 +2\.00 +4\.00 +1\.00 +1\.00 +80\.0 +100 +each edit, fsync, acknowledged$/m);
  assert.match(crowd!, /^Hocuspocus \+ SQLite +failed: a reader missed an edit$/m);
  assert.match(meeting!, /^ws alone: no CRDT, no disk \* +2\.00 /m);
});

test('the picture is well-formed, names machine and versions, and has a bar for each result with figures', () => {
  const machine: Machine = { processor: 'A & B <1>', cores: 2, memory: 4 * 2 ** 30, system: 'Linux 6', busy: 0, node: 'v24.0.0' };
  const results = resultsOf([...rounds('quire', [1]), ...rounds('hocuspocus', [4]), ...rounds('relay', [null])]);
  const picture = pictureOf(results, machine, { quire: '0.1.0', hocuspocus: '4.7.0' }, '2026-01-31');
  assert.equal(picture.match(/class="bar /g)!.length, 2);
  assert.match(picture, /A &amp; B &lt;1>, 2 cores, 4\.00 GiB, Linux 6, Node 24\.0\.0, 2026-01-31/);
  assert.match(picture, /Quire 0\.1\.0 · Hocuspocus 4\.7\.0/);
  assert.match(picture, /failed: not everybody got everything/);
  assert.match(picture, /prefers-color-scheme: dark/);
});

test('numbers have three digits that count', () => {
  assert.deepEqual([0.123, 1.234, 12.34, 123.4, 12345].map(short), ['0.12', '1.23', '12.3', '123', '12,345']);
  assert.deepEqual([0.0005, 0.5, 28.4, 6600].map(duration), ['0.50 µs', '500 µs', '28.4 ms', '6.60 s']);
});
