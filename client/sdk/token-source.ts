// Which token a page shows to the server for one document. A TokenSource tries the credentials in order, renews the
// token of a share link before it expires, and finds out why a connection failed. It knows no WebSocket.

import { ApiError, exchangeLink, fetchAccess, type IssuedToken } from './api.ts';
import {
  type AuthFailure,
  type CredentialKind,
  type Keys,
  type KeyStore,
  nextCredential,
  renewalDelay,
  reportedFailure,
} from './credentials.ts';
import { systemTimers, type Timers } from './timers.ts';

/** In milliseconds. */
export const tokenTimes = {
  /** The longest wait for an answer; after that the server counts as unreachable. */
  answer: 8_000,
  /** The shortest time between two rejected tokens of a link that are both replaced by a new one. */
  secondChance: 60_000,
  /** The wait after a failed exchange of a link. */
  retry: 30_000,
  /** The wait after the last change of a name, before the link is exchanged under that name. */
  nameSettled: 500,
} as const;

/** The part of the REST API that a TokenSource uses. Rejections are ApiErrors. */
export interface AccessApi {
  /** Resolves when `token` opens the document. */
  access(token: string | null): Promise<unknown>;
  /** Exchanges a link for a token. `previous` is the guest's token until now, if any. */
  exchange(link: string, previous: string | undefined): Promise<IssuedToken>;
}

export type TokenResult =
  /** The token to show; null for none. */
  | { readonly type: 'token'; readonly token: string | null }
  /** No credential of this device opens the document. */
  | { readonly type: 'denied'; readonly failure: AuthFailure }
  | { readonly type: 'unreachable' };

/** `retry`: another credential is left to try. `unreachable`: try later. An AuthFailure: none is left. */
export type Diagnosis = 'retry' | 'unreachable' | AuthFailure;

const authFailures: Partial<Record<number, AuthFailure>> = { 401: 'unauthorized', 403: 'forbidden', 404: 'notFound' };

/** The failure that an error of the API stands for; null when it says nothing about the credential. */
function authFailureOf(error: unknown): AuthFailure | null {
  return error instanceof ApiError ? (authFailures[error.status] ?? null) : null;
}

export class TokenSource {
  readonly #document: string;
  readonly #store: Pick<KeyStore, 'keysOf' | 'dropAccount'>;
  readonly #api: AccessApi;
  readonly #timers: Pick<Timers, 'now' | 'after'>;
  #onRenewal: (token: string) => void = () => {};
  #keys: Keys;
  /** The credential that the last token is of. */
  #credential: CredentialKind = 'nobody';
  #rejected = new Map<CredentialKind, AuthFailure>();
  /** The token that the link was exchanged for, and when it expires. */
  #guestToken: { readonly token: string; readonly endsAt: number } | null = null;
  #exchanges = 0;
  #secondChanceAt = -Infinity;
  #cancelRenewal: () => void = () => {};

  constructor(
    document: string,
    store: Pick<KeyStore, 'keysOf' | 'dropAccount'>,
    api: AccessApi,
    timers: Pick<Timers, 'now' | 'after'> = systemTimers,
  ) {
    this.#document = document;
    this.#store = store;
    this.#api = api;
    this.#timers = timers;
    this.#keys = store.keysOf(document);
  }

  /** Sets the listener that receives each new token of a link, to show it on the open connection. */
  onRenewal(listener: (token: string) => void): void {
    this.#onRenewal = listener;
  }

