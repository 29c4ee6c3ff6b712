// The documents that a client may read: a page of the list, or of what a search finds. The store knows the patterns of
// a client's names; a role in one document may still have been revoked.

import type { Identity } from '../auth/authority.ts';
import { permits } from '../../protocol/roles.ts';
import type { DocumentSummary, FoundDocument, ListOptions, SearchOptions, Store } from '../store/store.ts';

/** At most `limit` documents of the list that `identity` may read. So a cursor never names another one. */
export function listReadable(
  store: Store,
  identity: Identity,
  limit: number,
  { after = null, ...options }: ListOptions,
): Promise<DocumentSummary[]> {
  return fullPage<DocumentSummary, DocumentSummary>(limit, after, {
    read: (count, place) => store.list(count, { ...options, after: place, patterns: identity.patterns }),
    placeOf: (document) => document,
    isWanted: ({ name }) => permits(identity.roleIn(name), 'read'),
  });
}

/** At most `limit` documents that hold the words `typed` and that `identity` may read. */
export function searchReadable(
  store: Store,
  identity: Identity,
  typed: string,
  limit: number,
  { after = null, ...options }: SearchOptions,
): Promise<FoundDocument[]> {
  return fullPage<FoundDocument, FoundDocument['position']>(limit, after, {
    read: (count, place) => store.search(typed, count, { ...options, after: place, patterns: identity.patterns }),
    placeOf: ({ position }) => position,
    isWanted: ({ document }) => permits(identity.roleIn(document.name), 'read'),
  });
}

interface Pages<Item, Place> {
  /** At most `limit` items behind a place; fewer only at the end. */
  read(limit: number, after: Place | null): Promise<Item[]>;
  placeOf(item: Item): Place;
  isWanted(item: Item): boolean;
}

/** The first `limit` wanted items behind a place; fewer only at the end. */
async function fullPage<Item, Place>(limit: number, after: Place | null, pages: Pages<Item, Place>): Promise<Item[]> {
  const page = await pages.read(limit, after);
  const wanted = page.filter((item) => pages.isWanted(item));
  const missing = limit - wanted.length;
  if (missing === 0 || page.length < limit) return wanted;
  return [...wanted, ...(await fullPage(missing, pages.placeOf(page.at(-1)!), pages))];
}
