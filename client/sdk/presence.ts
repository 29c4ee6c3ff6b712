// The people in a document. Presence owns the fields `name`, `color`, `since`, `away`, `person` and `choseAt` of the
// local awareness state, and leaves the other fields alone. All pages of a person have one colour. Two people have
// different colours as long as one is free: the later one changes.

import { toBase64 } from 'lib0/buffer';
import { digest } from 'lib0/hash/sha256';
import { encodeUtf8 } from 'lib0/string';
import type { Awareness } from 'y-protocols/awareness';
import type { User } from '../../protocol/roles.ts';
import { isHidden, onActivity, onVisibilityChange } from './page-events.ts';
import { palette, safeColor } from './palette.ts';
import { displayName, type Profile, type ProfileStore } from './profile.ts';
import { systemTimers } from './timers.ts';

/** Somebody in the document, perhaps at several pages. */
export interface Person {
  /** The same at all pages of the person, and after a reload. A peer may claim the id of another person. */
  readonly id: string;
  /** Safe to show: see `displayName`. */
  readonly name: string;
  /** Safe in a style: `#` and six hexadecimal digits. */
  readonly color: string;
  /** Whether this is the person in front of this page. */
  readonly self: boolean;
  /** Whether the person is away from all of their pages. */
  readonly away: boolean;
  /** By time of opening, this page first; at least one. */
  readonly pages: readonly PersonsPage[];
}

export interface PersonsPage {
  readonly clientID: number;
  /** Whether the page is hidden, or nothing was done on it for a minute. */
  readonly away: boolean;
}

/** A person who has done nothing on a page for so long is away. */
const idleMilliseconds = 60_000;

export class Presence {
  readonly #awareness: Awareness;
  readonly #store: ProfileStore;
  readonly #document: string;
  readonly #listeners = new Set<() => void>();
  readonly #destroyed = new AbortController();
  #profile: Profile;
  #user: User | null = null;
  #people: readonly Person[] = [];
  #lastActivity = 0;
  #idle = false;

