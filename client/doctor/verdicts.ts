// What the doctor can find, as values: a verdict for each check. The words for them are in client/texts, the lines that
// mend what is wrong in remedies.ts.

import type { DoctorFacts } from '../../protocol/api.ts';

/** What the doctor examines, in the order in which people read it. */
export const checks = [
  'tls',
  'http',
  'host',
  'addresses',
  'clock',
  'servers',
  'socket',
  'frame',
  'idle',
  'stream',
  'body',
] as const;

export type Check = (typeof checks)[number];

/** The kinds of verdict, each with what its words need. Times are in seconds, unless a name says otherwise. */
export interface Verdicts {
  certificateHolds: { days: number };
  certificateEnds: { days: number };
  certificateRefused: { reason: string };
  tlsSeen: object;
  onlyHere: object;
  noTls: object;
  reached: { milliseconds: number };
  unreachable: { reason: string };
  notQuire: { status: number };
  hostPassed: object;
  hostReplaced: { detail: string };
  addressesFit: { proxies: number };
  addressMissing: object;
  trustTooLow: { added: number; trusted: number };
  trustTooHigh: { added: number; trusted: number };
  clockFits: object;
  clockDiffers: { ahead: number };
  oneServer: object;
  severalServers: { count: number };
  socketOpens: object;
  socketFails: object;
  subprotocolLost: object;
  frameFits: object;
  frameLost: object;
  idleKept: { seconds: number };
  idleCut: { seconds: number };
  streamFlows: object;
  streamHeldBack: { seconds: number };
  streamFails: { status: number };
  bodyFits: object;
  bodyRefused: { status: number };
  bodyLost: object;
  busy: object;
  notTried: object;
}

export type VerdictType = keyof Verdicts;
export type Verdict = { [Type in VerdictType]: { readonly type: Type } & Readonly<Verdicts[Type]> }[VerdictType];

/** The verdicts with which all is well. */
const fine = new Set<VerdictType>([
  'certificateHolds',
  'tlsSeen',
  'onlyHere',
  'reached',
  'hostPassed',
  'addressesFit',
  'clockFits',
  'oneServer',
  'socketOpens',
  'frameFits',
  'idleKept',
  'streamFlows',
  'bodyFits',
]);

export const isFine = ({ type }: Verdict): boolean => fine.has(type);

/** Whether something is wrong. What is not tried is neither: another verdict says why. */
export const isFault = (verdict: Verdict): boolean => !isFine(verdict) && verdict.type !== 'notTried';

/** The days before its end when a certificate should have been renewed: those that renew themselves do so earlier. */
const lastDays = 14;

/** Judges a certificate that a client accepts, by its end; times are in milliseconds. */
export function judgeCertificate(end: number, now: number): Verdict {
  const days = Math.floor((end - now) / 86_400_000);
  return { type: days < lastDays ? 'certificateEnds' : 'certificateHolds', days };
}

/**
 * Judges TRUST_PROXY by what the server saw of a request. Each proxy adds an address to X-Forwarded-For; a client can
 * write some before those.
 */
export function judgeAddresses({ added, trusted, secure }: DoctorFacts, overTls: boolean): Verdict {
  if (added > trusted) return { type: 'trustTooLow', added, trusted };
  if (added < trusted) return { type: 'trustTooHigh', added, trusted };
  // Something in between ended the TLS.
  if (added === 0 && overTls && !secure) return { type: 'addressMissing' };
  return { type: 'addressesFit', proxies: added };
}

/** The seconds that clocks may differ: tokens are made on one machine and read on another. */
const clockTolerance = 10;

/** Judges the server's time of day by the times of a request's start and end on this device; in milliseconds. */
export function judgeClock(server: number, start: number, end: number): Verdict {
  const ahead = server > end ? server - end : Math.min(0, server - start);
  const seconds = Math.round(ahead / 1000);
  return Math.abs(seconds) > clockTolerance ? { type: 'clockDiffers', ahead: seconds } : { type: 'clockFits' };
}
