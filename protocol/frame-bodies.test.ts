import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeFrames, encodeFrames } from './frame-bodies.ts';

const frames = [new Uint8Array([1, 2, 3]), new Uint8Array(0), new Uint8Array(300).fill(7), new Uint8Array([9])];

test('a body gives back its frames, in order; an empty body has none', () => {
  assert.deepEqual([...decodeFrames(encodeFrames(frames))!], frames);
  assert.deepEqual(encodeFrames([]), new Uint8Array(0));
  assert.deepEqual([...decodeFrames(new Uint8Array(0))!], []);
});

test('a body that is cut off anywhere is no body of frames, unless the cut is between two frames', () => {
  const body = encodeFrames(frames);
  const between = frames.map((_, i) => encodeFrames(frames.slice(0, i)).length);
  for (let length = 0; length < body.length; length++) {
    const decoded = decodeFrames(body.subarray(0, length));
    if (between.includes(length)) assert.deepEqual([...decoded!], frames.slice(0, between.indexOf(length)));
    else assert.equal(decoded, null, `${length} bytes`);
  }
});

test('a length that no number holds, or that only a larger body could have, is no body of frames', () => {
  assert.equal(decodeFrames(new Uint8Array(20).fill(255)), null);
  assert.equal(decodeFrames(new Uint8Array([255, 255, 255, 255, 255, 255, 255, 15, 1])), null);
  assert.equal(decodeFrames(new Uint8Array([2, 1])), null);
});
