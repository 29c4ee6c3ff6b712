// Lets pages open without the server. A navigation asks the server first, so that a new deployment takes effect at
// once. If the server does not answer, the page of the last visit opens. The service worker handles only pages and
// their built files, and never reloads an open page.

import { matchPrecache, precacheAndRoute, type PrecacheEntry } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';

/** The build replaces `__WB_MANIFEST` with the list of its files; see vite.config.ts. */
declare const self: { __WB_MANIFEST: PrecacheEntry[]; skipWaiting(): Promise<void> };

/** How long the server may take, in milliseconds, while the person looks at a blank page. */
const answerTimeout = 3_000;

const pages = [/^\/$/, /^\/d\//];

async function page({ request }: { request: Request }): Promise<Response> {
  try {
    const timeout = new Promise<never>((_resolve, reject) => setTimeout(reject, answerTimeout));
    const response = await Promise.race([fetch(request), timeout]);
    if (response.status < 500) return response; // a proxy answers 5xx for a server that is down
  } catch {
    // The server did not answer in time.
  }
  return (await matchPrecache('/index.html')) ?? Response.error();
}

registerRoute(new NavigationRoute(page, { allowlist: pages })); // first, because the list below contains `/`
precacheAndRoute(self.__WB_MANIFEST);
void self.skipWaiting(); // open pages have loaded all their files, so a new worker cannot harm them
