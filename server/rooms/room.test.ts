import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as Y from 'yjs';
import { breaksWhenApplied, breaksWhenWritten, embed, format, gc, json, text, update } from '../testing/updates.ts';
import { limits, advertisedLimits } from '../limits/limits.ts';
import { CloseCode } from '../../protocol/close-codes.ts';
import {
  decodeClientMessage,
  encodeAck,
  encodeAwareness,
  encodeSyncStep1,
  encodeSyncStep2,
  encodeUpdate,
  encodeWelcome,
  MessageType,
} from '../../protocol/messages.ts';
import { type Role, roles } from '../../protocol/roles.ts';
import { type Member, Room, type RoomMessage } from './room.ts';

/** A room without a server: what it schedules and appends is there to be looked at. */
function openRoom(updates: Uint8Array[] = [], overloaded = false) {
  const appended: { id: number; update: Uint8Array; title: string }[] = [];
  const scheduled: number[] = [];
  let reloads = 0;
  const room = new Room(
    'plan',
    { epoch: 'one', updates },
    {
      append: (id, update, title) => appended.push({ id, update, title }),
      schedule: (delay) => scheduled.push(delay),
      reload: () => void reloads++,
      overloaded: () => overloaded,
    },
  );
  return { room, appended, scheduled, reloads: () => reloads };
}

/** A Yjs client in the room: what it writes goes there, and it takes in what it is sent. */
class Client implements Member {
  readonly role = 'admin';
  readonly user = null;
  readonly access = { role: 'admin', user: null, expiresIn: null } as const;
  congested = false;
  readonly doc = new Y.Doc();
  readonly frames: Uint8Array[] = [];
  closed: number | null = null;
  readonly speaksQuire: boolean;
  readonly #room: Room;

  constructor(room: Room, speaksQuire = false) {
    this.#room = room;
    this.speaksQuire = speaksQuire;
    room.join(this);
    this.say(encodeSyncStep1(Y.encodeStateVector(this.doc)));
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== this) this.say(encodeUpdate(update));
    });
  }

  say(frame: Uint8Array): void {
    const message = decodeClientMessage(frame);
    assert.notEqual(message.type, 'malformed');
    if (message.type !== 'malformed' && message.type !== 'token') this.#room.receive(this, message, 0);
  }

  send(frame: Uint8Array): void {
    this.frames.push(frame);
    const message = decodeClientMessage(frame); // the messages that matter here look the same both ways
    if (message.type === 'syncStep2' || message.type === 'update') Y.applyUpdate(this.doc, message.update, this);
  }

  close(code: number): void {
    this.closed = code;
  }

  get text(): Y.Text {
    return this.doc.getText('text');
  }

  /** The counts that were acknowledged, in order. */
  get acks(): number[] {
    return this.frames.filter(([type]) => type === MessageType.ack).map((frame) => frame[1]!);
  }

  received(type: string): number {
    return this.frames.filter((frame) => decodeClientMessage(frame).type === type).length;
  }
}

/** It is stored, and the time has come to say so. */
function keep(room: Room, id: number): void {
  room.stored(id, 0);
  room.flush(0);
}

/** How much the document holds of each client. */
const stateOf = (doc: Y.Doc) => Y.decodeStateVector(Y.encodeStateVector(doc));

const malformed = new Uint8Array([1, 1, 1, 0, 4, 1]); // one struct is announced and cut off

/** Waits for the first character of client 5, and throws when it is there. */
const waitsAndBreaks = update([
  { client: 666, structs: [text('x', { origin: [5, 0] }), text('y', { origin: [666, 99] })] },
]);

test('what one writes, the others get, in one frame a flush and one update to store', () => {
  const { room, appended, scheduled } = openRoom();
  const [ada, ben, cleo] = [new Client(room), new Client(room), new Client(room)];
  ada.text.insert(0, 'Hello');
  ada.text.insert(5, ' world');
  cleo.text.insert(0, '!');
  assert.deepEqual(scheduled, [0]);
  room.flush(0);
  for (const client of [ada, ben, cleo]) assert.equal(client.text.length, 12);
  assert.equal(ben.received('update'), 1);
  assert.equal(appended.length, 1);
});

test('the only writer of a flush does not get its own words back', () => {
  const { room } = openRoom();
  const [ada, ben] = [new Client(room), new Client(room)];
  ada.text.insert(0, 'Hello');
  room.flush(0);
  assert.equal(ada.received('update'), 0);
  assert.equal(ben.received('update'), 1);
});

test('what is already known is neither relayed nor stored', () => {
  const { room, appended } = openRoom();
  const [ada, ben] = [new Client(room), new Client(room)];
  ada.text.insert(0, 'Hello');
  room.flush(0);
  ben.say(encodeUpdate(Y.encodeStateAsUpdate(ben.doc)));
  ben.say(encodeUpdate(new Uint8Array([0, 0])));
  room.flush(0);
  assert.equal(ada.received('update'), 0);
  assert.equal(appended.length, 1);
});

