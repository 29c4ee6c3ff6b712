// Takes the keys that an address brings in its fragment, which never leaves the browser. A token is taken out of the
// address at once; a link stays, since the address with it is what people keep and send on.

import { keyring } from './device.ts';

/** Follows the address of the page of `document` (null: of another page), and what other tabs bring. */
export function followKeysInAddress(document: string | null): void {
  const take = () => {
    const { hash, pathname, search } = window.location;
    const rest = keyring.importFragment(hash, document);
    if (rest !== hash) window.history.replaceState(window.history.state, '', pathname + search + rest);
  };
  take();
  window.addEventListener('hashchange', take);
  window.addEventListener('storage', ({ key }) => {
    if (keyring.isKeyItem(key)) keyring.notify();
  });
}
