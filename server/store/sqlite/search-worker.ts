// The thread that owns the search index. The index is derived from the documents: one that is damaged, or of another
// version, is thrown away, and made anew. So nothing of it has to be on the disk when an answer goes out.

import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../../../protocol/error-message.ts';
import { documentText } from '../search/document-text.ts';
import { indexVersion, SearchIndex } from '../search/search-index.ts';
import { isDamage } from './damage.ts';
import type { SearchOutcome, SearchRequest } from './search-requests.ts';

const file = workerData as string;

interface OpenIndex {
  readonly database: DatabaseSync;
  readonly index: SearchIndex;
}

function main(): void {
  const port = parentPort!;
  let open: OpenIndex;
  try {
    open = openSound();
  } catch (error) {
    return port.postMessage(messageOf(error));
  }
  port.on('message', (request: SearchRequest) => {
    let outcome: SearchOutcome;
    try {
      outcome = { type: 'done', value: answer(open.index, request) };
    } catch (error) {
      outcome = isDamage(error) ? { type: 'rotten' } : { type: 'failed', reason: messageOf(error) };
    }
    if (outcome.type === 'rotten') open = openAnew(open.database);
    port.postMessage(outcome);
  });
  port.postMessage(null);
}

function answer(index: SearchIndex, request: SearchRequest): unknown {
  switch (request.type) {
    case 'states':
      return index.states();
    case 'put': {
      const { updates, ...document } = request;
      return index.put({ ...document, text: documentText(updates) });
    }
    case 'remove':
      return index.remove(request.name);
    case 'search':
      return index.search(request.typed, request.limit, request.options);
  }
}

/** Opens the index as it is, or an empty one in place of one that cannot be used. */
function openSound(): OpenIndex {
  let database: DatabaseSync | null = null;
  try {
    database = openFile();
    const version = database.prepare('PRAGMA user_version').get()!['user_version'];
    const check = database.prepare('PRAGMA quick_check(1)').get()!['quick_check'];
    const isUsable = (version === 0 || version === indexVersion) && check === 'ok';
    return isUsable ? { database, index: new SearchIndex(database) } : openAnew(database);
  } catch (error) {
    if (!isRot(error)) throw error;
    return openAnew(database);
  }
}

function openAnew(old: DatabaseSync | null): OpenIndex {
  if (old?.isOpen) old.close();
  for (const path of [file, `${file}-journal`]) rmSync(path, { force: true });
  const database = openFile();
  return { database, index: new SearchIndex(database) };
}

function openFile(): DatabaseSync {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = OFF;');
  return database;
}

/** Damage; a file of something else: SQLITE_NOTADB (26); or tables that are missing or others: SQLITE_ERROR (1). */
function isRot(error: unknown): boolean {
  return isDamage(error) || [1, 26].includes((error as { errcode?: number }).errcode ?? 0);
}

main();
