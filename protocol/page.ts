// The HTML of the page. The build names its files relative to the HTML (`="./assets/…"`) and knows no path, so that one
// build works under any path of any server. The server and the service worker make it the page of an address.

/**
 * The page for an address from which `home` leads to the home page, such as `../../` or `/quire/`.
 *
 *     pageFrom('<link href="./icon.svg">', '../') // '<link href="../icon.svg">'
 */
export function pageFrom(html: string, home: string): string {
  return html.replaceAll('="./', () => `="${home}`);
}
