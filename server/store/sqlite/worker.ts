// The thread that owns the database: it opens the file, then answers one batch at a time. Its first message is null, or
// the reason why it cannot open the file.

import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../../../protocol/error-message.ts';
import type { Batch } from './requests.ts';
import { Responder } from './responder.ts';

function main(): void {
  const port = parentPort!;
  let responder: Responder;
  try {
    responder = new Responder(workerData as string);
  } catch (error) {
    return port.postMessage(whyNotOpen(error));
  }
  port.on('message', (batch: Batch) => {
    const { answers, transfer } = responder.answer(batch);
    port.postMessage(answers, transfer);
    responder.tidy();
  });
  port.postMessage(null);
}

function whyNotOpen(error: unknown): string {
  const busy = (error as { errcode?: number }).errcode === 5; // SQLITE_BUSY
  return busy ? 'another Quire server is using it' : messageOf(error);
}

main();
