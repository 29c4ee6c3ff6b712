// Updates and state vectors that are recognized by their bytes.

/** A V1 update without structs and deletions. */
export const nothing = new Uint8Array([0, 0]);

/** The state vector of an empty document. */
export const noState = new Uint8Array([0]);

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}
