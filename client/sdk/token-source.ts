// The way into one document: which token is shown to the server, and what to do when that is refused or ends. It holds
// one token at a time and replaces it before its time; what it may use for that the Keyring has. It knows no WebSocket.

import { ApiError, exchangeLink, fetchAccess, type Ticket } from './api.ts';
import {
  type Keys,
  reasonOf,
  type AuthFailure,
  renewAfter,
  type CredentialKind,
  nextCredential,
} from './credentials.ts';
import { loadProfile } from '../device/profile.ts';
import type { Keyring } from '../device/keyring.ts';
import { deviceStorage } from '../device/storage.ts';

/** In milliseconds. */
export const times = {
  /** How long the server may take to answer before it counts as not reached. */
  answer: 8_000,
  /** After a link gave another token in place of one that was refused, how soon that may not happen again. */
  secondChance: 60_000,
  /** How long to wait before a link is tried again that could not be exchanged. */
  again: 30_000,
  /** How long a name must stay as it is before the server is told of it. */
  typing: 500,
} as const;

/** What the server says over HTTP; rejections are ApiErrors. */
export interface AccessApi {
  access(token: string | null): Promise<unknown>;
  /** `before` is the token that the guest had, if any. */
  exchange(link: string, before: string | undefined): Promise<Ticket>;
}

/** What it takes in place of the browser’s own, so that a test can give it a clock of its own. */
export interface Timers {
  now(): number;
  /** Calls `then` after `delay` milliseconds; the result cancels it. */
  after(delay: number, then: () => void): () => void;
}

/** The token to show (null: none), or why there is none. */
export type TokenResult = { readonly token: string | null } | { readonly refusal: AuthFailure } | 'unreachable';

/** Whether it is worth trying again at once, later, or not any more. */
export type Diagnosis = 'again' | 'unreachable' | AuthFailure;

const refusals: Partial<Record<number, AuthFailure>> = { 401: 'unauthorized', 403: 'forbidden', 404: 'notFound' };

export class TokenSource {
  readonly #document: string;
  readonly #keyring: Pick<Keyring, 'keysOf' | 'dropAccount'>;
  readonly #api: AccessApi;
  readonly #timers: Timers;
  /** Called with another token in place of the one that a connection was made with. */
  #bring: (token: string) => void = () => {};
  #keys: Keys;
  #credential: CredentialKind = 'nobody';
  #rejected = new Map<CredentialKind, AuthFailure>();
  /** What the link was exchanged for, and until when it lasts. */
  #guestToken: { readonly token: string; readonly endsAt: number } | null = null;
  #exchanges = 0;
  #secondChanceAt = -Infinity;
  #cancelRenewal: () => void = () => {};

  constructor(
    document: string,
    keyring: Pick<Keyring, 'keysOf' | 'dropAccount'>,
    api = accessApi(document),
    timers: Timers = browser,
  ) {
    this.#document = document;
    this.#keyring = keyring;
    this.#api = api;
    this.#timers = timers;
    this.#keys = keyring.keysOf(document);
  }

  /** Names who is told of another token while a connection stands. */
  onRenewal(bring: (token: string) => void): void {
    this.#bring = bring;
  }