test('who joins is asked for what it has and given what it lacks', () => {
  const doc = new Y.Doc();
  doc.getText('text').insert(0, 'Hello');
  const { room } = openRoom([Y.encodeStateAsUpdate(doc)]);
  const ada = new Client(room);
  assert.equal(ada.text.toString(), 'Hello');
  assert.deepEqual(
    ada.frames.map((frame) => decodeClientMessage(frame).type),
    ['syncStep1', 'syncStep2'],
  );
});

test('all clients and the stored updates end the same, whatever is written, by whom and flushed when', () => {
  const step = fc.record({
    who: fc.nat(3),
    at: fc.nat(30),
    length: fc.nat(6),
    act: fc.constantFrom('insert', 'insert', 'delete', 'bold', 'plain', 'flush', 'flush', 'rejoin'),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const paragraph = new Y.Doc();
      paragraph.getXmlFragment('root').insert(0, [new Y.XmlText()]);
      const seed = Y.encodeStateAsUpdate(paragraph);
      // A text within the document, as in an editor: only such a text is tidied up by Yjs, which then emits a second
      // update.
      const textOf = (doc: Y.Doc) => doc.getXmlFragment('root').get(0) as Y.XmlText;
      const { room, appended } = openRoom([seed]);
      const clients = Array.from({ length: 4 }, () => new Client(room));
      for (const { who, at, length, act } of steps) {
        const text = textOf(clients[who]!.doc);
        const start = at % (text.length + 1);
        const end = Math.min(start + length, text.length);
        if (act === 'insert') text.insert(start, 'abcdef'.slice(0, length));
        if (act === 'delete') text.delete(start, end - start);
        if (act === 'bold' || act === 'plain') text.format(start, end - start, { bold: act === 'bold' || null });
        if (act === 'flush') room.flush(0);
        if (act === 'rejoin') {
          room.leave(clients[who]!, 0);
          clients[who] = new Client(room);
        }
      }
      room.flush(0);
      room.flush(0); // what clients tidied up on hearing of the first
      const stored = new Y.Doc();
      for (const update of [seed, ...appended.map(({ update }) => update)]) Y.applyUpdate(stored, update);
      for (const { doc } of clients) {
        assert.deepEqual(textOf(doc).toDelta(), textOf(stored).toDelta());
        assert.deepEqual(stateOf(doc), stateOf(stored));
      }
    }),
    { numRuns: 500 },
  );
});

test('an edit after which Yjs tidies up formats is relayed and stored whole', () => {
  const document = new Y.Doc();
  const paragraph = new Y.XmlText('abcd');
  document.getXmlFragment('root').insert(0, [paragraph]);
  const { room, appended } = openRoom([Y.encodeStateAsUpdate(document)]);
  const [ada, ben, cleo] = [new Client(room), new Client(room), new Client(room)];
  const textOf = ({ doc }: Client) => doc.getXmlFragment('root').get(0) as Y.XmlText;
  textOf(ada).format(0, 2, { bold: true });
  textOf(ben).delete(0, 2); // which leaves marks around nothing: Yjs deletes them in a transaction of its own
  room.flush(0);
  textOf(ada).insert(0, 'after ');
  room.flush(0);
  for (const client of [ada, ben, cleo]) assert.deepEqual(stateOf(client.doc), stateOf(ada.doc));
  for (const client of [ben, cleo]) assert.deepEqual(textOf(client).toDelta(), textOf(ada).toDelta());
  for (const { update } of appended) Y.applyUpdate(document, update);
  assert.deepEqual(stateOf(document), stateOf(ada.doc));
});

test('an update that waits for another is asked about, once, and is relayed and stored when the other comes', () => {
  const { room, appended } = openRoom();
  const [ada, ben] = [new Client(room), new Client(room)];
  const elsewhere = new Y.Doc();
  const updates: Uint8Array[] = [];
  elsewhere.on('update', (update: Uint8Array) => updates.push(update));
  for (const word of ['one ', 'two ', 'three ']) {
    elsewhere.getText('text').insert(elsewhere.getText('text').length, word);
  }
  ada.say(encodeUpdate(updates[1]!));
  ada.say(encodeUpdate(updates[2]!));
  room.flush(0);
  room.flush(0);
  assert.equal(ada.received('syncStep1'), 2, 'one at the join, one about what is missing');
  assert.equal(ben.received('syncStep1'), 1);
  assert.equal(appended.length, 0);

  ben.say(encodeUpdate(updates[0]!));
  room.flush(0);
  assert.equal(appended.length, 1);
  assert.equal(ada.text.toString(), 'one two three ');
  assert.equal(ben.text.toString(), 'one two three ', 'also to the one who brought the missing piece');
});

test('an update or a state vector that cannot be read closes its sender with 4400 and changes nothing', () => {
  const { room, appended } = openRoom();
  const [ada, ben, cleo] = [new Client(room), new Client(room), new Client(room)];
  ada.text.insert(0, 'Hello');
  ben.say(encodeUpdate(malformed));
  cleo.say(encodeSyncStep1(new Uint8Array([9])));
  room.flush(0);
  assert.equal(ben.closed, CloseCode.malformed);
  assert.equal(cleo.closed, CloseCode.malformed);
  assert.equal(ada.closed, null);
  assert.equal(appended.length, 1);
});

