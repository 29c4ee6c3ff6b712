// How large a ZIP is once it is unpacked. What it says of itself may be untrue, so each part is unpacked here piece by
// piece, and only counted, until it is too large. A reader that holds all of it in memory comes after this.

/** The bytes of all parts for which `counts` holds: a Word document of a thousand pages has some 20 MB. */
export const mostUnpacked = 64 * 1024 * 1024;

/** A document with an image on each of a thousand pages has as many parts. */
const mostParts = 10_000;

interface Part {
  readonly name: string;
  readonly isCompressed: boolean;
  readonly start: number;
  readonly size: number;
}

/** Whether these bytes are a ZIP that may be unpacked. */
export async function checkZip(
  bytes: Uint8Array<ArrayBuffer>,
  counts: (name: string) => boolean,
  most = mostUnpacked,
): Promise<'sound' | 'tooLarge' | 'noZip'> {
  const parts = partsIn(bytes);
  if (parts === null) return 'noZip';
  let left = most;
  for (const { name, isCompressed, start, size } of parts) {
    if (!counts(name)) continue;
    const packed = bytes.subarray(start, start + size);
    const length = isCompressed ? await unpackedLength(packed, left) : size;
    if (length === null) return 'noZip';
    left -= length;
    if (left < 0) return 'tooLarge';
  }
  return 'sound';
}

/** The parts, as the directory at the end of the file lists them; null for what is no ZIP. */
function partsIn(bytes: Uint8Array<ArrayBuffer>): Part[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOf(view);
  if (end === null) return null;
  const count = view.getUint16(end + 10, true);
  if (count > mostParts) return null;
  const parts: Part[] = [];
  try {
    let at = view.getUint32(end + 16, true);
    for (let i = 0; i < count; i++) {
      if (view.getUint32(at, true) !== 0x02014b50) return null;
      const [nameLength, extra, comment] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
      const local = view.getUint32(at + 42, true);
      parts.push({
        name: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength!)),
        isCompressed: view.getUint16(at + 10, true) !== 0,
        start: local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true),
        size: view.getUint32(at + 20, true),
      });
      at += 46 + nameLength! + extra! + comment!;
    }
  } catch (error) {
    if (error instanceof RangeError) return null; // a place outside of the file
    throw error;
  }
  return parts;
}

/** The place of the record that ends a ZIP, before a comment of at most 65,535 bytes. */
function endOf(view: DataView): number | null {
  for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - 22 - 0xffff); at--) {
    if (view.getUint32(at, true) === 0x06054b50) return at;
  }
  return null;
}

/** The bytes that a part has unpacked, or somewhat more than `most`; null for what cannot be unpacked. */
async function unpackedLength(packed: Uint8Array<ArrayBuffer>, most: number): Promise<number | null> {
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  let length = 0;
  try {
    while (length <= most) {
      const { done, value } = await reader.read();
      if (done) return length;
      length += value.length;
    }
    return length;
  } catch {
    return null;
  } finally {
    reader.cancel().catch(() => {});
  }
}
