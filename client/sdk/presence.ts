// The people in a document. Presence owns the fields `name`, `color`, `since` and `away` of the local awareness state,
// and leaves the other fields alone. Two people have different colours as long as one is free: the later one changes.

import type { Awareness } from 'y-protocols/awareness';
import type { User } from '../../protocol/roles.ts';
import { isHidden, onVisibilityChange } from './page-events.ts';
import { palette, safeColor } from './palette.ts';
import { displayName, type Profile, type ProfileStore } from './profile.ts';

export interface Person {
  readonly clientID: number;
  /** Safe to show: see `displayName`. */
  readonly name: string;
  /** Safe in a style: `#` and six hexadecimal digits. */
  readonly color: string;
  /** Whether this is the person in front of this page. */
  readonly self: boolean;
  /** Whether the person's page is hidden. */
  readonly away: boolean;
}

export class Presence {
  readonly #awareness: Awareness;
  readonly #store: ProfileStore;
  readonly #listeners = new Set<() => void>();
  readonly #destroyed = new AbortController();
  #profile: Profile;
  #user: User | null = null;
  #people: readonly Person[] = [];

  /** Announces the stored profile to everybody in the document. */
  constructor(awareness: Awareness, store: ProfileStore) {
    this.#awareness = awareness;
    this.#store = store;
    this.#profile = store.load();
    this.#announce({ ...this.#profile, since: Date.now(), away: isHidden() });
    awareness.on('change', this.#onChange);
    onVisibilityChange(() => this.#announce({ away: isHidden() }), this.#destroyed.signal);
    this.#onChange();
  }

  /** The name and colour that the person chose. The colour in this document may differ. */
  get profile(): Profile {
    return this.#profile;
  }

  /** Stores another name or colour, and announces it. */
  setProfile({ name, color }: Profile): void {
    this.#profile = { name: displayName(name), color };
    this.#store.save(this.#profile);
    this.#announce(this.#announced);
    this.#notify();
  }

  /** The user that the server names; null with AUTH=open, where people name themselves. */
  get user(): User | null {
    return this.#user;
  }

  /** Announces the user's name and colour in place of the profile's, which stay stored. */
  setUser(user: User | null): void {
    if (JSON.stringify(user) === JSON.stringify(this.#user)) return;
    this.#user = user;
    this.#announce(this.#announced);
    this.#notify();
  }

  /** Everybody in the document: this person first, then by time of arrival. The same array until something changes. */
  get people(): readonly Person[] {
    return this.#people;
  }

  /** Calls `listener` whenever `people`, `profile` or `user` changes. The result ends that. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  destroy(): void {
    this.#destroyed.abort();
    this.#awareness.off('change', this.#onChange);
  }

  get #announced(): { name: string; color: string } {
    return { name: this.#user?.name ?? this.#profile.name, color: this.#user?.color ?? this.#profile.color };
  }

  #announce(fields: Record<string, unknown>): void {
    const state = this.#awareness.getLocalState();
    if (state !== null) this.#awareness.setLocalState({ ...state, ...fields });
  }

  readonly #onChange = (): void => {
    const { clientID } = this.#awareness;
    const states = this.#awareness.getStates();
    const color = this.#user?.color ? null : freeColor(clientID, states); // the server's colour is never changed
    if (color !== null) return this.#announce({ color }); // which calls this handler again
    const people = peopleOf(clientID, states);
    if (JSON.stringify(people) === JSON.stringify(this.#people)) return;
    this.#people = people;
    this.#notify();
  };

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }
}

type States = ReadonlyMap<number, Record<string, unknown>>;

/** The people in awareness states: the client `self` first, then by time of arrival. */
export function peopleOf(self: number, states: States): Person[] {
  return [...states]
    .sort(
      ([a, stateA], [b, stateB]) => Number(b === self) - Number(a === self) || since(stateA) - since(stateB) || a - b,
    )
    .map(([clientID, { name, color, away }]) => ({
      clientID,
      name: displayName(name),
      color: safeColor(color),
      self: clientID === self,
      away: away === true,
    }));
}

/**
 * A free colour for the client `self`, when somebody who arrived earlier has the same colour. Null when `self` keeps
 * its colour: nobody else has it, the others came later, or no colour is free.
 */
export function freeColor(self: number, states: States): string | null {
  const own = states.get(self);
  if (own === undefined) return null;
  const others = [...states].filter(([clientID]) => clientID !== self);
  const mustChange = others.some(
    ([clientID, state]) => state['color'] === own['color'] && (since(state) - since(own) || clientID - self) < 0,
  );
  if (!mustChange) return null;
  const taken = new Set(others.map(([, { color }]) => color));
  const start = palette.findIndex(({ value }) => value === own['color']);
  // Steps of five reach all twelve colours, and begin far from the taken one on the colour wheel.
  for (let i = 1; i <= palette.length; i++) {
    const { value } = palette[(start + 5 * i + palette.length) % palette.length]!;
    if (!taken.has(value)) return value;
  }
  return null;
}

function since(state: Record<string, unknown>): number {
  return typeof state['since'] === 'number' ? state['since'] : 0;
}
