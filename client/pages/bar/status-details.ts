// The status in detail: whether a person's work is on this device and on the server's disk, and since when. Pure, and
// no more certain than the facts.

import type { Facts } from '../../sdk/status.ts';

/** A place that a person's work goes to. */
export interface Place {
  readonly name: 'This device' | 'Server' | 'Server disk';
  /** A few words with a capital, without a full stop. */
  readonly words: string;
  /** Whether the work is safe there; for `Server`, whether the page is connected. */
  readonly safe: boolean;
}

/** The places, the nearest first. `clock` writes a time, in milliseconds since 1970, as people read it. */
export function placesOf(facts: Facts, clock: (time: number) => string): readonly Place[] {
  const places = [device(facts, clock), server(facts, clock)];
  return isOnlyReading(facts) ? places : [...places, disk(facts, clock)];
}

/** Sentences on the person's role; null for a person who may write, and after the connection has ended. */
export function permissionOf(facts: Facts): string | null {
  if (facts.mayWrite || facts.connection === 'refused') return null;
  if (facts.rejected) return 'You may no longer change this document. Your last changes are not in the document.';
  return 'You can read this document, but not change it. The person who shared it with you can let you write.';
}

/** Whether the person may not write, and has written nothing that is unsaved. */
const isOnlyReading = ({ mayWrite, pendingSince }: Facts): boolean => !mayWrite && pendingSince === null;

type Clock = (time: number) => string;

function device(facts: Facts, clock: Clock): Place {
  const { copy, unkeptSince, keptAt } = facts;
  const name = 'This device';
  if (copy === 'opening') return { name, words: 'Looking for a copy', safe: false };
  if (copy === 'absent') return { name, words: 'Keeps no copy', safe: false };
  const since = keptAt === null ? '' : ` since ${clock(keptAt)}`;
  if (copy === 'failed') return { name, words: `Changes not kept${since}: storage is full or forbidden`, safe: false };
  if (isOnlyReading(facts)) return { name, words: 'Keeps a copy', safe: true };
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
      return { name, words: `Accepts nothing from this page since ${since}`, safe: false };
  }
}

function disk({ connection, pendingSince, changedAt, savedAt, failing, rejected }: Facts, clock: Clock): Place {
  const name = 'Server disk';
  if (pendingSince === null) {
    if (savedAt === null) return { name, words: 'Not known yet', safe: false };
    if (connection === 'refused') return { name, words: `Everything was saved, ${clock(savedAt)}`, safe: false };
    return { name, words: `Everything saved, ${clock(savedAt)}`, safe: true };
  }
  if (rejected) return { name, words: 'Your last changes were not accepted', safe: false };
  // Nobody wrote on this page. The pending changes come from the local copy, and may have been saved long ago.
  if (changedAt === null) return { name, words: 'Not known until the server answers', safe: false };
  const change = `Change of ${clock(changedAt)} not saved yet`;
  return { name, words: failing ? `${change}: the disk fails` : change, safe: false };
}
