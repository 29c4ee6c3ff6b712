// Reads bytes as lib0 writes them, and throws rather than read past their end, or a number that cannot be counted
// exactly: Yjs would go in circles. After a restart much is read before the machine has warmed up: this does as little
// as it can.

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export class ByteReader {
  readonly bytes: Uint8Array;
  pos = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  byte(): number {
    if (this.pos >= this.bytes.length) throw new RangeError('the bytes are cut off');
    return this.bytes[this.pos++]!;
  }

  /** A varUint, at most Number.MAX_SAFE_INTEGER. */
  uint(): number {
    const { bytes } = this;
    let byte = bytes[this.pos++]!;
    let number = byte & 127;
    for (let unit = 128; byte >= 128; unit *= 128) {
      byte = bytes[this.pos++]!;
      number += (byte & 127) * unit;
      if (unit > 2 ** 49 || number > Number.MAX_SAFE_INTEGER) throw new RangeError('a number is too large');
    }
    if (this.pos > bytes.length) throw new RangeError('the bytes are cut off');
    return number;
  }

  text(): string {
    const length = this.skipBytes();
    return utf8.decode(this.bytes.subarray(this.pos - length, this.pos));
  }

  /** Skips bytes that come after their number, and gives that. */
  skipBytes(): number {
    const length = this.uint();
    this.skip(length);
    return length;
  }

  skip(length: number): void {
    this.pos += length;
    if (this.pos > this.bytes.length) throw new RangeError('the bytes are cut off');
  }
}