  /** The token to show to the server now. Never rejects. */
  async getToken(): Promise<TokenResult> {
    for (;;) {
      const kind = nextCredential(this.#keys, this.#rejected);
      if (kind === null) return { type: 'denied', failure: reportedFailure(this.#rejected) };
      this.#credential = kind;
      try {
        const token = await this.#tokenOf(kind);
        if (token !== undefined) return { type: 'token', token };
      } catch {
        return { type: 'unreachable' };
      }
    }
  }

  /** Finds out over HTTP whether a connection failed because of the credential or of the network. Never rejects. */
  async diagnose(): Promise<Diagnosis> {
    const result = await this.getToken();
    if (result.type === 'denied') return result.failure;
    if (result.type === 'unreachable') return 'unreachable';
    try {
      await this.#api.access(result.token);
      return 'unreachable';
    } catch (error) {
      const failure = authFailureOf(error);
      return failure === null ? 'unreachable' : this.reject(failure);
    }
  }

  /** Notes that the server rejected the last token. */
  reject(failure: AuthFailure): Diagnosis {
    if (failure === 'notFound') return failure;
    if (this.#credential === 'link' && this.#takeSecondChance()) {
      this.#guestToken = null;
      return 'retry';
    }
    this.#rejected.set(this.#credential, this.#credential === 'nobody' ? 'locked' : failure);
    if (this.#credential === 'account' && failure === 'unauthorized') this.#dropAccount();
    return nextCredential(this.#keys, this.#rejected) === null ? reportedFailure(this.#rejected) : 'retry';
  }

  /** Reads the keys again. Returns whether they have changed; then every credential is tried anew. */
  reload(): boolean {
    const keys = this.#store.keysOf(this.#document);
    if (keys.account === this.#keys.account && keys.link === this.#keys.link) return false;
    if (keys.link !== this.#keys.link) this.#guestToken = null;
    this.#keys = keys;
    this.#rejected.clear();
    return true;
  }

  /** Tells that the person has changed their name. A guest's name stands in the token, so a guest gets another one. */
  nameChanged(): void {
    if (this.#credential === 'link' && this.#guestToken !== null) this.#renewAfter(tokenTimes.nameSettled);
  }

  destroy(): void {
    this.#cancelRenewal();
    this.#exchanges++;
  }

  /** An expired token must not come before the link on the next visit. */
  #dropAccount(): void {
    const { account } = this.#keys;
    if (account !== null) this.#store.dropAccount(account);
    this.#keys = { ...this.#keys, account: null };
  }

  /** The token of a credential; undefined when the server rejects it. Rejects when the server cannot be reached. */
  async #tokenOf(kind: CredentialKind): Promise<string | null | undefined> {
    if (kind === 'account') return this.#keys.account;
    if (kind === 'link') return this.#tokenOfLink(this.#keys.link!);
    if (this.#rejected.size === 0) return null;
    // The keys were rejected, but a server with AUTH=open needs none.
    try {
      await this.#api.access(null);
      return null;
    } catch (error) {
      if (authFailureOf(error) === null) throw error;
      this.#rejected.set('nobody', 'locked');
      return undefined;
    }
  }

  async #tokenOfLink(link: string): Promise<string | undefined> {
    const current = this.#guestToken;
    if (current !== null && current.endsAt > this.#timers.now()) return current.token;
    try {
      return await this.#exchange(link);
    } catch (error) {
      if (authFailureOf(error) !== 'notFound') throw error;
      this.#rejected.set('link', 'unlinked');
      return undefined;
    }
  }

  async #exchange(link: string): Promise<string> {
    const exchange = ++this.#exchanges;
    const { token, expiresIn } = await this.#api.exchange(link, this.#guestToken?.token);
    // Of two exchanges at once, the one that began later has the newer name.
    if (exchange === this.#exchanges) {
      this.#guestToken = { token, endsAt: this.#timers.now() + expiresIn * 1000 };
      this.#renewAfter(renewalDelay(expiresIn));
    }
    return token;
  }

  #renewAfter(delay: number): void {
    this.#cancelRenewal();
    this.#cancelRenewal = this.#timers.after(delay, () => void this.#renew());
  }

  async #renew(): Promise<void> {
    const { link } = this.#keys;
    if (this.#credential !== 'link' || link === null) return;
    try {
      const token = await this.#exchange(link);
      if (this.#credential === 'link' && token === this.#guestToken?.token) this.#onRenewal(token);
    } catch (error) {
      // When the link is no longer valid, the server ends the connection by itself.
      if (authFailureOf(error) !== 'notFound') this.#renewAfter(tokenTimes.retry);
    }
  }

  #takeSecondChance(): boolean {
    const now = this.#timers.now();
    if (Math.abs(now - this.#secondChanceAt) < tokenTimes.secondChance) return false;
    this.#secondChanceAt = now;
    return true;
  }
}

/**
 * The AccessApi of a document on `server`. `guestName` is the name to put into a guest's token. The colour stays out of
 * the token: a guest must be able to change it when another person has the same.
 */
export function accessApi(server: string, document: string, guestName: () => string): AccessApi {
  const timeout = () => AbortSignal.timeout(tokenTimes.answer);
  return {
    access: (token) => fetchAccess(document, token, timeout(), server),
    exchange: (link, renews) => exchangeLink({ link, name: guestName(), renews }, timeout(), server),
  };
}
