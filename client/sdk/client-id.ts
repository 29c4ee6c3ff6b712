// The Yjs client ids of a page: the lowest for words, and higher ones for formats, markers and what an undo restores;
// see protocol/format/body.ts. The doc of an open page has the lowest one, also after Yjs has given the doc another id.

import * as random from 'lib0/random';
import type { Doc, Transaction } from 'yjs';
import { clientIDsOf, textClientID } from '../../protocol/format/body.ts';

/**
 * Keeps the client id of `doc` one for words. Yjs gives a doc another id when somebody else writes under the doc's own,
 * since of two changes with one id every client drops one. The same is done here for the higher ids.
 */
export function keepTextClientID(doc: Doc): void {
  doc.clientID = textClientID(doc.clientID);
  doc.on('afterTransactionCleanup', (transaction: Transaction) => {
    const taken = !transaction.local && clientIDsOf(doc.clientID).some((id) => hasGrown(transaction, id));
    doc.clientID = textClientID(taken ? random.uint32() : doc.clientID);
  });
}

/** Whether a transaction added something under a client id. */
function hasGrown({ beforeState, afterState }: Transaction, clientID: number): boolean {
  return beforeState.get(clientID) !== afterState.get(clientID);
}
