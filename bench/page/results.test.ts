import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Machine } from '../machine.ts';
import type { PageFigures } from './page.ts';
import { pictureOf } from './picture.ts';
import { pageResultsOf, type PageRun, type ReplayRun, replayResultsOf } from './results.ts';
import { tableOf } from './table.ts';

const figures: PageFigures = {
  first: 1_200,
  again: 900,
  firstTask: 500,
  ownScript: 2,
  ownTask: 6,
  othersScript: 3,
  othersTask: 7,
  pause: 20,
};

/** Runs of one document, one for each round, that open it in this time; null for a failure. */
const openings = (document: PageRun['document'], times: (number | null)[]): PageRun[] =>
  times.map((first, i) => ({
    document,
    round: i + 1,
    figures: first === null ? null : { ...figures, first },
    failure: first === null ? 'the page says: no' : null,
  }));

const replayed = (editor: ReplayRun['editor'], round: number, cpuPerKey: number, bytes?: number): ReplayRun => ({
  trace: 'paper',
  editor,
  round,
  figures: { cpuPerKey, ...(bytes !== undefined && { bytes }) },
  failure: null,
});

const pages = pageResultsOf([...openings('book', [900, 1_300, 1_250]), ...openings('worn', [2_000, null])]);
const replays = replayResultsOf([
  ...[replayed('quire', 1, 100, 200_000), replayed('tree', 1, 300, 300_000), replayed('alone', 1, 50)],
  ...[replayed('quire', 2, 200, 200_000), replayed('tree', 2, 400, 300_000), replayed('alone', 2, 100)],
]);

test('figures are medians, a failed round leaves none, and editors are compared within a round', () => {
  assert.equal(pages[0]!.medians!.first, 1_250);
  assert.deepEqual([pages[1]!.medians, pages[1]!.failure], [null, 'the page says: no']);
  const [quire, tree, alone] = replays;
  assert.deepEqual(quire!.timesQuire, { cpuPerKey: 1, bytes: 1 });
  assert.deepEqual(tree!.timesQuire, { cpuPerKey: 2.5, bytes: 1.5 });
  assert.deepEqual([alone!.medians, alone!.timesQuire], [{ cpuPerKey: 75 }, { cpuPerKey: 0.5 }]);
});

test('the table has documents with their targets, and editors under each trace', () => {
  const [opening, typing, paper] = tableOf(pages, replays).split('\n\n');
  assert.match(opening!, /^Opening a document$[^]*^3,000 paragraphs, 300 kB +1,250 +900 +500$/m);
  assert.match(opening!, /^the same after .* failed: the page says: no$[^]*^the target: at most +1,500 +1,500$/m);
  assert.match(typing!, /^3,000 paragraphs, 300 kB +2\.00 +3\.00 +6\.00 +7\.00 +20\.0$[^]*at most +8\.00 +8\.00$/m);
  assert.match(paper!, /^paper: .*\n.*\nQuire: one text +150 +1\.00 +200 +1\.00$/m);
  assert.match(paper!, /^@lexical\/yjs, .* +350 +2\.50 +300 +1\.50$[^]*^Lexical alone, .* +75\.0 +0\.50$/m);
  assert.equal(tableOf([], replays), paper);
});

const machine: Machine = {
  processor: 'A & B <1>',
  cores: 2,
  memory: 4 * 2 ** 30,
  system: 'Linux 6',
  busy: 0,
  node: 'v24.0.0',
};

test('the picture has two bars for each document, target and editor, and one for Lexical alone', () => {
  const versions = { quire: '0.1.0', tree: '0.50.0', alone: '0.50.0', chromium: '140' };
  const picture = pictureOf(pages, replays, machine, versions, '2026-01-31');
  const legend = 3;
  assert.equal(picture.match(/class="bar /g)!.length, legend + 2 * (2 + 2) + 2 * 2 + 1);
  assert.match(picture, />Quire 0\.1\.0: one text<[^]*>@lexical\/yjs 0\.50\.0, collaboration V2: a tree</);
  assert.match(picture, />1\.25 s<[^]*>✕ failed: the page says: no<[^]*>at most<[^]*>1\.50 s</);
  assert.match(picture, />150 µs<[^]*>200 kB<[^]*>Lexical alone</);
  assert.match(picture, />Linux 6, Node 24\.0\.0, 2026-01-31<[^]*>Chromium 140</);
});
