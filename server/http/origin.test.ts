import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { limits } from '../limits/limits.ts';
import { refusalLog } from './origin.ts';

test('the log tells each refusal once, and only so many in all', () => {
  const lines: string[] = [];
  const tell = refusalLog(pino({ level: 'info' }, { write: (line: string) => void lines.push(line) }));
  for (let i = 0; i < limits.toldRefusals; i++) for (let times = 0; times < 2; times++) tell(`page ${i}`);
  assert.equal(lines.length, limits.toldRefusals);
  tell('one more page');
  assert.equal(lines.length, limits.toldRefusals);
});
