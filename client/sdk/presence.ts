// Who is here, this person among them. It owns the fields `name`, `color`, `since` and `away` of the local awareness
// state and leaves the others alone. Two people never have the same colour while another is free: of two with the same,
// the one who came later takes another, for this document only.

import type { Awareness } from 'y-protocols/awareness';
import type { User } from '../../protocol/roles.ts';
import { loadProfile, saveProfile } from '../device/profile.ts';
import { palette, safeColor } from './palette.ts';
import { displayName, type Profile } from './profile.ts';
import { deviceStorage } from '../device/storage.ts';

export interface Person {
  readonly clientID: number;
  /** Peers' text, cut to a length that can be shown. */
  readonly name: string;
  /** CSS hex, safe to put into a style. */
  readonly color: string;
  /** Whether it is the person in this page. */
  readonly self: boolean;
  /** Whether the person looks at something else just now. */
  readonly away: boolean;
}

export class Presence {
  readonly #awareness: Awareness;
  readonly #listeners = new Set<() => void>();
  readonly #withdraw = new AbortController();
  #profile: Profile;
  #user: User | null = null;
  #people: readonly Person[] = [];

  constructor(awareness: Awareness) {
    this.#awareness = awareness;
    this.#profile = loadProfile(deviceStorage());
    this.#say({ ...this.#profile, since: Date.now(), away: document.hidden });
    awareness.on('change', this.#changed);
    document.addEventListener('visibilitychange', () => this.#say({ away: document.hidden }), {
      signal: this.#withdraw.signal,
    });
    this.#changed();
  }

  /** The name and colour that the person chose; in this document the colour may have to be another. */
  get profile(): Profile {
    return this.#profile;
  }

  /** Takes and remembers another name or colour, and tells everyone. */
  setProfile({ name, color }: Profile): void {
    this.#profile = { name: displayName(name), color };
    saveProfile(deviceStorage(), this.#profile);
    this.#say(this.#shown);
    this.#notify();
  }

  /** Who the server says that this is; null where everybody says that for themselves. */
  get user(): User | null {
    return this.#user;
  }

  /** Takes the server's word for who this is. It is told to everyone, and not remembered as the person's own choice. */
  setUser(user: User | null): void {
    if (JSON.stringify(user) === JSON.stringify(this.#user)) return;
    this.#user = user;
    this.#say(this.#shown);
    this.#notify();
  }

  /** All who are here, oneself first, then in the order in which they came. The same array until something changes. */
  get people(): readonly Person[] {
    return this.#people;
  }

  /** Calls `listener` whenever `people`, `identity` or `user` changes; the result ends it. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  destroy(): void {
    this.#withdraw.abort();
    this.#awareness.off('change', this.#changed);
  }

  get #shown(): { name: string; color: string } {
    return { name: this.#user?.name ?? this.#profile.name, color: this.#user?.color ?? this.#profile.color };
  }

  #say(fields: Record<string, unknown>): void {
    const state = this.#awareness.getLocalState();
    if (state !== null) this.#awareness.setLocalState({ ...state, ...fields });
  }

  readonly #changed = (): void => {
    const { clientID } = this.#awareness;
    const states = this.#awareness.getStates();
    const color = this.#user?.color ? null : freeColor(clientID, states); // one that the server gave stays
    if (color !== null) return this.#say({ color }); // which brings us here again
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

/** All whom `states` tell of, `self` first, then in the order in which they came. */
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
 * A colour that nobody has, for `self` to take because one who came earlier has its own; null when it may keep its own,
 * or when no colour is free.
 */
export function freeColor(self: number, states: States): string | null {
  const own = states.get(self);
  if (own === undefined) return null;
  const others = [...states].filter(([clientID]) => clientID !== self);
  const mustYield = others.some(
    ([clientID, state]) => state['color'] === own['color'] && (since(state) - since(own) || clientID - self) < 0,
  );
  if (!mustYield) return null;
  const taken = new Set(others.map(([, { color }]) => color));
  const start = palette.findIndex(({ value }) => value === own['color']);
  // Five steps of the circle at a time lead through all twelve hues, and away from the one that is taken.
  for (let i = 1; i <= palette.length; i++) {
    const { value } = palette[(start + 5 * i + palette.length) % palette.length]!;
    if (!taken.has(value)) return value;
  }
  return null;
}

function since(state: Record<string, unknown>): number {
  return typeof state['since'] === 'number' ? state['since'] : 0;
}
