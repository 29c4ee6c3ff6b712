import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AnswerReader, EventReader, getOf, postOf, type StreamEvent } from './http-wire.ts';

/** The bytes in chunks of `size`. */
const cut = (bytes: Buffer, size: number): Buffer[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));

/** What a reader finds in these chunks: each answer in words, and the pieces of an endless one as a whole. */
function read(chunks: readonly Buffer[]): { answers: string[]; endless: string } {
  const answers: string[] = [];
  let endless = '';
  const reader = new AnswerReader(
    ({ status, body, isLast }) => answers.push(`${status} ${body.toString()}${isLast ? ' and no more' : ''}`),
    (piece) => (endless += piece.toString()),
  );
  for (const chunk of chunks) reader.push(chunk);
  return { answers, endless };
}

const made = 'HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}';
const none = 'HTTP/1.1 204 No Content\r\nVary: Origin\r\n\r\n';
const empty = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n';
const last = 'HTTP/1.1 410 Gone\r\nContent-Length: 4\r\nConnection: close\r\n\r\ngone';
const stream = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n';

test('answers are read, wherever the network cuts them', () => {
  const bytes = Buffer.from(made + none + empty + last);
  for (const size of [1, 7, 100, bytes.length]) {
    assert.deepEqual(read(cut(bytes, size)), {
      answers: ['201 {}', '204 ', '200 ', '410 gone and no more'],
      endless: '',
    });
  }
});

test('an answer without a length goes on to the end of the connection', () => {
  const bytes = Buffer.from(`${none}${stream}event: open\ndata: \n\n`);
  for (const size of [1, 7, bytes.length]) {
    assert.deepEqual(read(cut(bytes, size)), { answers: ['204 '], endless: 'event: open\ndata: \n\n' });
  }
});

test('an answer without a length that should have one is refused', () => {
  assert.throws(() => read([Buffer.from('HTTP/1.1 404 Not Found\r\n\r\n')]), /an answer of 404 has no length/);
});

test('events are read, wherever the network cuts them', () => {
  const frames = [0, 1, 2, 3, 100].map((length) => Buffer.alloc(length, 200 + length));
  const sent = frames.map((frame, i) => `id: ${i + 9}\ndata: ${frame.toString('base64')}\n\n`);
  const bytes = Buffer.from(`event: open\ndata: \n\n${sent.join('')}event: close\ndata: {"code":4403}\n\n`);
  for (const size of [1, 7, 100, bytes.length]) {
    const events: StreamEvent[] = [];
    const reader = new EventReader((event) => events.push(event));
    for (const piece of cut(bytes, size)) reader.push(piece);
    assert.deepEqual(events, [
      { type: 'other', name: 'open', data: '' },
      ...frames.map((frame, i) => ({ type: 'frame', number: i + 9, frame })),
      { type: 'other', name: 'close', data: '{"code":4403}' },
    ]);
  }
});

test('a request has its body whole, with its length', () => {
  const post = postOf('/collab/plan?first=1', [Buffer.from([1, 200]), Buffer.from([3])]);
  assert.match(post.toString('latin1'), /^POST \/collab\/plan\?first=1 HTTP\/1\.1\r\n.*\r\nContent-Length: 3\r\n\r\n/s);
  assert.deepEqual([...post.subarray(post.indexOf('\r\n\r\n') + 4)], [1, 200, 3]);
  assert.match(getOf('/collab/plan', 'text/event-stream'), /^GET \/collab\/plan HTTP\/1\.1\r\n.*\r\n\r\n$/s);
});
