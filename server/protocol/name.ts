// What a document may be called. The name stands in addresses as it is, so it holds nothing that needs escaping
// and nothing that a file system or a URL parser would resolve.

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
 * not begin with `prefix` or what follows is not a document name. Percent-escapes are resolved once.
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
