// Role × message × moment: what the server does with each message in each role. A client joins in the role, or changes
// to it before, at or after the message. Each case runs for a quire.1 client and for a stock client, and over each kind
// of channel.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import * as Y from 'yjs';
import { type Authority, everybody, type Identity } from '../../auth/authority.ts';
import { limits } from '../../limits/limits.ts';
import { CloseCode } from '../../../protocol/close-codes.ts';
import {
  decodeClientMessage,
  encodeAck,
  encodeAwareness,
  encodeNotice,
  encodeSyncStep1,
  encodeSyncStep2,
  encodeToken,
  encodeUpdate,
  MessageType,
} from '../../../protocol/messages.ts';
import { encodeFrames } from '../../../protocol/frame-bodies.ts';
import { permits, type Role, roles, type User } from '../../../protocol/roles.ts';
import { type Carrier, ResumableChannel } from '../../connection/resumable.ts';
import { type JoinRequest, Session, type SessionDeps } from '../../connection/session.ts';
import { textOf, updatesOf, whole } from '../store-contract.ts';
import { MemoryStore } from '../../store/memory.ts';
import { joinRequest, openRoomsOn } from '../rooms.ts';
import { TestClock } from '../clock.ts';

/** What the server has logged. */
const logged: string[] = [];
const log = pino({ level: 'info' }, { write: (line: string) => void logged.push(line) });
const ada: User = { id: 'ada', name: 'Ada', color: null, guest: false };
const eve: User = { id: 'eve', name: 'Eve', color: '#0b7a75', guest: false };

/** An identity whose role the test changes. */
class Person implements Identity {
  role: Role | null;
  expiresAt = Infinity;
  revoked = false;
  readonly patterns = ['plan'];
  readonly newNamePrefix = null;
  readonly user: User;

  constructor(role: Role | null, user = eve) {
    this.role = role;
    this.user = user;
  }

  isRevoked = () => this.revoked;
  roleIn = () => this.role;
}

/** What a client is connected by. */
type Kind = 'a WebSocket' | 'plain HTTP';

/** A session, how its client says something, and what the client got. */
interface Joined {
  readonly session: Session;
  readonly say: (frame: Uint8Array) => void;
  readonly frames: Uint8Array[];
  readonly closed: number[];
}

function overWebSocket(request: JoinRequest, deps: SessionDeps, speaksQuire: boolean): Joined {
  const frames: Uint8Array[] = [];
  const closed: number[] = [];
  const channel = {
    speaksQuire,
    received: 0,
    buffered: 0,
    send: (frame: Uint8Array) => void frames.push(frame),
    close: (code: number) => void closed.push(code),
    ping: () => {},
    terminate: () => {},
  };
  const session = new Session(request, channel, deps);
  return { session, say: (frame) => session.receive(frame, true), frames, closed };
}

/** A client with a stream. It sends each of its bodies twice, as if the answer to the first had been lost. */
function overHttp(request: JoinRequest, deps: SessionDeps, speaksQuire: boolean): Joined {
  const frames: Uint8Array[] = [];
  const closed: number[] = [];
  const channel = new ResumableChannel(speaksQuire);
  const session = new Session(request, channel, deps);
  channel.serve(session);
  const carrier: Carrier = {
    ready: true,
    received: 0,
    buffered: 0,
    send: (all) => void frames.push(...all),
    ping: () => false,
    end: () => {},
    close: (code, _reason, done) => {
      closed.push(code);
      done();
    },
    terminate: () => {},
  };
  channel.carry(carrier, 0);
  let sent = 0;
  const say = (frame: Uint8Array) => {
    const body = encodeFrames([frame]);
    sent++;
    channel.take(body, sent);
    channel.take(body, sent);
    channel.confirm(frames.length);
  };
  return { session, say, frames, closed };
}

