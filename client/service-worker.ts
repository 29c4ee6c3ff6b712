// Lets pages open without the server. A navigation asks the server first, so that a new deployment takes effect at
// once. If the server does not answer, the page of the last visit opens. The service worker handles only pages and
// their built files, below the path that it comes from, and never reloads an open page.

import { matchPrecache, precacheAndRoute, type PrecacheEntry } from 'workbox-precaching';
import { registerRoute } from 'workbox-routing';
import { pageFrom } from '../protocol/page.ts';

/** The build replaces `__WB_MANIFEST` with the list of its files; see build/list-files.ts. */
declare const self: { __WB_MANIFEST: PrecacheEntry[]; skipWaiting(): Promise<void> };

/** How long the server may take, in milliseconds, while the person looks at a blank page. */
const answerTimeout = 3_000;

/** The path of the home page, such as `/quire/`. */
const home = new URL('.', location.href).pathname;

const isPage = ({ pathname }: URL): boolean => pathname === home || pathname.startsWith(`${home}d/`);

async function page({ request }: { request: Request }): Promise<Response> {
  try {
    const timeout = new Promise<never>((_resolve, reject) => setTimeout(reject, answerTimeout));
    const response = await Promise.race([fetch(request), timeout]);
    if (response.status < 500) return response; // a proxy answers 5xx for a server that is down
  } catch {
    // The server did not answer in time.
  }
  return (await cachedPage()) ?? Response.error();
}

/** The page of the last visit, with the headers that the server gave it. */
async function cachedPage(): Promise<Response | null> {
  const cached = await matchPrecache('index.html');
  return cached === undefined ? null : new Response(pageFrom(await cached.text(), home), cached);
}

/** The files that no page needs at first; see build/chunks.ts. */
const rare = /\/assets\/rare\.[\w.-]+$/;

/** More rare files than a page of one build uses; the oldest beyond that go, as those of earlier builds do. */
const mostRare = 150;

/** A rare file: from its cache, or else from the server, and kept from then on. A name is made of the content. */
async function rareFile({ request }: { request: Request }): Promise<Response> {
  const cache = await caches.open(`quire-rare ${home}`);
  const cached = await cache.match(request);
  if (cached !== undefined) return cached;
  const response = await fetch(request);
  if (!response.ok) return response;
  await cache.put(request, response.clone());
  for (const old of (await cache.keys()).slice(0, -mostRare)) await cache.delete(old);
  return response;
}

registerRoute(({ url, sameOrigin }) => sameOrigin && rare.test(url.pathname), rareFile);

// First, because the list below contains the home page.
registerRoute(({ request, url, sameOrigin }) => request.mode === 'navigate' && sameOrigin && isPage(url), page);
precacheAndRoute(self.__WB_MANIFEST);
void self.skipWaiting(); // open pages load all their files at once, so a new worker cannot harm them