test('[HOSTILE2] what cannot be read is refused without the document being loaded again', () => {
  const { room, reloads } = openRoom();
  for (const part of [json(['{']), text(''), format('bold', '[')]) {
    const mallory = new Client(room);
    mallory.say(encodeUpdate(update([{ client: 666, structs: [part] }])));
    assert.equal(mallory.closed, CloseCode.malformed);
  }
  room.flush(0);
  assert.equal(reloads(), 0);
});

test('who is here is told to those who come, ask and stay, and a leave is told too', () => {
  const { room } = openRoom();
  const ada = new Client(room);
  ada.say(encodeAwareness([{ clientID: 1, clock: 1, state: '{"name":"Ada"}' }]));
  room.flush(0);
  assert.deepEqual(ada.frames.at(-1), encodeAwareness([{ clientID: 1, clock: 1, state: null }]), 'asked to renew');
  const ben = new Client(room);
  assert.ok(ben.frames.some((frame) => decodeClientMessage(frame).type === 'awareness'));
  ben.say(new Uint8Array([3]));
  assert.deepEqual(ben.frames.at(-1), encodeAwareness([{ clientID: 1, clock: 1, state: '{"name":"Ada"}' }]));
  room.leave(ada, 0);
  room.flush(0);
  assert.deepEqual(ben.frames.at(-1), encodeAwareness([{ clientID: 1, clock: 1, state: null }]));
});

test('[PACE1] flushes follow one another at once in a small room, and after the first few the slower the more people there are', () => {
  const flushesWith = (people: number) => {
    const { room, scheduled } = openRoom();
    const [writer] = Array.from({ length: people }, () => new Client(room)) as [Client];
    return Array.from({ length: limits.flushesAtOnce + 3 }, () => {
      writer.text.insert(0, 'a'); // at the time 0
      const at = scheduled.at(-1)!;
      room.flush(at);
      return at;
    });
  };
  const after = (window: number) => [...Array<number>(limits.flushesAtOnce).fill(0), window, 2 * window, 3 * window];
  assert.deepEqual(flushesWith(limits.quietRoom), after(0));
  assert.deepEqual(flushesWith(limits.quietRoom + 1), after(limits.flushWindowPerPerson));
  assert.deepEqual(flushesWith(200), after(limits.flushWindow));
});

test('[PACE1] a crowded room that was quiet for a while does not wait', () => {
  const { room, scheduled } = openRoom();
  const [writer] = Array.from({ length: 200 }, () => new Client(room)) as [Client];
  for (let i = 0; i < 10; i++) {
    writer.text.insert(0, 'a');
    room.flush(scheduled.at(-1)!);
  }
  room.receive(writer, { type: 'update', update: update([{ client: 7, structs: [text('x')] }]) }, 10_000);
  assert.equal(scheduled.at(-1), 0);
});

test('[PACE2] an acknowledgement goes with what is sent next, or alone when its time has come', () => {
  const { room, appended, scheduled } = openRoom();
  const [ada, ben] = [new Client(room, true), new Client(room, true)];
  ada.text.insert(0, 'a');
  room.flush(0);
  room.stored(appended[0]!.id, 0);
  assert.deepEqual([ada.acks, scheduled], [[], [0, limits.acknowledgementWindow]]);
  ben.text.insert(0, 'b');
  assert.deepEqual(scheduled, [0, limits.acknowledgementWindow, 0], 'in place of it');
  room.flush(10);
  assert.deepEqual(ada.acks, [1]);
  room.stored(appended[1]!.id, 10);
  room.flush(10 + limits.acknowledgementWindow);
  assert.deepEqual(ben.acks, [1]);
  room.flush(1000);
  assert.deepEqual([ada.acks, ben.acks], [[1], [1]], 'once');
});

test('[PACE3] who only says that they are still here is passed on later, and with what changes sooner', () => {
  const { room, scheduled } = openRoom();
  const [ada, ben] = [new Client(room), new Client(room)];
  const say = (client: Client, clientID: number, clock: number, state: string) =>
    client.say(encodeAwareness([{ clientID, clock, state }]));
  say(ada, 1, 1, '{"name":"Ada"}');
  room.flush(0);
  const heard = ben.received('awareness');
  say(ada, 1, 2, '{"name":"Ada"}');
  assert.equal(scheduled.at(-1), limits.renewalWindow);
  say(ada, 1, 3, '{"name":"Eve"}');
  assert.equal(scheduled.at(-1), 0);
  room.flush(0);
  assert.equal(ben.received('awareness'), heard + 1);
  say(ada, 1, 4, '{"name":"Eve"}');
  room.flush(limits.renewalWindow);
  assert.deepEqual(ben.frames.at(-1), encodeAwareness([{ clientID: 1, clock: 4, state: '{"name":"Eve"}' }]));
});

