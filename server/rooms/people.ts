// The people in a room, from the states of awareness that their pages sent. A state is whatever a peer said, so that
// only texts of a bounded length are taken from it. Pure.

import { limits } from '../limits/limits.ts';
import { longestPersonName } from '../../protocol/roles.ts';

export interface PresentPerson {
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

/** The people whose pages have these states, each a JSON object as text. The pages of one person count once. */
export function peopleIn(states: readonly string[]): People {
  const persons = new Map<string, PresentPerson>();
  for (const [i, state] of states.slice(0, limits.readStates).entries()) {
    const { key, ...person } = personIn(JSON.parse(state) as Record<string, unknown>, i);
    persons.set(key, { ...person, away: person.away && (persons.get(key)?.away ?? true) });
  }
  const people = [...persons.values()].slice(0, limits.namedPeople);
  return { people, more: persons.size - people.length + Math.max(0, states.length - limits.readStates) };
}

/** The person of one state. Pages share a person by `person` and the name, as our own pages count them. */
function personIn(state: Record<string, unknown>, index: number): PresentPerson & { key: string } {
  const user = (typeof state['user'] === 'object' ? state['user'] : null) as Record<string, unknown> | null;
  const { person } = state;
  const said = (field: string) => [state[field], user?.[field]].find((value) => typeof value === 'string') as string;
  const name = (said('name') ?? '').slice(0, longestPersonName);
  const color = /^#[0-9a-f]{6}$/i.test(said('color') ?? '') ? said('color') : null;
  const key = typeof person === 'string' ? JSON.stringify([person.slice(0, 100), name]) : String(index);
  return { key, name, color, away: state['away'] === true };
}
