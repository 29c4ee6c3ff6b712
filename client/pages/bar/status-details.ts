// The status in detail: whether a person's work is on this device and on the server's disk, and since when. Pure, and
// no more certain than the facts.

import type { Facts } from '../../sdk/status.ts';
import { texts } from '../../texts/texts.ts';

/** A place that a person's work goes to. */
export interface Place {
  readonly place: 'device' | 'server' | 'disk';
  /** A few words with a capital, without a full stop. */
  readonly words: string;
  /** Whether the work is safe there; for `server`, whether the page is connected. */
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
  return facts.rejected ? texts.statusCard.mayNoLonger : texts.statusCard.mayOnlyRead;
}

/** Whether the person may not write, and has written nothing that is unsaved. */
const isOnlyReading = ({ mayWrite, pendingSince }: Facts): boolean => !mayWrite && pendingSince === null;

type Clock = (time: number) => string;

function device(facts: Facts, clock: Clock): Place {
  const { copy, unkeptSince, keptAt } = facts;
  const say = texts.statusCard;
  const place = 'device';
  if (copy === 'opening') return { place, words: say.lookingForCopy, safe: false };
  if (copy === 'absent') return { place, words: say.noCopy, safe: false };
  const kept = keptAt === null ? null : clock(keptAt);
  if (copy === 'failed') return { place, words: say.notKept(kept), safe: false };
  if (isOnlyReading(facts)) return { place, words: say.keepsCopy, safe: true };
  if (unkeptSince !== null) return { place, words: say.notKeptYet(clock(unkeptSince)), safe: false };
  return { place, words: say.allKept(kept), safe: true };
}

function server({ connection, connectionSince, carrier, restarting }: Facts, clock: Clock): Place {
  const say = texts.statusCard;
  const place = 'server';
  const since = clock(connectionSince);
  switch (connection) {
    case 'connecting':
      return { place, words: say.connecting, safe: false };
    case 'connected':
      return { place, words: (carrier === 'websocket' ? say.connected : say.connectedByHttp)(since), safe: true };
    case 'reconnecting':
      return { place, words: restarting ? say.restartingSince(since) : say.cutOff(since), safe: false };
    case 'refused':
      return { place, words: say.refused(since), safe: false };
  }
}

function disk({ connection, pendingSince, changedAt, savedAt, failing, rejected }: Facts, clock: Clock): Place {
  const say = texts.statusCard;
  const place = 'disk';
  if (pendingSince === null) {
    if (savedAt === null) return { place, words: say.notKnown, safe: false };
    if (connection === 'refused') return { place, words: say.wasSaved(clock(savedAt)), safe: false };
    return { place, words: say.allSaved(clock(savedAt)), safe: true };
  }
  if (rejected) return { place, words: say.notAccepted, safe: false };
  // Nobody wrote on this page. The pending changes come from the local copy, and may have been saved long ago.
  if (changedAt === null) return { place, words: say.notKnownOffline, safe: false };
  const change = clock(changedAt);
  return { place, words: failing ? say.diskFails(change) : say.notSavedYet(change), safe: false };
}
