// The name and colour by which a person is seen. Names come from people and from peers: no name is shown before
// `displayName` has made it safe.

import { truncate } from '../../protocol/format/graphemes.ts';
import { longestPersonName } from '../../protocol/roles.ts';

/** How a person wants to be seen. */
export interface Profile {
  /** 1 to 40 characters, as `displayName` returns them. */
  readonly name: string;
  /** One of the palette's values: `#` and six hexadecimal digits. */
  readonly color: string;
}

/** Where a page keeps the profile of the person in front of it. */
export interface ProfileStore {
  /** The stored profile; a new one when none is stored. */
  load(): Profile;
  /** Stores a profile. Does not throw when it cannot be stored. */
  save(profile: Profile): void;
  /** A random secret of this device, which the pages of the device share. No page sends it as it is. */
  readonly device: string;
  /** Calls `listener` when another page of this device has stored a profile. The result ends that. */
  subscribe(listener: () => void): () => void;
}

/** Control characters and line separators, and the characters that change the direction of the text beside them. */
const unsafe = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]+/gu;

/**
 * Makes a name safe to show: one line, without white space at its ends, at most `longestPersonName` long. Anything that
 * is not a string, or has nothing to show, becomes `Guest`.
 *
 *     displayName('  Ada\nL. ') // 'Ada L.'
 */
export function displayName(name: unknown): string {
  const line = typeof name === 'string' ? name.replace(unsafe, ' ').trim() : '';
  const cut = truncate(line.toWellFormed(), longestPersonName).trim();
  return cut === '' ? 'Guest' : cut;
}
