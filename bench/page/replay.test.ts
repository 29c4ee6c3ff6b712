import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { replay } from './replay.ts';
import { backspace, enter, type Trace, writeParagraphs } from './trace.ts';

/** Splits a paragraph, joins both halves again, and deletes an empty paragraph from the next one. */
const short: Trace = {
  edits: [
    ...'written'.split('').map((key, offset) => ({ line: 0, offset, key })),
    { line: 0, offset: 3, key: enter },
    { line: 1, offset: 0, key: backspace },
    { line: 0, offset: 7, key: enter },
    { line: 1, offset: 0, key: enter },
    { line: 2, offset: 0, key: '!' },
    { line: 2, offset: 0, key: backspace },
    { line: 1, offset: 1, key: '?' },
    { line: 1, offset: 1, key: backspace },
  ],
  lines: ['written', '?'],
};

// The tree is not among these: its package is installed for the bench only.
suite('a trace', { concurrency: 2 }, () => {
  test('in an editor that Quire binds makes its paragraphs and a document', async () => {
    const { cpuPerKey, bytes } = await replay('quire', short);
    assert.ok(cpuPerKey > 0);
    assert.ok(bytes! > 'written?'.length && bytes! < 500);
    const typed = await replay('quire', writeParagraphs(10, 100, 1));
    assert.ok(typed.bytes! > 1_000 && typed.bytes! < 1_500);
  });

  test('in an editor alone makes its paragraphs and no document', async () => {
    const figures = await replay('alone', short);
    assert.deepEqual(Object.keys(figures), ['cpuPerKey']);
  });

  test('that comes to other words gives no figures', async () => {
    await assert.rejects(replay('alone', { ...short, lines: ['written'] }), /other words than were typed/);
  });
});
