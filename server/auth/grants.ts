// Share links and revocations. All of them are in memory, so that each message is judged by what holds at that moment.
// A change is durable before its caller is told that it succeeded.

import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Events } from '../events/events.ts';
import type { Role } from '../../protocol/roles.ts';
import type { ShareLink, Revocation, Store } from '../store/store.ts';

/** The part of a token that revocations refer to. */
export interface IssuedToken {
  /** The `jti` claim, or null. */
  readonly id: string | null;
  /** The user's id. */
  readonly user: string;
  /** In milliseconds since 1970, UTC. */
  readonly issuedAt: number;
}

export class Grants {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #links = new Map<string, ShareLink>();
  /** The ids of the links that are being withdrawn, and still in the store. */
  readonly #withdrawing = new Set<string>();
  /** The time of each revocation, by `keyOf`. */
  readonly #revokedAt = new Map<string, number>();

  private constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /**
   * Reads all links and revocations from `store`. From then on, `events` tell of deleted documents, whose links end.
   * Rejects when the store cannot be reached.
   */
  static async open(store: Store, events: Events, clock: Clock): Promise<Grants> {
    const grants = new Grants(store, clock);
    const { links, revocations } = await store.grants();
    for (const link of links) grants.#links.set(link.id, link);
    for (const revocation of revocations) grants.#recordRevocation(revocation);
    events.subscribe((event) => {
      if (event.type === 'deleted') grants.#removeLinksTo(event.document);
    });
    return grants;
  }

  /** Reads again what other servers may have changed in the store. Rejects when the store cannot be reached. */
  async refresh(): Promise<void> {
    const known = [...this.#links.keys()]; // a link that is created meanwhile stays
    const { links, revocations } = await this.#store.grants();
    const kept = new Set(links.map(({ id }) => id));
    for (const id of known) if (!kept.has(id)) this.#links.delete(id);
    for (const link of links) if (!this.#withdrawing.has(link.id)) this.#links.set(link.id, link);
    for (const revocation of revocations) this.#recordRevocation(revocation);
  }

  /** Creates a link; null when its document does not exist. */
  async createLink(given: Pick<ShareLink, 'document' | 'role' | 'createdBy' | 'expiresAt'>): Promise<ShareLink | null> {
    const link = { ...given, id: randomBytes(12).toString('base64url'), createdAt: this.#clock.date() };
    if (!(await this.#store.putLink(link))) return null;
    this.#links.set(link.id, link);
    return link;
  }

  /** The link `id` to `document`, also when it has expired; null when there is none. */
  link(document: string, id: string): ShareLink | null {
    const link = this.#links.get(id);
    return link?.document === document ? link : null;
  }

  /** The links to `document`, the oldest first. */
  linksTo(document: string): ShareLink[] {
    return [...this.#links.values()]
      .filter((link) => link.document === document)
      .sort((a, b) => a.createdAt - b.createdAt);
  }

  /** Puts `link` in place of the link with the same id. False when that link was withdrawn. */
  async changeLink(link: ShareLink): Promise<boolean> {
    if (!this.#links.has(link.id) || !(await this.#store.putLink(link))) return false;
    this.#links.set(link.id, link);
    return true;
  }

  /** Takes effect at once. Rejects when the store cannot be reached, and the link holds as before. */
  async withdrawLink(link: ShareLink): Promise<void> {
    this.#links.delete(link.id); // before the store is asked: a change that comes meanwhile does not restore the link
    this.#withdrawing.add(link.id);
    try {
      await this.#store.removeLink(link);
    } catch (error) {
      this.#links.set(link.id, link);
      throw error;
    } finally {
      this.#withdrawing.delete(link.id);
    }
  }

  /** The document and role that the link `id` gives now; null when it has expired or was withdrawn. */
  grantOf(id: string): { document: string; role: Role } | null {
    const link = this.#links.get(id);
    return link === undefined || (link.expiresAt ?? Infinity) <= this.#clock.date() ? null : link;
  }

  /**
   * Revokes tokens, with effect at once. Rejects when the store cannot be reached: the revocation then holds only until
   * the server restarts.
   */
  async revoke(given: Omit<Revocation, 'at'>): Promise<void> {
    const revocation = { ...given, at: this.#clock.date() };
    this.#recordRevocation(revocation);
    await this.#store.revoke(revocation);
  }

  /** Whether a token is revoked: everywhere, or in `document` when that is given. */
  isRevoked({ id, user, issuedAt }: IssuedToken, document: string | null = null): boolean {
    const isTokenRevoked = id !== null && this.#revokedAt.has(keyOf({ token: id, user: null, document: null }));
    if (document === null && isTokenRevoked) return true;
    return issuedAt <= (this.#revokedAt.get(keyOf({ token: null, user, document })) ?? -Infinity);
  }

  /** In memory only: the store removes the links with their document. */
  #removeLinksTo(document: string): void {
    for (const { id } of this.linksTo(document)) this.#links.delete(id);
  }

  #recordRevocation(revocation: Revocation): void {
    const key = keyOf(revocation);
    this.#revokedAt.set(key, Math.max(revocation.at, this.#revokedAt.get(key) ?? -Infinity));
  }
}

const keyOf = ({ token, user, document }: Omit<Revocation, 'at'>): string => JSON.stringify([token, user, document]);
