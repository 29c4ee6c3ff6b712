// The thread that owns the database: it opens the file, then answers one batch at a time. Its first message is null, or
// the reason why it cannot open the file.

import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../../../protocol/error-message.ts';
import { DatabaseFile } from './database-file.ts';
import { Dispatcher } from './dispatcher.ts';
import type { Batch } from './requests.ts';

function main(): void {
  const port = parentPort!;
  let dispatcher: Dispatcher;
  try {
    dispatcher = new Dispatcher(new DatabaseFile(workerData as string));
  } catch (error) {
    return port.postMessage(whyNotOpen(error));
  }
  port.on('message', (batch: Batch) => {
    const { answers, transfer } = dispatcher.answer(batch);
    port.postMessage(answers, transfer);
    dispatcher.tidy();
  });
  port.postMessage(null);
}

function whyNotOpen(error: unknown): string {
  const busy = (error as { errcode?: number }).errcode === 5; // SQLITE_BUSY
  return busy ? 'another Quire server is using it' : messageOf(error);
}

main();
