// Imports the keys that an address brings in its fragment, which browsers send to no server. A token is removed from
// the address at once. A link stays, because people bookmark and send on the address with the link.

import { keyring } from './device.ts';
import { scope } from './server.ts';

/**
 * Imports the keys of the current address and of every later one, and follows the keys that other tabs store.
 * `document` is the document of this page; null on other pages.
 */
export function followKeysInAddress(document: string | null): void {
  const importKeys = () => {
    const { hash, pathname, search } = window.location;
    const rest = keyring.importFragment(hash, document);
    if (rest !== hash) window.history.replaceState(window.history.state, '', pathname + search + rest);
  };
  importKeys();
  window.addEventListener('hashchange', importKeys);
  window.addEventListener('storage', ({ key }) => {
    if (key !== null && !key.startsWith(scope)) return; // another server's, at another path of the site
    if (keyring.isKeyItem(key && key.slice(scope.length))) keyring.notify();
  });
}
