// The frames of one session that the server may not have yet, with their numbers. A frame leaves only once the server
// said that it took the frame.

export class Outbox {
  #frames: Uint8Array<ArrayBuffer>[] = [];
  #first = 1;
  #taken = 0;
  #held = false;
  #bytes = 0;

  /** The number of the first frame here; with none here, of the next one. */
  get first(): number {
    return this.#first;
  }

  /** The bytes of all frames here. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether the server has not said of every frame that it took the frame. */
  get isWaiting(): boolean {
    return this.#taken < this.#last;
  }

  add(frame: Uint8Array<ArrayBuffer>): void {
    this.#frames.push(frame);
    this.#bytes += frame.length;
  }

  /** Frames from number `first` on, which is here: as many as have `bytes` together, but at least one. */
  batch(first: number, bytes = Infinity): Uint8Array<ArrayBuffer>[] {
    const start = first - this.#first;
    let end = start;
    for (let sum = 0; end < this.#frames.length; end++) {
      sum += this.#frames[end]!.length;
      if (sum > bytes && end > start) break;
    }
    return this.#frames.slice(start, end);
  }

  /** The number of the first frame of which the server has not said that it took the frame. */
  get next(): number {
    return this.#taken + 1;
  }

  /** Notes that the server took all frames up to number `count`. A count beyond the last frame is not believed. */
  taken(count: number): void {
    if (count > this.#taken && count <= this.#last) this.#taken = count;
    this.#drop();
  }

  /** While true, frames stay here: another carrier was told to begin with the first of them. */
  set held(value: boolean) {
    this.#held = value;
    this.#drop();
  }

  get #last(): number {
    return this.#first + this.#frames.length - 1;
  }

  #drop(): void {
    if (this.#held) return;
    for (const frame of this.#frames.splice(0, this.next - this.#first)) this.#bytes -= frame.length;
    this.#first = this.next;
  }
}