test('[PACE4] a reader who is too slow is sent nothing more until it has read, and then what it lacks in one', () => {
  const { room, appended } = openRoom();
  const [ada, ben] = [new Client(room), new Client(room, true)];
  const say = (clock: number) => ada.say(encodeAwareness([{ clientID: 1, clock, state: `{"at":${clock}}` }]));
  ben.text.insert(0, 'x');
  room.flush(0);
  ben.congested = true;
  ada.text.insert(0, 'a');
  say(1);
  room.flush(0);
  assert.equal(ben.text.toString(), ada.text.toString(), 'what was sent before that was known is as good as any');
  const heard = ben.frames.length;
  for (let i = 0; i < 100; i++) {
    ada.text.insert(i, 'b');
    if (i % 10 === 0) ada.text.delete(0, 2);
    say(2 + i);
    room.flush(0);
  }
  for (const { id } of appended) keep(room, id);
  room.catchUp(ben);
  assert.equal(ben.frames.length, heard, 'as long as it has not read');
  ben.congested = false;
  room.catchUp(ben);
  room.catchUp(ben);
  assert.equal(ben.text.toString(), ada.text.toString());
  assert.deepEqual(ben.frames.slice(heard + 1), [
    encodeAwareness([{ clientID: 1, clock: 101, state: '{"at":101}' }]),
    encodeAck(1),
  ]);
  ada.text.insert(0, 'c');
  room.flush(0);
  assert.equal(ben.text.toString(), ada.text.toString(), 'and goes on as the others do');
  assert.equal(ben.received('update'), 3);
});

test('[PACE4] what those lack who fell behind at about the same time is made once', () => {
  const { room } = openRoom();
  const [ada, ...slow] = Array.from({ length: 5 }, () => new Client(room)) as [Client, ...Client[]];
  const write = () => {
    ada.text.insert(0, 'a');
    room.flush(0);
  };
  const read = (reader: Client) => {
    reader.congested = false;
    room.catchUp(reader);
  };
  for (const reader of slow) {
    reader.congested = true;
    write();
  }
  for (let i = 0; i < 10; i++) write();
  const [first, second, third, last] = slow as [Client, Client, Client, Client];
  for (const reader of [second, third, first]) read(reader);
  for (const reader of [second, third]) assert.equal(reader.frames.at(-1), first.frames.at(-1));
  write();
  read(last);
  assert.equal(last.frames.at(-2), first.frames.at(-2), 'and what was relayed since is added to it');
  for (const [i, reader] of [first, last].entries()) {
    reader.congested = true;
    for (let j = 0; j < 10 * (1 - i) + 1; j++) write();
  }
  write();
  for (const reader of [last, first]) read(reader);
  assert.notEqual(last.frames.at(-1), first.frames.at(-1), 'but not for who lacks little and who lacks much');
  for (const reader of slow) assert.equal(reader.text.toString(), ada.text.toString());
});

test('[PACE4] who was too slow and has read while the document was loaded again gets what it lacks after that', () => {
  const { room, appended } = openRoom();
  const [ada, ben, mallory] = [new Client(room), new Client(room), new Client(room)];
  ben.congested = true;
  ada.text.insert(0, 'a');
  room.flush(0);
  ada.text.insert(1, 'b');
  room.flush(0);
  mallory.say(encodeUpdate(breaksWhenApplied(666)));
  room.flush(0);
  ben.congested = false;
  room.catchUp(ben);
  assert.equal(ben.text.toString(), 'a');
  room.rebuild(
    appended.map(({ update }) => update),
    0,
  );
  assert.equal(ben.text.toString(), 'ab');
});

test('a room is dirty until the store has what was written', () => {
  const { room, appended } = openRoom();
  const ada = new Client(room);
  assert.ok(!room.dirty);
  ada.text.insert(0, 'a');
  assert.ok(room.dirty);
  room.flush(0);
  assert.ok(room.dirty);
  keep(room, appended[0]!.id);
  assert.ok(!room.dirty);
});

test('who works under the client id of another does not silence them: their later words are kept', () => {
  const { room, appended } = openRoom();
  const [ada, eve] = [new Client(room), new Client(room)];
  const id = ada.doc.clientID;
  ada.text.insert(0, 'Hello ');
  room.flush(0);
  eve.say(encodeUpdate(update([{ client: id, clock: 6, structs: [gc(100)] }])));
  room.flush(0);
  assert.notEqual(ada.doc.clientID, id, 'Yjs gives her another');
  ada.text.insert(6, 'world');
  room.flush(0);
  const stored = new Y.Doc();
  for (const { update } of appended) Y.applyUpdate(stored, update);
  assert.equal(stored.getText('text').toString(), 'Hello world');
});

test('the title goes to the store with each update, cut to 200 characters', () => {
  const { room, appended } = openRoom();
  const ada = new Client(room);
  ada.doc.getText('title').insert(0, 'Plan'.repeat(60));
  room.flush(0);
  assert.equal(appended[0]!.title, 'Plan'.repeat(50));
});

