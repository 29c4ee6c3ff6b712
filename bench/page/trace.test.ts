import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backspace, type Edit, enter, type Trace, writePaper, writeParagraphs } from './trace.ts';

/** Applies the keys to a plain text. */
function typed({ edits }: Trace): string {
  const lines = [''];
  for (const { line, offset, key } of edits) {
    const before = lines.slice(0, line).concat(lines[line]!.slice(0, offset)).join('\n');
    const after = [lines[line]!.slice(offset), ...lines.slice(line + 1)].join('\n');
    lines.splice(0, Infinity, ...((key === backspace ? before.slice(0, -1) : before + key) + after).split('\n'));
  }
  return lines.join('\n');
}

const count = (edits: readonly Edit[], key: string) => edits.filter((edit) => edit.key === key).length;

test('the paper has as many keys as B4, and is the same for the same seed', () => {
  const paper = writePaper(1);
  assert.equal(paper.edits.length, 182_315 + 77_463);
  assert.equal(count(paper.edits, backspace), 77_463);
  assert.equal(paper.lines.join('\n').length, 182_315 - 77_463);
  assert.ok(paper.lines.length > 1_000 && paper.lines.length < 1_500);
  assert.deepEqual(writePaper(1).lines, paper.lines);
});

test('the keys of a paper make its paragraphs, also where they join some', () => {
  const paper = writePaper(1, { typed: 8_000, deleted: 3_000 });
  assert.ok(paper.edits.some(({ line, offset, key }) => line > 0 && offset === 0 && key === backspace));
  assert.equal(typed(paper), paper.lines.join('\n'));
});

test('paragraphs are typed straight through', () => {
  const trace = writeParagraphs(3, 10, 1);
  assert.deepEqual(
    trace.lines.map(({ length }) => length),
    [10, 10, 10],
  );
  assert.equal(typed(trace), trace.lines.join('\n'));
  assert.deepEqual([trace.edits.length, count(trace.edits, enter)], [32, 2]);
});