/** A document that holds `stored`, a session of a watcher, and a session of `person`. */
async function openRoom(
  person: Identity,
  speaksQuire: boolean,
  authority: Authority = { identify: async () => null },
  kind: Kind = 'a WebSocket',
) {
  const clock = new TestClock();
  const store = new MemoryStore();
  const { epoch } = whole(await store.load('plan'));
  await store.append('plan', epoch, stored, '');
  const deps = { rooms: openRoomsOn(store, clock).rooms, authority, log, clock };
  const join = (identity: Identity, quire: boolean, over: Kind) => {
    const request = { ...joinRequest('plan'), identity };
    return over === 'a WebSocket' ? overWebSocket(request, deps, quire) : overHttp(request, deps, quire);
  };
  const watcher = join(everybody, false, 'a WebSocket');
  const one = join(person, speaksQuire, kind);
  await clock.advance(0);
  watcher.session.receive(messages['a question for the presence of all'], true); // it hears of changes from now on
  return { clock, store, watcher, ...one };
}

const [stored, fresh] = (() => {
  const updates = updatesOf(3);
  return [updates.slice(0, 2), updates[2]!];
})();

const messages = {
  'a question': encodeSyncStep1(new Uint8Array([0])),
  'an empty answer': encodeSyncStep2(new Uint8Array([0, 0])),
  'an answer with nothing new': encodeSyncStep2(stored[0]!),
  'an answer with something new': encodeSyncStep2(fresh),
  'an update with nothing new': encodeUpdate(stored[0]!),
  'an update with something new': encodeUpdate(fresh),
  'its own presence': encodeAwareness([{ clientID: 7, clock: 1, state: '{}' }]),
  'a question for the presence of all': new Uint8Array([MessageType.queryAwareness]),
};
type Name = keyof typeof messages;

const typesOf = (frames: readonly Uint8Array[]) => frames.map((frame) => decodeClientMessage(frame).type as string);
const has = (frames: readonly Uint8Array[], wanted: Uint8Array) =>
  frames.some((frame) => Buffer.compare(frame, wanted) === 0);
const refusal = encodeNotice({ type: 'refused' });

type Moment = 'joined in it' | 'changed to it' | 'changing to it at that moment' | 'changing to another right after';

/** The roles that the client may have had before. */
const before: Record<Moment, readonly Role[]> = {
  'joined in it': ['read'], // not used
  'changed to it': roles,
  'changing to it at that moment': roles,
  'changing to another right after': ['read'], // not used
};

for (const moment of Object.keys(before) as Moment[]) {
  test(`[AUTH2] [AUTH3] role × message, ${moment}`, async () => {
    for (const role of [null, ...roles]) {
      // The gate admits nobody without a role.
      if (role === null && (moment === 'joined in it' || moment === 'changing to another right after')) continue;
      for (const earlier of before[moment]) {
        for (const name of Object.keys(messages) as Name[]) {
          for (const speaksQuire of [true, false]) {
            for (const kind of ['a WebSocket', 'plain HTTP'] as const) {
              await tryOut(role, earlier, name, moment, speaksQuire, kind);
            }
          }
        }
      }
    }
  });
}