test('[ACK1] a quire.1 client is welcomed first and told what is stored of its own; a stock client is not', () => {
  const { room, appended } = openRoom();
  const [ada, stock] = [new Client(room, true), new Client(room)];
  assert.deepEqual(
    ada.frames[0],
    encodeWelcome({ version: 1, document: 'plan', epoch: 'one', ...ada.access, limits: advertisedLimits }),
  );
  ada.text.insert(0, 'a');
  ada.text.insert(1, 'b');
  stock.text.insert(0, 'c');
  room.flush(0);
  assert.deepEqual(ada.acks, []);
  keep(room, appended[0]!.id);
  assert.deepEqual(ada.acks, [2]);
  assert.deepEqual(stock.acks, []);
});

test('[ACK2] an answer to SyncStep1 counts, an empty one too', () => {
  const { room } = openRoom();
  const ada = new Client(room, true);
  ada.say(encodeSyncStep2(new Uint8Array([0, 0])));
  room.flush(0);
  assert.deepEqual(ada.acks, [1]);
});

test('[ACK4] a message that is refused is not acknowledged', () => {
  const { room } = openRoom();
  const ada = new Client(room, true);
  ada.say(encodeUpdate(malformed));
  room.flush(0);
  assert.deepEqual(ada.acks, []);
});

test('[ACK3] an update that waits for another is acknowledged only when both are stored', () => {
  const { room, appended } = openRoom();
  const [ada, ben] = [new Client(room, true), new Client(room, true)];
  const elsewhere = new Y.Doc();
  const updates: Uint8Array[] = [];
  elsewhere.on('update', (update: Uint8Array) => updates.push(update));
  elsewhere.getText('text').insert(0, 'one');
  elsewhere.getText('text').insert(3, 'two');
  ada.say(encodeUpdate(updates[1]!));
  ben.text.insert(0, 'ben');
  room.flush(0);
  keep(room, appended[0]!.id);
  assert.deepEqual([ada.acks, ben.acks], [[], [1]]);
  ada.say(encodeUpdate(updates[0]!));
  room.flush(0);
  assert.deepEqual(ada.acks, []);
  keep(room, appended[1]!.id);
  assert.deepEqual(ada.acks, [2]);
});

for (const [when, breaking] of [
  ['applied', breaksWhenApplied(666)],
  ['written', breaksWhenWritten(666)],
] as const) {
  test(`[HOSTILE1] what throws when it is ${when} is undone, closes its sender, and what came with it goes on`, () => {
    const { room, appended, reloads } = openRoom();
    const [ada, ben, mallory] = [new Client(room, true), new Client(room, true), new Client(room, true)];
    ada.text.insert(0, 'Hello');
    mallory.say(encodeUpdate(breaking));
    mallory.text.insert(0, 'after it');
    ben.text.insert(0, 'Hi');
    room.flush(0);
    assert.equal(reloads(), 1);
    assert.ok(room.dirty);
    assert.equal(
      appended.length + ada.received('update') + ben.received('update'),
      0,
      'nothing of a broken transaction',
    );
    room.rebuild([], 0);
    room.flush(0);
    assert.deepEqual([ada.closed, ben.closed, mallory.closed], [null, null, CloseCode.malformed]);
    const stored = new Y.Doc();
    for (const { id, update } of appended) {
      Y.applyUpdate(stored, update);
      keep(room, id);
    }
    for (const { doc } of [ada, ben]) assert.deepEqual(stateOf(doc), stateOf(stored));
    assert.deepEqual(ada.text.toDelta(), ben.text.toDelta());
    assert.equal(stateOf(stored).get(666), undefined);
    assert.deepEqual([ada.acks, ben.acks, mallory.acks], [[1], [1], []], '[ACK4]');
    assert.ok(!room.dirty);
  });
}

test('[HOSTILE1] while the document is loaded again nothing is said that depends on it, and all is said after', () => {
  const { room, appended } = openRoom();
  const [ada, ben, mallory] = [new Client(room, true), new Client(room), new Client(room)];
  ada.text.insert(0, 'Hello');
  room.flush(0);
  const before = [{ update: appended[0]!.update }];
  mallory.say(encodeUpdate(breaksWhenApplied(666)));
  room.flush(0);
  const heard = ben.frames.length;
  ben.say(encodeSyncStep1(new Uint8Array([0])));
  ben.say(encodeAwareness([{ clientID: 1, clock: 1, state: '{}' }]));
  ada.text.insert(5, ' world');
  room.flush(0);
  assert.deepEqual(
    ben.frames.slice(heard).map(([type]) => type),
    [MessageType.awareness],
    'awareness goes on',
  );
  assert.equal(ada.frames.at(-1)![0], MessageType.awareness);
  room.rebuild(
    before.map(({ update }) => update),
    0,
  );
  room.flush(0);
  assert.equal(ben.received('syncStep2'), 2);
  assert.equal(ben.text.toString(), 'Hello world');
  assert.deepEqual(
    ben.frames.slice(heard).map((frame) => decodeClientMessage(frame).type),
    ['awareness', 'syncStep2', 'update'],
  );
  for (const { id } of appended) keep(room, id);
  assert.deepEqual(ada.acks, [1, 2]);
});

