// Many updates as one piece of memory: a thread hands over, and a database takes, one piece faster than many.

/** The bytes of all updates, one after another, in memory that holds nothing else. */
export function joined(updates: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(updates.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const update of updates) {
    bytes.set(update, end);
    end += update.length;
  }
  return bytes;
}

/** The inverse of `joined`, for updates of these lengths: parts of the same memory. */
export function split(bytes: Uint8Array<ArrayBuffer>, lengths: readonly number[]): Uint8Array<ArrayBuffer>[] {
  let end = 0;
  return lengths.map((length) => bytes.subarray(end, (end += length)));
}

/** Copies of the updates, all in one piece of memory that holds nothing else, so that it can be transferred. */
export function inOnePiece(updates: readonly Uint8Array[]): Uint8Array<ArrayBuffer>[] {
  return split(
    joined(updates),
    updates.map(({ length }) => length),
  );
}
