import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EventStreamParser } from './event-stream.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const read = (...parts: readonly Uint8Array[]) => {
  const parser = new EventStreamParser();
  return parts.flatMap((part) => parser.read(part));
};

test('[HTTP5] an event has a type, an id and data, whichever of the three its lines name', () => {
  const stream =
    'event: open\ndata:\n\nid: 7\ndata: AQEA\n\n: a comment\n\nevent:ping\n\ndata: a\ndata: b\n\nid: 8\n\n';
  assert.deepEqual(read(bytes(stream)), [
    { type: 'open', id: '', data: '' },
    { type: 'message', id: '7', data: 'AQEA' },
    { type: 'ping', id: '', data: '' },
    { type: 'message', id: '', data: 'a\nb' },
  ]);
});

test('[HTTP5] an event that is cut off is none', () => {
  assert.deepEqual(read(bytes('data: a\n\ndata: b\n')), [{ type: 'message', id: '', data: 'a' }]);
});

test('[HTTP5] events are the same wherever the stream is cut, and whatever ends its lines', () => {
  const event = fc
    .tuple(
      fc.constantFrom('open', 'ping', 'message'),
      fc.nat().map(String),
      fc.constantFrom('', 'AQEA', 'grüße 😀', ': {"code":1012}'),
    )
    .map(([type, id, data]) => ({ type, id, data }));
  const ends = fc.constantFrom('\n', '\r\n', '\r');
  fc.assert(
    fc.property(fc.array(event), ends, fc.array(fc.nat({ max: 300 })), (events, end, cuts) => {
      const lines = events.flatMap(({ type, id, data }) => [`event: ${type}`, `id: ${id}`, `data: ${data}`, '']);
      const stream = bytes(lines.map((line) => line + end).join(''));
      const places = [0, ...cuts.filter((cut) => cut < stream.length).sort((a, b) => a - b), stream.length];
      const parts = places.slice(1).map((place, index) => stream.subarray(places[index], place));
      assert.deepEqual(read(...parts), events);
    }),
  );
});