test('[HOSTILE1] each of several hostile senders is found, and what an honest one had waiting is kept', () => {
  const { room, appended } = openRoom();
  const [ada, ben] = [new Client(room, true), new Client(room)];
  const hostile = [1, 2, 3].map(() => new Client(room));
  const elsewhere = new Y.Doc();
  const updates: Uint8Array[] = [];
  elsewhere.on('update', (update: Uint8Array) => updates.push(update));
  elsewhere.getText('text').insert(0, 'one');
  elsewhere.getText('text').insert(3, 'two');
  ada.say(encodeUpdate(updates[1]!));
  room.flush(0);
  for (const [i, client] of hostile.entries()) client.say(encodeUpdate(breaksWhenApplied(600 + i)));
  ada.say(encodeUpdate(updates[0]!));
  room.flush(0);
  room.rebuild([], 0);
  room.flush(0);
  assert.deepEqual(
    hostile.map(({ closed }) => closed),
    [4400, 4400, 4400],
  );
  assert.equal(ben.text.toString(), 'onetwo');
  for (const { id } of appended) keep(room, id);
  assert.deepEqual(ada.acks, [2]);
});

test('[HOSTILE1] an update that throws only once what it waited for is there closes its own sender', () => {
  const { room, appended } = openRoom();
  const [ada, mallory] = [new Client(room), new Client(room)];
  ada.doc.clientID = 5;
  mallory.say(encodeUpdate(waitsAndBreaks));
  room.flush(0);
  assert.equal(mallory.closed, null);
  ada.text.insert(0, 'Hello');
  room.flush(0);
  room.rebuild([], 0);
  room.flush(0);
  assert.deepEqual([ada.closed, mallory.closed], [null, CloseCode.malformed]);
  assert.equal(appended.length, 1);
});

test('[HOSTILE1] a stored document that cannot be read makes the rebuild throw', () => {
  const { room } = openRoom();
  new Client(room).say(encodeUpdate(breaksWhenApplied(666)));
  room.flush(0);
  assert.throws(() => room.rebuild([malformed], 0));
});

test('[ACK3] who is held back only by what another has waiting is acknowledged when that one leaves', () => {
  const { room, appended } = openRoom();
  const [ada, mallory] = [new Client(room, true), new Client(room)];
  const elsewhere = new Y.Doc();
  const updates: Uint8Array[] = [];
  elsewhere.on('update', (update: Uint8Array) => updates.push(update));
  elsewhere.getText('text').insert(0, 'one');
  elsewhere.getText('text').insert(3, 'two');
  mallory.say(encodeUpdate(update([{ client: 666, clock: 1, structs: [gc(1)] }])));
  ada.say(encodeUpdate(updates[1]!));
  room.flush(0);
  ada.say(encodeUpdate(updates[0]!));
  room.flush(0);
  for (const { id } of appended) keep(room, id);
  room.leave(mallory, 0);
  room.flush(0);
  assert.deepEqual(ada.acks, [2]);
});

/** A text of so many bytes as an update, by a client of its own. */
const sized = (bytes: number, client = 700) => {
  const overhead = update([{ client, structs: [text('x'.repeat(bytes))] }]).length - bytes;
  return update([{ client, structs: [text('x'.repeat(bytes - overhead))] }]);
};

test('[HOSTILE4] who would make the document larger than it may be is closed with 4413, deletions are let in, others go on', () => {
  const { room, appended } = openRoom([sized(limits.documentBytes - 2_000, 1)]);
  const [ada, ben, cleo] = [new Client(room), new Client(room), new Client(room)];
  ada.say(encodeUpdate(sized(2_000)));
  ben.say(encodeUpdate(sized(100, 701)));
  assert.deepEqual([ada.closed, ben.closed], [null, CloseCode.tooLarge]);
  room.flush(0);
  cleo.say(encodeUpdate(sized(2_000)));
  cleo.say(encodeUpdate(update([], [{ client: 1, ranges: [[0, limits.documentBytes / 2]] }])));
  room.flush(0);
  assert.equal(cleo.closed, null, 'what is known is no more, and what only deletes is always let in');
  assert.equal(appended.length, 2);
  cleo.say(encodeUpdate(sized(limits.measureAgainAfter, 702)));
  assert.equal(cleo.closed, CloseCode.tooLarge, 'it was measured but now');
});

test('[HOSTILE2] a state vector that is too large closes with 4413', () => {
  for (const [length, closed] of [
    [limits.stateVectorBytes, null],
    [limits.stateVectorBytes + 1, CloseCode.tooLarge],
  ] as const) {
    const { room } = openRoom();
    const ada = new Client(room);
    ada.say(encodeSyncStep1(new Uint8Array(length)));
    assert.equal(ada.closed, closed);
  }
});

