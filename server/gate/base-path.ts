// BASE_PATH: the path under which proxies serve the server, such as `/quire` for https://example.org/quire/. A proxy
// may pass the path on or strip it, so the server answers with and without it.

/** The first segments of the server's own paths. A base path that began with one would be ambiguous. */
const ownSegments = ['api', 'assets', 'collab', 'd', 'doctor', 'healthz', 'index.html', 'readyz', 'service-worker.js'];

/** Whether `path` can be a base path: segments with a slash before each, or nothing. */
export function isBasePath(path: string): boolean {
  if (!/^(\/[A-Za-z0-9._~-]+)*$/.test(path)) return false;
  const segments = path.split('/').slice(1);
  return !segments.some((segment) => /^\.\.?$/.test(segment)) && !ownSegments.includes(segments[0] ?? '');
}

/**
 * The path that the server has for `path`, the path of a request.
 *
 *     withoutBase('/quire/d/plan', '/quire') // '/d/plan'
 *     withoutBase('/d/plan', '/quire') // '/d/plan'
 */
export function withoutBase(path: string, base: string): string {
  return path.startsWith(`${base}/`) ? path.slice(base.length) : path;
}