async function tryOut(
  role: Role | null,
  earlier: Role,
  name: Name,
  moment: Moment,
  speaksQuire: boolean,
  kind: Kind,
): Promise<void> {
  const changes = moment === 'changed to it' || moment === 'changing to it at that moment';
  const person = new Person(changes ? earlier : role);
  const { session, say, clock, frames, closed, watcher, store } = await openRoom(person, speaksQuire, undefined, kind);
  const asked = typesOf(frames).includes('syncStep1');
  person.role = role;
  if (moment === 'changed to it') {
    session.recheckAccess();
    await clock.advance(0); // over HTTP, frames go out at the end of the turn
  }
  const askedAgain = typesOf(frames).filter((type) => type === 'syncStep1').length > (asked ? 1 : 0);
  watcher.frames.length = 0;
  const sentBefore = frames.length;
  logged.length = 0;
  say(messages[name]);
  if (moment === 'changing to another right after') person.role = permits(role, 'write') ? 'read' : 'write';
  await clock.advance(limits.acknowledgementWindow);

  const label = `${name}, ${role} (before: ${earlier}), ${moment}, ${speaksQuire ? 'quire.1' : 'stock'}, ${kind}`;
  const answers = frames.slice(sentBefore);
  const isNew = name.endsWith('with something new');
  const writes = permits(role, 'write');
  const updates = whole(await store.load('plan')).updates;
  assert.equal(textOf(updates), isNew && writes ? '0 1 2 ' : '0 1 ', `${label}: the stored text`);
  assert.equal(typesOf(watcher.frames).includes('update'), isNew && writes, `${label}: the watcher's updates`);
  const isPresent = watcher.frames.some((frame) => decodeClientMessage(frame).type === 'awareness' && frame.length > 4);
  assert.equal(isPresent, name === 'its own presence' && role !== null, `${label}: the presence`);
  if (role === null) return assert.deepEqual(closed, [CloseCode.forbidden], `${label}: closed`);

  const refused = isNew && !writes;
  assert.deepEqual(closed, [], `${label}: closed`);
  const lines = logged.filter((line) => line.includes('a client that may only read wrote'));
  assert.equal(lines.length, refused && !speaksQuire ? 1 : 0, `${label}: logged`);
  assert.equal(has(answers, refusal), refused && speaksQuire, `${label}: notice`);
  const counts = speaksQuire && /answer|update/.test(name);
  assert.equal(has(answers, encodeAck(1)), counts && !refused, `${label}: acknowledged`);
  assert.equal(typesOf(answers).includes('syncStep2'), name === 'a question', `${label}: answered`);
  if (moment === 'joined in it') assert.equal(asked, writes, `${label}: SyncStep1`);
  if (moment === 'changed to it') {
    assert.equal(askedAgain, writes && !permits(earlier, 'write'), `${label}: SyncStep1 after the change`);
  }
}

test('[AUTH2] a stock client that may only read is logged once, whatever it writes, and reads on', async () => {
  const { session, clock, frames, closed, watcher, store } = await openRoom(new Person('read'), false);
  logged.length = 0;
  const doc = new Y.Doc();
  doc.on('update', (update: Uint8Array) => session.receive(encodeUpdate(update), true));
  for (let i = 0; i < 100; i++) {
    doc.getText('text').insert(0, 'x'); // each depends on the one before, which was refused
    await clock.advance(limits.flushWindow);
  }
  assert.equal(logged.length, 1);
  assert.deepEqual(closed, []);
  frames.length = 0;
  watcher.session.receive(encodeUpdate(fresh), true);
  session.receive(messages['a question'], true);
  await clock.advance(0);
  assert.deepEqual(typesOf(frames), ['syncStep2', 'update'], 'it is asked for nothing');
  assert.equal(textOf(whole(await store.load('plan')).updates), '0 1 2 ');
});

test('[AUTH3] a stock client that may write later brings what was refused', async () => {
  const person = new Person('read');
  const { session, clock, frames, store } = await openRoom(person, false);
  session.receive(messages['an update with something new'], true);
  await clock.advance(0);
  person.role = 'write';
  session.recheckAccess();
  assert.ok(typesOf(frames).includes('syncStep1'));
  session.receive(messages['an answer with something new'], true);
  await clock.advance(0);
  assert.equal(textOf(whole(await store.load('plan')).updates), '0 1 2 ');
});

test('[AUTH3] a quire.1 client gets its role and each change of it; a stock client gets neither', async () => {
  for (const speaksQuire of [true, false]) {
    const person = new Person('read');
    const { session, frames } = await openRoom(person, speaksQuire);
    const notices = () => frames.filter(([type]) => type === MessageType.notice);
    session.recheckAccess();
    assert.deepEqual(notices(), []);
    person.role = 'write';
    session.recheckAccess();
    session.recheckAccess();
    const notice = encodeNotice({ type: 'role', role: 'write', user: eve, expiresIn: null });
    assert.deepEqual(notices(), speaksQuire ? [notice] : []);
    assert.equal(frames[0]![0] === MessageType.welcome, speaksQuire);
  }
});

