// The path of a request as the routes know it, whatever a proxy in front of the server did to it.

import { withoutBase } from '../gate/base-path.ts';

/** What may follow the name of a document. */
const document =
  /^(\/api\/documents\/)(.+?)((?:\/(?:access|authors|content|duplicate|state|(?:links|files)(?:\/[^/]+)?))?)$/;

/**
 * The path without the base path, with the name of a document as one segment. Some proxies decode the slashes of a
 * name, as nginx does where it strips a path. A name that ends like a path below a document then counts as that path.
 *
 *     routePath('/quire/api/documents/team/plan/state', '/quire') // '/api/documents/team%2Fplan/state'
 */
export function routePath(path: string, basePath: string): string {
  return withoutBase(path, basePath).replace(
    document,
    (_path, start: string, name: string, rest: string) => start + name.replaceAll('/', '%2F') + rest,
  );
}
