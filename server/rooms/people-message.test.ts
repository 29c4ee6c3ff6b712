import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { longestPersonName } from '../../protocol/roles.ts';
import { limits } from '../limits/limits.ts';
import { peopleIn } from './people.ts';
import { decodePeopleMessage, encodePeopleMessage, type PeopleMessage } from './people-message.ts';

const encoded = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

const person = { id: '=a', name: 'Ada', color: '#0b7a75', away: false };
const message = (changes: Partial<PeopleMessage> = {}): PeopleMessage => ({
  version: 1,
  from: 'a',
  number: 1,
  lasts: 1_000,
  lists: [{ document: 'plan', people: [person], more: 0 }],
  asks: false,
  ...changes,
});

test('a message arrives as it was sent, whatever pages say of their people', () => {
  const said = fc.record({
    name: fc.string({ unit: 'binary' }),
    person: fc.string({ unit: 'binary' }),
    color: fc.string(),
  });
  fc.assert(
    fc.property(fc.array(said, { maxLength: 30 }), (states) => {
      const found = peopleIn(states.map((state, client) => [client, JSON.stringify(state)]));
      const sent = message({ lists: [{ document: 'team/plan', people: [...found.people], more: found.more }] });
      assert.deepEqual(decodePeopleMessage(encodePeopleMessage(sent)), sent);
    }),
  );
});

test('the largest message that a server sends can be read', () => {
  const states = Array.from({ length: limits.namedPeople }, (_, i) => {
    const long = String.fromCharCode(i + 1).repeat(1_000); // six bytes each, in JSON
    return [i, JSON.stringify({ name: long, person: long, color: '#0b7a75' })] as const;
  });
  const list = { document: 'd'.repeat(200), people: [...peopleIn(states).people], more: Number.MAX_SAFE_INTEGER };
  const largest = message({ lists: Array<typeof list>(limits.sharedLists).fill(list) });
  const data = encodePeopleMessage(largest);
  assert.ok(data.length > limits.sharedListsBytes / 2);
  assert.deepEqual(decodePeopleMessage(data), largest);
  assert.equal(decodePeopleMessage(encoded({ ...largest, lists: [...largest.lists, list] })), null);
});

test('what is no message, too large, or of another version is none', () => {
  const withPerson = (changes: object) =>
    encoded(message({ lists: [{ document: 'plan', people: [{ ...person, ...changes }], more: 0 }] }));
  const padded = (bytes: number) => {
    const data = encoded(message());
    return new TextEncoder().encode(new TextDecoder().decode(data) + ' '.repeat(bytes - data.length));
  };
  assert.ok(decodePeopleMessage(padded(limits.sharedListsBytes)) !== null);
  assert.ok(decodePeopleMessage(withPerson({ name: 'x'.repeat(longestPersonName) })) !== null);
  for (const data of [
    padded(limits.sharedListsBytes + 1),
    new Uint8Array(),
    Uint8Array.of(255, 254, 1),
    encoded(null),
    encoded({ ...message(), version: 2 }),
    encoded(message({ number: -1 })),
    encoded(message({ lasts: -1 })),
    encoded(message({ lists: [{ document: '../etc', people: [], more: 0 }] })),
    encoded(message({ lists: [{ document: 'plan', people: [], more: 0.5 }] })),
    encoded(message({ lists: [{ document: 'plan', people: Array(limits.namedPeople + 1).fill(person), more: 0 }] })),
    withPerson({ name: 'x'.repeat(longestPersonName + 1) }),
    withPerson({ id: 'x'.repeat(1_000) }),
    withPerson({ color: 'red; background: url(//evil.example)' }),
    withPerson({ away: 'no' }),
  ]) {
    assert.equal(decodePeopleMessage(data), null);
  }
});

test('a newer server of this version may say more', () => {
  const later = encoded({ ...message(), title: 'new', lists: [{ ...message().lists[0], pages: 2 }] });
  assert.deepEqual(decodePeopleMessage(later), message());
});
