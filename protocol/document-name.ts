// The names of documents, and patterns that stand for several names. A name appears in addresses as it is. So no name
// holds anything that needs escaping, or that a file system or a URL parser would resolve.

const longestName = 200;
const name = /^[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*$/;

/**
 * Whether `text` is a document name: 1 to 200 characters of `A-Z a-z 0-9 . _ - /`, without empty, `.` or `..` segments.
 */
export function isDocumentName(text: string): boolean {
  return (
    text.length <= longestName &&
    name.test(text) &&
    !text.split('/').some((segment) => segment === '.' || segment === '..')
  );
}

/**
 * The document name in the path of an address, such as `/collab/team/plan` or `/d/team/plan`; null when the path does
 * not begin with `prefix`, or its rest is not a document name. Percent-escapes are resolved once.
 */
export function documentNameFromPath(path: string, prefix: string): string | null {
  if (!path.startsWith(prefix)) return null;
  let text: string;
  try {
    text = decodeURIComponent(path.slice(prefix.length));
  } catch {
    return null; // a percent sign that escapes nothing
  }
  return isDocumentName(text) ? text : null;
}

/**
 * Whether `text` is a pattern for document names: a name; or `*`, alone or after the beginning of names.
 */
export function isPattern(text: string): boolean {
  if (!text.endsWith('*')) return isDocumentName(text);
  const start = text.slice(0, -1);
  return start === '' || isDocumentName(start.endsWith('/') ? start.slice(0, -1) : start);
}

/**
 * Whether `pattern` stands for the document `name`.
 *
 *     matches('team/*', 'team/plan') // true
 */
export function matches(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
