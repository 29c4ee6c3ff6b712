// Where one's words are: on this device, at the server, on its disk. What is true of each, in words and with its time.
// Pure: it says what the facts say, and no more.

import type { Facts } from '../../sdk/status.ts';

export interface Place {
  readonly name: 'This device' | 'Server' | 'Its disk';
  /** A few words, beginning with a capital, without a full stop. */
  readonly words: string;
  /** Whether the words are safe there; `Server` is safe when it is reached. */
  readonly safe: boolean;
}

/** The places, nearest first. `clock` tells a time, in milliseconds since 1970, as people read it. */
export function placesOf(facts: Facts, clock: (time: number) => string): readonly Place[] {
  const places = [device(facts, clock), server(facts, clock)];
  return onlyReads(facts) ? places : [...places, disk(facts, clock)];
}

/** A sentence on what the person may do, where it is less than usual; null where it is not. */
export function permissionOf(facts: Facts): string | null {
  if (facts.mayWrite || facts.connection === 'refused') return null;
  if (facts.rejected) return 'You may no longer change this document. What you wrote last is not in it.';
  return 'You can read this document, but not change it. Whoever shared it with you can let you write.';
}

/** Nothing was written here of which one would ask where it is. */
const onlyReads = ({ mayWrite, pendingSince }: Facts): boolean => !mayWrite && pendingSince === null;

type Clock = (time: number) => string;

function device(facts: Facts, clock: Clock): Place {
  const { copy, unkeptSince, keptAt } = facts;
  const name = 'This device';
  if (copy === 'opening') return { name, words: 'Looking for a copy', safe: false };
  if (copy === 'absent') return { name, words: 'Keeps no copy', safe: false };
  const until = keptAt === null ? '' : ` since ${clock(keptAt)}`;
  if (copy === 'failed') return { name, words: `Changes not kept${until}: no room, or not allowed`, safe: false };
  if (onlyReads(facts)) return { name, words: 'Keeps a copy', safe: true };
  if (unkeptSince !== null) return { name, words: `Change of ${clock(unkeptSince)} not kept yet`, safe: false };
  return { name, words: keptAt === null ? 'All changes kept' : `All changes kept, ${clock(keptAt)}`, safe: true };
}

function server({ connection, connectionSince, restarting }: Facts, clock: Clock): Place {
  const name = 'Server';
  const since = clock(connectionSince);
  switch (connection) {
    case 'connecting':
      return { name, words: 'Connecting', safe: false };
    case 'connected':
      return { name, words: `Connected since ${since}`, safe: true };
    case 'reconnecting':
      return { name, words: `${restarting ? 'Restarting' : 'Cut off'} since ${since}`, safe: false };
    case 'refused':
      return { name, words: `Takes nothing from this page since ${since}`, safe: false };
  }
}

function disk({ connection, pendingSince, changedAt, savedAt, failing, rejected }: Facts, clock: Clock): Place {
  const name = 'Its disk';
  if (pendingSince === null) {
    if (savedAt === null) return { name, words: 'Not known yet', safe: false };
    if (connection === 'refused') return { name, words: `Everything was saved, ${clock(savedAt)}`, safe: false };
    return { name, words: `Everything saved, ${clock(savedAt)}`, safe: true };
  }
  if (rejected) return { name, words: 'What you wrote last is not taken', safe: false };
  // Nothing was written on this page: what is pending was found in the copy, and may have been saved long ago.
  if (changedAt === null) return { name, words: 'Not known until the server answers', safe: false };
  const change = `Change of ${clock(changedAt)} not saved yet`;
  return { name, words: failing ? `${change}: the disk fails` : change, safe: false };
}
