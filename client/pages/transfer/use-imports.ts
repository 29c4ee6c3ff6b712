// The imports of a page. Before the person leaves in the middle of them, the browser asks.

import { useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react';

import { texts } from '../../texts/texts.ts';
import { type Imported, ImportQueue } from './import-queue.ts';

/** `onSaved` is called each time that a file has become a document. */
export function useImports(onSaved: () => void) {
  const [queue] = useState(() => new ImportQueue(importFile));
  const rows = useSyncExternalStore(queue.subscribe, () => queue.rows);
  const saved = rows.filter(({ state }) => state.type === 'done').length;
  const tell = useEffectEvent(onSaved);
  useEffect(() => {
    if (saved > 0) tell();
  }, [saved]);
  useEffect(() => {
    const guard = (event: BeforeUnloadEvent) => {
      if (queue.isBusy) event.preventDefault();
    };
    window.addEventListener('beforeunload', guard);
    return () => window.removeEventListener('beforeunload', guard);
  }, [queue]);
  return { rows, add: queue.add, clear: queue.clear };
}

/** The code to read files comes with the first file. */
async function importFile(file: File): Promise<Imported> {
  const code = await import('./import-file.ts').catch((cause: unknown) => {
    throw new Error(texts.transfer.problems.unreachable, { cause });
  });
  return code.importFile(file);
}
