// The files of an open document, with the stores of this device. The page loads this once it shows the text.

import { openFileStore } from '../device/file-store.ts';
import type { Collaboration } from '../sdk/collaboration.ts';
import { fileTransport } from '../sdk/file-transport.ts';
import { Files } from '../sdk/files.ts';
import { systemTimers } from '../sdk/timers.ts';
import { scope, server } from './server.ts';

/** The files are sent and fetched whenever the page is connected, until they are destroyed. */
export function openFiles(collaboration: Collaboration): Files {
  const { document } = collaboration;
  const isConnected = () => collaboration.facts.connection === 'connected';
  let wasConnected = isConnected();
  const unsubscribe = collaboration.subscribe(() => {
    const isNew = isConnected() && !wasConnected;
    wasConnected = isConnected();
    if (isNew) files.connected();
  });
  const files = new Files({
    document,
    store: openFileStore(scope),
    transport: fileTransport(document, server, () => collaboration.token()),
    timers: systemTimers,
    isConnected,
    onWork: (work) => collaboration.trackFiles(work),
    onEnd: unsubscribe,
  });
  void files.open();
  return files;
}