test('[AUTH3] a token that expired or was revoked closes with 4401', async () => {
  for (const end of ['time', 'revocation']) {
    const person = new Person('write');
    person.expiresAt = 1000;
    const { session, clock, closed } = await openRoom(person, true);
    await clock.advance(999 - clock.now());
    assert.ok(session.recheckAccess());
    if (end === 'time') await clock.advance(1);
    else person.revoked = true;
    session.receive(messages['an update with something new'], true);
    assert.deepEqual(closed, [CloseCode.unauthorized], end);
  }
});

test('[ACK4] a client that may write later sends refused work again, and gets its Ack', async () => {
  const person = new Person('read');
  const { session, clock, frames, store } = await openRoom(person, true);
  session.receive(messages['an update with something new'], true);
  await clock.advance(0);
  assert.ok(has(frames, refusal));
  person.role = 'write';
  session.recheckAccess();
  assert.ok(typesOf(frames).includes('syncStep1'));
  session.receive(messages['an answer with something new'], true);
  await clock.advance(limits.acknowledgementWindow);
  assert.ok(has(frames, encodeAck(2)));
  assert.equal(textOf(whole(await store.load('plan')).updates), '0 1 2 ');
});

test('[ACK4] a SyncStep2 sent before the role changed does not cover what was refused after it', async () => {
  const person = new Person('write');
  const { session, clock, frames } = await openRoom(person, true);
  const doc = new Y.Doc();
  doc.getText('text').insert(0, 'more');
  session.receive(messages['an answer with nothing new'], true);
  person.role = 'read';
  session.receive(encodeUpdate(Y.encodeStateAsUpdate(doc)), true);
  await clock.advance(0);
  assert.ok(has(frames, encodeAck(1)) && !has(frames, encodeAck(2)));
});

test('a valid token replaces the current one on an open connection; an invalid one changes nothing', async () => {
  const better = new Person('write', ada);
  const authority: Authority = {
    identify: async (token) => {
      if (token === 'down') throw new Error('no answer');
      return token === 'better' ? better : token === 'elsewhere' ? new Person(null) : null;
    },
  };
  const person = new Person('read');
  person.expiresAt = 1000;
  const { session, clock, frames, closed, watcher } = await openRoom(person, true, authority);
  session.receive(encodeAwareness([{ clientID: 7, clock: 1, state: '{"name":"Mallory"}' }]), true);
  const said = () => watcher.frames.map((frame) => new TextDecoder().decode(frame)).join();
  for (const token of ['', 'worse', 'elsewhere', 'down']) session.receive(encodeToken(token), true);
  await clock.advance(1);
  assert.ok(!frames.some(([type]) => type === MessageType.notice));
  assert.match(said(), /"name":"Eve"/);

  session.receive(encodeToken('better'), true);
  await clock.advance(1);
  assert.ok(has(frames, encodeNotice({ type: 'role', role: 'write', user: ada, expiresIn: null })));
  assert.ok(
    has(frames, encodeAwareness([{ clientID: 7, clock: 1 + 2 * limits.awarenessLead, state: null }])),
    'the client is asked to announce itself again',
  );
  session.receive(encodeAwareness([{ clientID: 7, clock: 2, state: '{"name":"Mallory"}' }]), true);
  await clock.advance(1000);
  session.recheckAccess();
  assert.match(said(), /"name":"Ada"/);
  assert.ok(!said().includes('Mallory'));
  assert.deepEqual(closed, []);
});

test('[AUTH5] the author of a client is the user who first brought its work, not one who repeats it', async () => {
  const theirs = new Y.Doc();
  theirs.clientID = 42;
  theirs.getText('text').insert(0, 'Hello');
  const update = Y.encodeStateAsUpdate(theirs);
  const { session, clock, store } = await openRoom(new Person('write'), true);
  session.receive(encodeUpdate(update), true);
  await clock.advance(0);
  session.receive(encodeUpdate(update), true);
  await clock.advance(0);
  assert.deepEqual(await store.authors('plan'), [{ clientID: 42, user: 'eve', name: 'Eve' }]);
});