  /** Announces the stored profile to everybody in the document of this name. */
  constructor(awareness: Awareness, store: ProfileStore, document: string) {
    this.#awareness = awareness;
    this.#store = store;
    this.#document = document;
    this.#profile = store.load();
    this.#announce({ ...this.#announced, since: Date.now(), away: isHidden() });
    awareness.on('change', this.#onChange);
    const { signal } = this.#destroyed;
    onVisibilityChange(() => this.#announce({ away: this.#away }), signal);
    this.#watchActivity(signal);
    signal.addEventListener(
      'abort',
      store.subscribe(() => this.#followStore()),
    );
    this.#onChange();
  }

  /** The name and colour that the person chose. The colour in this document may differ. */
  get profile(): Profile {
    return this.#profile;
  }

  /** Stores another name or colour, and announces it. */
  setProfile({ name, color }: Profile): void {
    const choseAt = color === this.#profile.color ? {} : { choseAt: Date.now() };
    this.#profile = { name: displayName(name), color };
    this.#store.save(this.#profile);
    this.#announce({ ...this.#announced, ...choseAt });
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

  /** Whether the page is hidden, or the person has done nothing on it for a minute. */
  get #away(): boolean {
    return isHidden() || this.#idle;
  }

  /** A process without a window has no person at it who could be away. */
  #watchActivity(signal: AbortSignal): void {
    if (globalThis.window === undefined) return;
    let cancel = () => {};
    const wait = (delay: number) => {
      cancel = systemTimers.after(delay, () => {
        const left = this.#lastActivity + idleMilliseconds - systemTimers.now();
        if (left > 0) wait(left);
        else this.#setIdle(true);
      });
    };
    onActivity(() => {
      this.#lastActivity = systemTimers.now();
      if (!this.#idle) return;
      this.#setIdle(false);
      wait(idleMilliseconds);
    }, signal);
    this.#lastActivity = systemTimers.now();
    wait(idleMilliseconds);
    signal.addEventListener('abort', () => cancel());
  }

  #setIdle(idle: boolean): void {
    this.#idle = idle;
    this.#announce({ away: this.#away });
  }

  /** Announces the profile that another page of this device has stored. */
  #followStore(): void {
    this.#profile = this.#store.load();
    this.#announce(this.#announced);
    this.#notify();
  }

  get #announced(): { name: string; color: string; person: string } {
    return {
      name: this.#user?.name ?? this.#profile.name,
      color: this.#user?.color ?? this.#profile.color,
      person: personId(this.#user, this.#store.device, this.#document),
    };
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

type State = Readonly<Record<string, unknown>>;
type States = ReadonlyMap<number, State>;
type Entry = readonly [clientID: number, state: State];

/**
 * What the pages of one person have in common: an account, or a device. Others see only a hash, which is another one in
 * each document, so that nobody can follow a device from document to document by the hash.
 */
export function personId(user: User | null, device: string, document: string): string {
  const whose = user === null || user.guest ? ['device', device] : ['user', user.id];
  return toBase64(new Uint8Array(digest(encodeUtf8(JSON.stringify([document, ...whose]))))).slice(0, 22);
}

/** The people in awareness states: the person of the client `self` first, then by time of arrival. */
export function peopleOf(self: number, states: States): Person[] {
  return personsOf(states)
    .map((pages) => {
      const [clientID, { name, person }] = pages[0]!;
      const isSelf = pages.some(([id]) => id === self);
      return {
        id: typeof person === 'string' ? person : String(clientID),
        name: displayName(name),
        color: safeColor(leaderOf(pages)[1]['color']),
        self: isSelf,
        away: pages.every(([, { away }]) => away === true),
        pages: pages
          .map(([clientID, { away }]) => ({ clientID, away: away === true }))
          .sort((a, b) => Number(b.clientID === self) - Number(a.clientID === self)),
      };
    })
    .sort((a, b) => Number(b.self) - Number(a.self));
}

/**
 * The colour that the client `self` must take in place of its own. A page takes the colour of its person's leader. The
 * leader takes a free colour when somebody who arrived earlier has the same. Null when `self` keeps its colour: nobody
 * else has it, the others came later, or no colour is free.
 */
export function freeColor(self: number, states: States): string | null {
  const own = states.get(self);
  if (own === undefined) return null;
  const persons = personsOf(states);
  const mine = persons.findIndex((pages) => pages.some(([clientID]) => clientID === self));
  const [leader, { color }] = leaderOf(persons[mine]!);
  if (leader !== self) return safeColor(color) === own['color'] ? null : safeColor(color);
  const colors = persons.map((pages) => leaderOf(pages)[1]['color']);
  if (!colors.slice(0, mine).includes(color)) return null;
  const taken = new Set(colors.filter((_, i) => i !== mine));
  const start = palette.findIndex(({ value }) => value === color);
  // Steps of five reach all twelve colours, and begin far from the taken one on the colour wheel.
  for (let i = 1; i <= palette.length; i++) {
    const { value } = palette[(start + 5 * i + palette.length) % palette.length]!;
    if (!taken.has(value)) return value;
  }
  return null;
}

/**
 * The pages of each person, by time of arrival. Pages are one person's when they agree on `person` and on the name. The
 * server vouches for the names of accounts, so that nobody else can hide behind an account's avatar.
 */
function personsOf(states: States): Entry[][] {
  const entries = [...states].sort(([a, stateA], [b, stateB]) => since(stateA) - since(stateB) || a - b);
  const persons = Map.groupBy(entries, ([clientID, { person, name }]) =>
    typeof person === 'string' ? JSON.stringify([person, displayName(name)]) : clientID,
  );
  return [...persons.values()];
}

/** The page that decides on the colour of a person: the one where a colour was chosen last, or else the first. */
function leaderOf(pages: readonly Entry[]): Entry {
  return pages.reduce((leader, page) => (choseAt(page[1]) > choseAt(leader[1]) ? page : leader));
}

const since = (state: State): number => numberOr0(state['since']);
const choseAt = (state: State): number => numberOr0(state['choseAt']);
const numberOr0 = (value: unknown): number => (Number.isFinite(value) ? Number(value) : 0);
