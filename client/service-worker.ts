// Lets the page itself open without the server. A navigation always asks the server first, so that a new deployment is
// used at once; only when it does not answer is the page of the last visit used. Nothing but pages and what they are
// built of is touched, and no open page is ever reloaded.

import { matchPrecache, precacheAndRoute, type PrecacheEntry } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';

/** The build puts the list of its files in the place of `__WB_MANIFEST`. */
declare const self: { __WB_MANIFEST: PrecacheEntry[]; skipWaiting(): Promise<void> };

/** How long the server may take, in milliseconds: someone looks at a blank page meanwhile. */
const patience = 3_000;

const pages = [/^\/$/, /^\/d\//];

async function page({ request }: { request: Request }): Promise<Response> {
  try {
    const late = new Promise<never>((_resolve, reject) => setTimeout(reject, patience));
    const response = await Promise.race([fetch(request), late]);
    if (response.status < 500) return response; // otherwise a proxy speaks for a server that is away
  } catch {
    // Not reached.
  }
  return (await matchPrecache('/index.html')) ?? Response.error();
}

registerRoute(new NavigationRoute(page, { allowlist: pages })); // first, or `/` would be taken from the list below
precacheAndRoute(self.__WB_MANIFEST);
void self.skipWaiting(); // open pages have loaded all that they need, and may be left alone
