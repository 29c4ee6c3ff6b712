// A person for the scripts that take pictures: at a page of their own, on a line of their own to the server.
import type { Browser, BrowserContextOptions } from '@playwright/test';
import type { Identity } from '../e2e/kit/editor.ts';
import { Line } from '../e2e/kit/network.ts';
import { Person } from '../e2e/kit/person.ts';
import { quire } from '../e2e/kit/quire.ts';
import type { Server } from '../e2e/kit/server.ts';

/** The person's page, still empty, in a window of these options. Whoever asks closes the person's line. */
export async function welcome(
  browser: Browser,
  server: Server,
  identity: Identity,
  options: BrowserContextOptions,
): Promise<Person> {
  const line = new Line(() => server.port);
  await line.listen();
  const context = await browser.newContext(options);
  await quire.introduce(context, identity);
  return new Person(identity, await context.newPage(), line, quire);
}
