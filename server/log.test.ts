import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from './limits/limits.ts';
import { openLog } from './log.ts';
import { TestClock } from './testing/clock.ts';

interface Line {
  readonly level: number;
  readonly msg: string;
  readonly document?: string;
  readonly repeated?: number;
}

function open(level = 'info') {
  const clock = new TestClock();
  const lines: Line[] = [];
  const log = openLog(level, clock, { write: (line) => void lines.push(JSON.parse(line) as Line) });
  return { clock, log, lines, told: () => lines.splice(0).map(({ msg, repeated }) => [msg, repeated]) };
}

test('a line is logged at once, and equal ones within a minute as one line with their number', async () => {
  const { clock, log, told } = open();
  log.warn({ document: 'plan', code: 4400 }, 'closed');
  assert.deepEqual(told(), [['closed', undefined]]);
  for (let i = 0; i < 650; i++) log.warn({ document: 'plan', code: 4400 }, 'closed');
  await clock.advance(limits.logWindow - 1);
  assert.deepEqual(told(), []);
  await clock.advance(1);
  assert.deepEqual(told(), [['closed', 650]]);
  log.warn({ document: 'plan', code: 4400 }, 'closed');
  await clock.advance(limits.logWindow);
  assert.deepEqual(told(), [['closed', 1]], 'it goes on for as long as the line repeats');
  await clock.advance(limits.logWindow);
  log.warn({ document: 'plan', code: 4400 }, 'closed');
  assert.deepEqual(told(), [['closed', undefined]]);
});

test('lines with another text, field, error or level are not equal', () => {
  const { log, told } = open();
  log.warn({ document: 'plan' }, 'closed');
  log.warn({ document: 'other' }, 'closed');
  log.info({ document: 'plan' }, 'closed');
  log.warn({ document: 'plan' }, 'dropped');
  log.error({ error: new Error('one') }, 'failed');
  log.error({ error: new Error('two') }, 'failed');
  log.error({ error: new Error('two') }, 'failed');
  log.info('started');
  assert.equal(told().length, 7);
});

test('a minute has different lines up to a limit; one more stands for all others, and errors stay', async () => {
  const { clock, log, lines } = open();
  for (let i = 0; i < limits.logLines; i++) log.warn({ document: String(i) }, 'closed');
  assert.equal(lines.length, limits.logLines);
  for (let i = 0; i < 100; i++) log.warn({ document: `more ${i}` }, 'closed');
  assert.equal(lines.length, limits.logLines + 1);
  assert.match(lines.at(-1)!.msg, /beyond the limit/);
  log.error({ document: 'plan' }, 'damaged');
  assert.equal(lines.at(-1)!.msg, 'damaged');
  await clock.advance(limits.logWindow);
  assert.deepEqual([lines.at(-1)!.document, lines.at(-1)!.repeated], [undefined, 99]);
  await clock.advance(limits.logWindow);
  log.warn({ document: 'more' }, 'closed');
  assert.equal(lines.at(-1)!.document, 'more');
});

test('a line below the level is neither logged nor counted', async () => {
  const { clock, log, told } = open('error');
  for (let i = 0; i < 3; i++) log.warn({}, 'closed');
  await clock.advance(limits.logWindow);
  assert.deepEqual(told(), []);
});
