// Moves everything from one store to another, with what nobody asks a store for: histories, tombstones, numbers. Each
// document arrives as a whole or not at all, and is read again and compared. A transfer that was cut off goes on the
// next time: what has arrived is left out.

import { createHash } from 'node:crypto';
import type { LogEntry, Segment } from '../compaction.ts';
import type { FileStorage } from '../files.ts';
import type { Author, Revocation, ShareLink, StoredFile } from '../store.ts';

/** All that a store keeps of one document. Times are in milliseconds since 1970, UTC. */
export interface WholeDocument {
  readonly name: string;
  readonly epoch: string;
  readonly title: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Null for a document that was not deleted; a deleted one has nothing but this row. */
  readonly deletedAt: number | null;
  readonly lastSequence: number;
  readonly snapshot: { readonly lastSequence: number; readonly madeAt: number; readonly update: Uint8Array } | null;
  readonly history: readonly Segment[];
  readonly log: readonly LogEntry[];
  /** By client. */
  readonly authors: readonly Author[];
  /** By id. */
  readonly links: readonly ShareLink[];
  /** By hash. */
  readonly files: readonly StoredFile[];
}

/** A store that nobody else uses meanwhile. */
export interface TransferStore {
  readonly files: FileStorage;
  /** The names of all documents, of deleted ones, too: the first `limit` after `after`, in the order of their bytes. */
  names(after: string, limit: number): Promise<string[]>;
  /** Null when there never was such a document. Rejects when something of it is damaged. */
  read(name: string): Promise<WholeDocument | null>;
  /** Puts a document in place of what is there under its name. */
  write(document: WholeDocument): Promise<void>;
  revocations(): Promise<Revocation[]>;
  revoke(revocation: Revocation): Promise<void>;
  close(): Promise<void>;
}

/** What a transfer has done. */
export interface Transferred {
  /** The documents that were written, and those that had arrived before. */
  readonly written: number;
  readonly known: number;
  readonly files: number;
}

const namesAtOnce = 1_000;

/**
 * Moves all of `from` to `to`. Rejects with a sentence that names the document which is damaged, or which is a newer or
 * another one in `to`; what had arrived before stays.
 */
export async function transfer(from: TransferStore, to: TransferStore): Promise<Transferred> {
  const counts = { written: 0, known: 0, files: 0 };
  for (const revocation of await from.revocations()) await to.revoke(revocation);
  for (let last = ''; ;) {
    const names = await from.names(last, namesAtOnce);
    for (const name of names) {
      const document = await from.read(name);
      if (document === null) throw new Error(`The document ${name} went away while it was read: stop all servers.`);
      for (const file of document.files) counts.files += await moveFile(file, from.files, to.files);
      counts[await moveDocument(document, to)] += 1;
    }
    if (names.length < namesAtOnce) return counts;
    last = names.at(-1)!;
  }
}

async function moveDocument(document: WholeDocument, to: TransferStore): Promise<'written' | 'known'> {
  const { name, epoch, lastSequence } = document;
  const present = await to.read(name);
  const wanted = digestOf(document);
  if (present !== null) {
    if (digestOf(present) === wanted) return 'known';
    if (present.epoch !== epoch || present.lastSequence > lastSequence) {
      throw new Error(`The document ${name} is newer, or another one, where it should go: nothing of it was changed.`);
    }
  }
  await to.write(document);
  const arrived = await to.read(name);
  if (arrived === null || digestOf(arrived) !== wanted) {
    throw new Error(`The document ${name} did not arrive as it was.`);
  }
  return 'written';
}

/** A hash over everything of a document. */
function digestOf(document: WholeDocument): string {
  const hash = createHash('sha256');
  const text = JSON.stringify(document, (_key, value: unknown) => {
    if (!(value instanceof Uint8Array)) return value;
    hash.update(value);
    return value.length;
  });
  return hash.update(text).digest('hex');
}

/** Moves the bytes of a file that is not there yet. */
async function moveFile({ hash, size }: StoredFile, from: FileStorage, to: FileStorage): Promise<0 | 1> {
  if ((await to.sizeOf(hash)) === size) return 0;
  const bytes = size === 0 ? new Blob([]).stream() : from.read(hash, 0, size - 1);
  const received = await to.receive(bytes as AsyncIterable<Uint8Array>, size);
  if (received === 'tooLarge' || received.hash !== hash) throw new Error(`The file ${hash} is not what was stored.`);
  await received.keep();
  return 1;
}
