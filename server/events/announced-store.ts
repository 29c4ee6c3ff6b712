// A store whose durable changes are events. This is the only place that emits them, whichever route or room made the
// change.

import type { Store } from '../store/store.ts';
import type { Events } from './events.ts';

/** The same store. Each change that it confirms is emitted before the caller's promise resolves. */
export function announcedStore(store: Store, events: Events): Store {
  return {
    async load(document, epoch) {
      const loaded = await store.load(document, epoch);
      if (loaded.type === 'whole' && loaded.created) events.emit({ type: 'created', document });
      return loaded;
    },
    async create(document) {
      const created = await store.create(document);
      if (created) events.emit({ type: 'created', document });
      return created;
    },
    async append(document, ...rest) {
      const appended = await store.append(document, ...rest);
      if (appended !== null) events.emit({ type: 'changed', document });
      return appended;
    },
    async delete(document) {
      const deleted = await store.delete(document);
      if (deleted) events.emit({ type: 'deleted', document });
      return deleted;
    },
    async putLink(link) {
      const put = await store.putLink(link);
      const { document, id, role, expiresAt } = link;
      if (put) events.emit({ type: 'granted', document, link: id, role, expiresAt });
      return put;
    },
    async removeLink(link) {
      await store.removeLink(link);
      events.emit({ type: 'revoked', document: link.document, link: link.id, token: null, user: null });
    },
    async revoke(revocation) {
      await store.revoke(revocation);
      const { document, token, user } = revocation;
      events.emit({ type: 'revoked', document, link: null, token, user });
    },
    since: (document, epoch, sequence) => store.since(document, epoch, sequence),
    compact: (document) => store.compact(document),
    list: (limit, options) => store.list(limit, options),
    search: (typed, limit, options) => store.search(typed, limit, options),
    find: (document) => store.find(document),
    authors: (document) => store.authors(document),
    grants: () => store.grants(),
    addFile: (document, file, most) => store.addFile(document, file, most),
    findFile: (document, hash) => store.findFile(document, hash),
    heldFiles: (hashes) => store.heldFiles(hashes),
    close: () => store.close(),
  };
}
