// Awareness states of about the usual length. Pure.

import type { Person } from './person.ts';

const userOf = ({ client }: Person) => ({ name: `Person ${client % 1000}`, color: '#3366cc' });

/** The state of a person who looks on. */
export const nameOf = (person: Person): string => JSON.stringify({ user: userOf(person) });

/** The state of a person whose caret has just moved. */
export function caretOf(person: Person): string {
  const place = { type: null, tname: 'text', item: { client: person.client, clock: person.written }, assoc: 0 };
  return JSON.stringify({ user: userOf(person), cursor: { anchor: place, head: place } });
}