  /** What to show the server now. Never rejects. */
  async getToken(): Promise<TokenResult> {
    for (;;) {
      const kind = nextCredential(this.#keys, this.#rejected);
      if (kind === null) return { refusal: reasonOf(this.#rejected) };
      this.#credential = kind;
      try {
        const token = await this.#tokenFor(kind);
        if (token !== undefined) return { token };
      } catch {
        return 'unreachable';
      }
    }
  }

  /** A connection did not come about: finds out whether it was the network. Never rejects. */
  async diagnose(): Promise<Diagnosis> {
    const result = await this.getToken();
    if (result === 'unreachable') return result;
    if ('refusal' in result) return result.refusal;
    try {
      await this.#api.access(result.token);
      return 'unreachable';
    } catch (error) {
      const refusal = error instanceof ApiError ? refusals[error.status] : undefined;
      return refusal === undefined ? 'unreachable' : this.reject(refusal);
    }
  }

  /** The server refused what it was shown. */
  reject(refusal: AuthFailure): Diagnosis {
    if (refusal === 'notFound') return refusal;
    if (this.#credential === 'link' && this.#hasSecondChance()) {
      this.#guestToken = null;
      return 'again';
    }
    this.#rejected.set(this.#credential, this.#credential === 'nobody' ? 'locked' : refusal);
    if (this.#credential === 'account' && refusal === 'unauthorized') this.#dropAccount();
    return nextCredential(this.#keys, this.#rejected) === null ? reasonOf(this.#rejected) : 'again';
  }

  /** Looks again at what keys there are; true when that may change something. */
  reload(): boolean {
    const keys = this.#keyring.keysOf(this.#document);
    if (keys.account === this.#keys.account && keys.link === this.#keys.link) return false;
    if (keys.link !== this.#keys.link) this.#guestToken = null;
    this.#keys = keys;
    this.#rejected.clear();
    return true;
  }

  /** The person goes by another name: a guest needs another token for that. */
  nameChanged(): void {
    if (this.#credential === 'link' && this.#guestToken !== null) this.#renewIn(times.typing);
  }

  destroy(): void {
    this.#cancelRenewal();
    this.#exchanges++;
  }

  /** A token that ended is of no use any more, and would stand in the way the next time. */
  #dropAccount(): void {
    const { account } = this.#keys;
    if (account !== null) this.#keyring.dropAccount(account);
    this.#keys = { ...this.#keys, account: null };
  }

  /** The token for this way; undefined when it was found not to lead in. Rejects when that cannot be found out now. */
  async #tokenFor(kind: CredentialKind): Promise<string | null | undefined> {
    if (kind === 'account') return this.#keys.account;
    if (kind === 'link') return this.#ticketFor(this.#keys.link!);
    if (this.#rejected.size === 0) return null;
    // The server may ask for nothing, whatever keys of other days there are.
    try {
      await this.#api.access(null);
      return null;
    } catch (error) {
      if (!(error instanceof ApiError) || refusals[error.status] === undefined) throw error;
      this.#rejected.set('nobody', 'locked');
      return undefined;
    }
  }

  async #ticketFor(link: string): Promise<string | undefined> {
    const ticket = this.#guestToken;
    if (ticket !== null && ticket.endsAt > this.#timers.now()) return ticket.token;
    try {
      return await this.#exchange(link);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 404) throw error;
      this.#rejected.set('link', 'unlinked');
      return undefined;
    }
  }

  async #exchange(link: string): Promise<string> {
    const exchange = ++this.#exchanges;
    const { token, expiresIn } = await this.#api.exchange(link, this.#guestToken?.token);
    // Of two at once the one that was begun later has the newer name.
    if (exchange === this.#exchanges) {
      this.#guestToken = { token, endsAt: this.#timers.now() + expiresIn * 1000 };
      this.#renewIn(renewAfter(expiresIn));
    }
    return token;
  }

  #renewIn(delay: number): void {
    this.#cancelRenewal();
    this.#cancelRenewal = this.#timers.after(delay, () => void this.#renew());
  }

  async #renew(): Promise<void> {
    const { link } = this.#keys;
    if (this.#credential !== 'link' || link === null) return;
    try {
      const token = await this.#exchange(link);
      if (this.#credential === 'link' && token === this.#guestToken?.token) this.#bring(token);
    } catch (error) {
      // A link that is no longer valid is left to the server to end.
      if (!(error instanceof ApiError) || error.status !== 404) this.#renewIn(times.again);
    }
  }

  #hasSecondChance(): boolean {
    const now = this.#timers.now();
    if (Math.abs(now - this.#secondChanceAt) < times.secondChance) return false;
    this.#secondChanceAt = now;
    return true;
  }
}

const browser: Timers = {
  now: Date.now,
  after(delay, then) {
    const timer = setTimeout(then, Math.min(delay, 2 ** 31 - 1));
    return () => clearTimeout(timer);
  },
};

function accessApi(document: string): AccessApi {
  // A guest's colour is not the token's: two guests with the same could not yield to each other.
  const name = () => loadProfile(deviceStorage()).name;
  return {
    access: (token) => fetchAccess(document, token, AbortSignal.timeout(times.answer)),
    exchange: (link, renews) => exchangeLink({ link, name: name(), renews }, AbortSignal.timeout(times.answer)),
  };
}