test('[HOSTILE4] who sends more than can be taken in is closed with 1013', () => {
  const { room } = openRoom();
  const [ada, ben] = [new Client(room), new Client(room)];
  const known = sized(limits.inboxBytes / 2);
  ada.say(encodeUpdate(known));
  ada.say(encodeUpdate(known));
  ben.say(encodeUpdate(sized(20)));
  assert.deepEqual([ada.closed, ben.closed], [null, CloseCode.overloaded]);
});

test('[HOSTILE4] much that waits is applied in turns, and acknowledged as far as it is', () => {
  for (const [count, size] of [
    [3, limits.flushBytes / 2],
    [limits.flushUpdates + 1, 20],
  ] as const) {
    const { room, appended, scheduled } = openRoom();
    const ada = new Client(room, true);
    for (let i = 0; i < count; i++) ada.say(encodeUpdate(sized(size, 1_000_000 + i)));
    room.flush(0);
    assert.ok(room.behind);
    assert.equal(scheduled.length, 2);
    keep(room, appended[0]!.id);
    room.flush(0);
    assert.ok(!room.behind);
    keep(room, appended[1]!.id);
    const acks = ada.frames.filter(([type]) => type === MessageType.ack);
    assert.deepEqual(acks, [encodeAck(count - 1), encodeAck(count)]);
  }
});

test('[HOSTILE5] past the limit of what waits for missing updates it is dropped, and whom it is of closed: who was asked and has answered for good', () => {
  const waits = (bytes: number, client: number) =>
    update([{ client, clock: 1, structs: [text('x'.repeat(bytes), { root: 't' })] }]);
  const { room, appended } = openRoom();
  const [ada, ben, mallory] = [new Client(room, true), new Client(room), new Client(room)];
  mallory.say(encodeUpdate(waits(1, 600)));
  room.flush(0);
  mallory.say(encodeSyncStep2(waits(limits.pendingBytes / 2, 601)));
  room.flush(0);
  assert.equal(mallory.closed, null);
  ben.say(encodeUpdate(waits(limits.pendingBytes / 2, 602)));
  ada.text.insert(0, 'Hello');
  room.flush(0);
  assert.deepEqual([ada.closed, ben.closed, mallory.closed], [null, CloseCode.overloaded, CloseCode.malformed]);
  for (const { id } of appended) keep(room, id);
  assert.deepEqual(ada.acks, [1]);
});

test('[HOSTILE5] so it is when it is in too many pieces or of too many clients', () => {
  for (const [make, most] of [
    [
      (count: number) => Array.from({ length: count }, () => update([{ client: 600, clock: 1, structs: [gc(1)] }])),
      limits.pendingUpdates,
    ],
    [
      (count: number) => [
        update(Array.from({ length: count }, (_, i) => ({ client: 600 + i, clock: 1, structs: [gc(1)] }))),
      ],
      limits.pendingClients,
    ],
  ] as const) {
    for (const [count, closed] of [
      [most, null],
      [most + 1, CloseCode.overloaded],
    ] as const) {
      const { room } = openRoom();
      const mallory = new Client(room);
      for (const waits of make(count)) mallory.say(encodeUpdate(waits));
      room.flush(0);
      assert.equal(mallory.closed, closed, `${count}`);
    }
  }
});

test('[ACK3] [HOSTILE5] what was dropped is never acknowledged', () => {
  const { room } = openRoom();
  const mallory = new Client(room, true);
  mallory.say(encodeUpdate(update([{ client: 600, clock: 1, structs: [text('x'.repeat(limits.pendingBytes))] }])));
  room.flush(0);
  assert.equal(mallory.closed, CloseCode.overloaded);
  mallory.say(encodeSyncStep2(new Uint8Array([0, 0])));
  room.flush(0);
  assert.deepEqual(mallory.acks, []);
});

test('[HOSTILE6] a state of awareness that is too large closes with 4413', () => {
  const state = (length: number) => JSON.stringify({ x: 'x'.repeat(length - 8) });
  for (const [length, closed] of [
    [limits.awarenessState, null],
    [limits.awarenessState + 1, CloseCode.tooLarge],
  ] as const) {
    const { room } = openRoom();
    const ada = new Client(room);
    assert.equal(state(length).length, length);
    ada.say(encodeAwareness([{ clientID: 1, clock: 1, state: state(length) }]));
    assert.equal(ada.closed, closed);
  }
});

test('deletions that are out of order are taken in', () => {
  const { room } = openRoom([update([{ client: 1, structs: [text('abcdef')] }])]);
  const ada = new Client(room);
  new Client(room).say(
    encodeUpdate(
      update(
        [],
        [
          {
            client: 1,
            ranges: [
              [4, 1],
              [0, 2],
            ],
          },
        ],
      ),
    ),
  );
  room.flush(0);
  assert.equal(ada.text.toString(), 'cdf');
});

test('[HOSTILE1] [ACK3] what was held back before the document was loaded again stays held back', () => {
  const { room, appended } = openRoom();
  const [ada, ben, mallory] = [new Client(room, true), new Client(room, true), new Client(room)];
  ada.say(encodeUpdate(update([{ client: 5, clock: 1, structs: [text('x', { root: 't' })] }])));
  room.flush(0);
  mallory.say(encodeUpdate(breaksWhenApplied(666)));
  ben.text.insert(0, 'Hello');
  room.flush(0);
  room.rebuild([], 0);
  room.flush(0);
  for (const { id } of appended) keep(room, id);
  assert.deepEqual([ada.acks, ben.acks], [[], [1]]);
});

