// What the doctor needs of Node.js, in the place of a browser.

import { examineCertificate } from './certificate.ts';
import type { Platform } from './examine.ts';

/** Node.js in the place of a page of `home`: it names the origin, and keeps the cookies of balancers. */
export function nodePlatform({ origin }: URL): Platform {
  let cookie = '';
  return {
    async request(url, init) {
      const headers = new Headers(init?.headers);
      headers.set('origin', origin);
      if (cookie !== '') headers.set('cookie', cookie);
      const response = await fetch(url, { ...init, headers });
      const set = response.headers.getSetCookie().map((each) => each.split(';', 1)[0]!);
      if (set.length > 0) cookie = set.join('; ');
      return response;
    },
    openSocket(url, protocols) {
      const options = { protocols, headers: { origin, ...(cookie !== '' && { cookie }) } };
      return new WebSocket(url, options as unknown as string[]); // Node.js takes headers, too
    },
    examineTls: examineCertificate,
  };
}
