// Reads the encoding of lib0. It throws rather than read past the end, or a number above Number.MAX_SAFE_INTEGER: with
// such a number Yjs would loop for ever. After a restart many documents are read before the JIT has compiled this code,
// so it does as little as it can.

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export class ByteReader {
  readonly bytes: Uint8Array;
  pos = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** One byte. Throws a RangeError at the end, as the other methods do. */
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

  /** A text in UTF-8, after its length in bytes. Throws when it is not valid UTF-8. */
  text(): string {
    const length = this.skipBytes();
    return utf8.decode(this.bytes.subarray(this.pos - length, this.pos));
  }

  /** Skips bytes that are preceded by their number. Returns the number. */
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