/** All of a document of which only its making shows that it is damaged: its second part is no JSON. */
const damagedWithin = update([{ client: 5, structs: [text('x'), embed('{')] }], [{ client: 5, ranges: [[0, 1]] }]);
const ownState = Y.encodeStateVector(new Map([[5, 2]]));
const allDeletions = update([], [{ client: 5, ranges: [[0, 1]] }]);

/** Somebody in the room who makes nothing of what is sent. */
function listener(room: Room, role: Role = 'admin') {
  const frames: Uint8Array[] = [];
  const closed: number[] = [];
  const member: Member = {
    speaksQuire: true,
    role,
    user: null,
    access: { role, user: null, expiresIn: null },
    congested: false,
    send: (frame) => void frames.push(frame),
    close: (code) => void closed.push(code),
  };
  room.join(member);
  const say = (message: RoomMessage) => room.receive(member, message, 0);
  return { frames, closed, say, ask: (stateVector: Uint8Array) => say({ type: 'syncStep1', stateVector }) };
}

test('who comes with nothing, or back with all there is, needs nothing to be made of the document, and is acknowledged', () => {
  const { room, appended, reloads } = openRoom([damagedWithin]);
  for (const role of roles) {
    const { frames, closed, say, ask } = listener(room, role);
    ask(new Uint8Array([0]));
    assert.deepEqual(frames.at(-1), encodeSyncStep2(damagedWithin));
    ask(ownState);
    assert.deepEqual(frames.at(-1), encodeSyncStep2(allDeletions));
    say({ type: 'syncStep2', update: allDeletions });
    room.flush(0);
    assert.deepEqual(frames.at(-1), encodeAck(1), role);
    assert.deepEqual(closed, []);
  }
  assert.deepEqual([appended.length, reloads(), room.dirty], [0, 0, false]);
  assert.equal(room.read().length, damagedWithin.length);
});

test('all who ask the same at the same state are sent the same array', () => {
  const doc = new Y.Doc();
  doc.getText('text').insert(0, 'Hello');
  const { room } = openRoom([Y.encodeStateAsUpdate(doc)]);
  const round = () =>
    [1, 2, 3].map(() => {
      const { frames, ask } = listener(room);
      for (const stateVector of [new Uint8Array([0]), Y.encodeStateVector(doc)]) ask(stateVector);
      return frames.slice(1); // without the welcome
    });
  const assertSame = (frames: Uint8Array[][]) => {
    assert.deepEqual(
      frames[0]!.map((frame) => decodeClientMessage(frame).type),
      ['syncStep1', 'syncStep2', 'syncStep2'],
    );
    for (const each of frames) assert.ok(each.every((frame, i) => frame === frames[0]![i]));
  };
  const encoded = round();
  assertSame(encoded);
  const ada = new Client(room);
  ada.text.insert(5, ' world');
  room.flush(0);
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(ada.doc));
  const changed = round();
  assertSame(changed);
  assert.ok(changed[0]!.every((frame, i) => frame !== encoded[0]![i]));
});

test("[KEEP2] damage that is found only when something is asked or written is no peer's fault, and ends in a reload", () => {
  const word: RoomMessage = { type: 'update', update: update([{ client: 7, structs: [text('y')] }]) };
  const meets = {
    asking: ({ ask }: ReturnType<typeof listener>) => ask(Y.encodeStateVector(new Map([[5, 1]]))),
    writing: ({ say }: ReturnType<typeof listener>) => say(word),
    'writing what may not be': ({ say }: ReturnType<typeof listener>) => say(word),
  };
  for (const [what, meet] of Object.entries(meets)) {
    const { room, appended, reloads } = openRoom([damagedWithin], what.includes('may not'));
    const [one, other] = [listener(room), listener(room)];
    meet(one);
    room.flush(0);
    assert.equal(reloads(), 1, what);
    meet(other);
    other.ask(new Uint8Array([0]));
    room.flush(0);
    assert.equal(reloads(), 1, 'it is on its way');
    assert.throws(() => room.rebuild([damagedWithin], 0));
    assert.deepEqual([appended.length, one.closed], [0, []], what);
    assert.ok(
      one.frames.every(([type]) => type !== MessageType.ack),
      'nothing is acknowledged',
    );
    assert.ok(room.dirty);
  }
});

test("[HOSTILE2] a state vector that cannot be read is its sender's fault, in a encoded document too", () => {
  const doc = new Y.Doc();
  doc.getText('text').insert(0, 'Hello');
  const { room, reloads } = openRoom([Y.encodeStateAsUpdate(doc)]);
  const { closed, ask } = listener(room);
  ask(new Uint8Array([3, 1]));
  assert.deepEqual([closed, reloads()], [[CloseCode.malformed], 0]);
});
