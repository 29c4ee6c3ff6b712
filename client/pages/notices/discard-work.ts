// The end of a copy that nobody needs any more.

import type { Collaboration } from '../../sdk/collaboration.ts';
import { homePath } from '../server.ts';
import type { Discard } from './end-text.ts';

/** Erases the copy on this device and leaves the page; `leadsTo` is home, or the server's document of this name. */
export async function discardWork(collaboration: Collaboration, leadsTo: Discard['leadsTo']): Promise<void> {
  await collaboration.discard();
  if (leadsTo === 'document') window.location.reload();
  else window.location.replace(homePath);
}
