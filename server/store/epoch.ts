// The form of an epoch. A client may name one that this server does not know, after a restore of an older backup, so
// its form is checked before a document gets it.

import { randomUUID } from 'node:crypto';

/** An epoch that no document has yet. */
export const newEpoch: () => string = randomUUID;

/** Whether a server like this could have made `epoch`. */
export const isEpoch = (epoch: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(epoch);
