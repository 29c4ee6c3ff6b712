// The people in a room, from the states of awareness that their pages sent. A state is whatever a peer said, so that
// only texts of a bounded length are taken from it. Lists of several servers become one. Pure.

import { limits } from '../limits/limits.ts';
import { longestPersonName } from '../../protocol/roles.ts';

export interface PresentPerson {
  /** What the pages of one person have in common, on all servers: with the same name, too, they count once. */
  readonly id: string;
  /** As the peer said it; not safe to show as it is. Empty when the peer said none. */
  readonly name: string;
  /** CSS hex, such as `#0b7a75`; null when the peer said none. */
  readonly color: string | null;
  /** Whether all pages of the person say so: they are hidden, or nobody has touched them for a minute. */
  readonly away: boolean;
}

export interface People {
  /** At most `limits.namedPeople`. */
  readonly people: readonly PresentPerson[];
  /** The number of further people, at least about. */
  readonly more: number;
}

/** Where somebody knows who is where. */
export interface PeopleSource {
  /** The people in each document that somebody has open, of the documents that `isWanted` names. */
  people(isWanted: (document: string) => boolean): Iterable<readonly [document: string, people: People]>;
}

export const nobody: People = { people: [], more: 0 };

/** How a `color` is written. */
export const personColor = /^#[0-9a-f]{6}$/i;

/** The longest part of a person's `person` that counts: our own pages send a hash of 22 characters. */
const longestPerson = 100;
/** The longest `id`: a mark, and the person, or the number of a Yjs client in place of one. */
export const longestPersonId = longestPerson + 1;

/** The people whose Yjs clients have these states, each a JSON object as text. The pages of one person count once. */
export function peopleIn(states: readonly (readonly [client: number, state: string])[]): People {
  const read = states.slice(0, limits.readStates);
  const found = read.map(([client, state]) => personIn(client, JSON.parse(state) as Record<string, unknown>));
  return count(found, states.length - read.length);
}

/** The people of several lists. A person who is in more than one counts once. */
export function mergePeople(lists: readonly People[]): People {
  return count(
    lists.flatMap(({ people }) => people),
    lists.reduce((sum, { more }) => sum + more, 0),
  );
}

function count(found: readonly PresentPerson[], more: number): People {
  const persons = new Map<string, PresentPerson>();
  for (const person of found) {
    const key = JSON.stringify([person.id, person.name]);
    persons.set(key, { ...person, away: person.away && (persons.get(key)?.away ?? true) });
  }
  const people = [...persons.values()].slice(0, limits.namedPeople);
  return { people, more: persons.size - people.length + more };
}

/** The person of one state. Pages share a person by `person` and the name, as our own pages count them. */
function personIn(client: number, state: Record<string, unknown>): PresentPerson {
  const user = (typeof state['user'] === 'object' ? state['user'] : null) as Record<string, unknown> | null;
  const { person } = state;
  const said = (field: string) => [state[field], user?.[field]].find((value) => typeof value === 'string') as string;
  const name = (said('name') ?? '').slice(0, longestPersonName);
  const color = personColor.test(said('color') ?? '') ? said('color') : null;
  const id = typeof person === 'string' ? `=${person.slice(0, longestPerson)}` : `#${client}`;
  return { id, name, color, away: state['away'] === true };
}
