import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as encoding from 'lib0/encoding';
import { peers } from '../servers.ts';
import { dialectOf } from './dialect.ts';
import { writeEdits } from './edits.ts';
import { Hearing } from './hearing.ts';

const [update] = writeEdits(7, 1) as [Uint8Array];

test('every dialect understands its own edits, awareness and questions', () => {
  for (const { protocol: name } of peers) {
    const { hear, update: write, awareness, answer, opening } = dialectOf(name, 'room-1');
    assert.deepEqual(
      hear(write(update)),
      { type: 'edits', answers: false, update, spans: [{ client: 7, from: 0, to: 1 }] },
      name,
    );
    assert.deepEqual(
      hear(awareness(7, 3, '{"a":1}')),
      { type: 'awareness', clocks: [{ client: 7, clock: 3, gone: false }] },
      name,
    );
    assert.deepEqual(
      hear(awareness(7, 3, 'null')),
      { type: 'awareness', clocks: [{ client: 7, clock: 3, gone: true }] },
      name,
    );
    const nothing = new Uint8Array([0, 0]);
    assert.deepEqual(hear(answer(nothing)), { type: 'edits', answers: true, update: nothing, spans: [] }, name);
    const stateVector = new Uint8Array([0]);
    if (name !== 'relay') assert.deepEqual(hear(opening(stateVector).at(-1)!), { type: 'question', stateVector }, name);
  }
});

test("only Quire's message 4 is an acknowledgement", () => {
  assert.deepEqual(dialectOf('quire', 'a').hear(new Uint8Array([4, 9])), { type: 'ack', count: 9 });
  assert.deepEqual(dialectOf('hocuspocus', 'a').hear(new Uint8Array([1, 97, 4, 0, 1, 0])), {
    type: 'question',
    stateVector: new Uint8Array([0]),
  });
});

test('a refusal of Hocuspocus is understood', () => {
  const refusal = encoding.encode((encoder) => {
    encoding.writeVarString(encoder, 'a');
    for (const type of [2, 1]) encoding.writeVarUint(encoder, type);
    encoding.writeVarString(encoder, 'permission-denied');
  });
  assert.deepEqual(dialectOf('hocuspocus', 'a').hear(refusal), { type: 'refused' });
});

test('a frame is understood again, also after its bytes were overwritten', () => {
  const [hearing, dialect] = [new Hearing(), dialectOf('quire', 'room-1')];
  const frame = Buffer.from(dialect.update(update));
  const heard = hearing.hear(frame, dialect);
  assert.equal(hearing.hear(Buffer.from(frame), dialect), heard);
  frame.fill(0);
  assert.deepEqual(heard, dialect.hear(dialect.update(update)));
  assert.deepEqual(hearing.hear(frame, dialect), dialect.hear(frame));
});
