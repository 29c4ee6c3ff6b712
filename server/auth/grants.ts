// What was given out and taken back: share links and revocations. All of it is in memory, so that each message can be
// judged by what is true at that moment, and on the disk before anybody is told that it is done.

import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Events } from '../events/events.ts';
import type { Role } from '../../protocol/roles.ts';
import type { ShareLink, Revocation, Store } from '../store/store.ts';

/** What a token is asked by: the one called `token`, given to `user` at `issuedAt`, in milliseconds since 1970, UTC. */
export interface Issued {
  readonly token: string | null;
  readonly user: string;
  readonly issuedAt: number;
}

export class Grants {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #links = new Map<string, ShareLink>();
  /** When what was revoked, by `key`. */
  readonly #revokedAt = new Map<string, number>();

  private constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Reads what the store has kept, and forgets the links of each document that is deleted. Rejects like the store. */
  static async open(store: Store, events: Events, clock: Clock): Promise<Grants> {
    const grants = new Grants(store, clock);
    const { links, revocations } = await store.grants();
    for (const link of links) grants.#links.set(link.id, link);
    for (const revocation of revocations) grants.#note(revocation);
    events.subscribe((event) => {
      if (event.type === 'deleted') grants.#forget(event.document);
    });
    return grants;
  }

  /** Makes a link to `document`; null when there is no such document. */
  async makeLink(given: Pick<ShareLink, 'document' | 'role' | 'createdBy' | 'expiresAt'>): Promise<ShareLink | null> {
    const link = { ...given, id: randomBytes(12).toString('base64url'), createdAt: this.#clock.date() };
    if (!(await this.#store.putLink(link))) return null;
    this.#links.set(link.id, link);
    return link;
  }

  /** The link `id` of `document`, also one that has ended. */
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

  /** Gives a link another role or end. False when it is gone. */
  async changeLink(link: ShareLink): Promise<boolean> {
    if (!this.#links.has(link.id) || !(await this.#store.putLink(link))) return false;
    this.#links.set(link.id, link);
    return true;
  }

  /** Takes effect at once; rejects, and it is as it was, when the store cannot be reached. */
  async withdrawLink(link: ShareLink): Promise<void> {
    this.#links.delete(link.id); // first, so that no change of it that comes meanwhile brings it back
    try {
      await this.#store.removeLink(link);
    } catch (error) {
      this.#links.set(link.id, link);
      throw error;
    }
  }

  /** What the link `id` gives at this moment; null when it has ended or was withdrawn. */
  grantOf(id: string): { document: string; role: Role } | null {
    const link = this.#links.get(id);
    return link === undefined || (link.expiresAt ?? Infinity) <= this.#clock.date() ? null : link;
  }

  /**
   * Takes the effect from tokens at once. Rejects when the store cannot be reached: it would be over with a restart.
   */
  async revoke(what: Omit<Revocation, 'at'>): Promise<void> {
    const revocation = { ...what, at: this.#clock.date() };
    this.#note(revocation);
    await this.#store.revoke(revocation);
  }

  /** Whether a token has no effect any more, anywhere or, when it is named, in `document`. */
  isRevoked({ token, user, issuedAt }: Issued, document: string | null = null): boolean {
    if (document === null && token !== null && this.#revokedAt.has(key({ token, user: null, document }))) return true;
    return issuedAt <= (this.#revokedAt.get(key({ token: null, user, document })) ?? -Infinity);
  }

  /** The store has removed the links with the document. */
  #forget(document: string): void {
    for (const { id } of this.linksTo(document)) this.#links.delete(id);
  }

  #note(revocation: Revocation): void {
    this.#revokedAt.set(key(revocation), revocation.at);
  }
}

const key = ({ token, user, document }: Omit<Revocation, 'at'>): string => JSON.stringify([token, user, document]);
