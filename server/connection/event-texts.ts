// How frames look on the way down over plain HTTP: as events of a stream (Server-Sent Events), or as the body of an
// answer to a poll. Equal frames to many clients in one turn of the event loop are encoded once.

import { encodeFrames } from '../../protocol/frame-bodies.ts';

/** An event without a meaning of its own. `data` is a line of text; without any, a browser would drop the event. */
export const eventOf = (name: string, data = ''): string => `event: ${name}\ndata: ${data}\n\n`;

export class EventTexts {
  /** What was encoded in this turn of the event loop. */
  readonly #texts = new Map<Uint8Array, string>();
  /** The last frames, and the body that carries them. */
  #frames: readonly Uint8Array[] = [];
  #body: Uint8Array = new Uint8Array(0);

  /** The events of `frames`, the first of which has the number `first`: ASCII only. */
  eventsOf(frames: readonly Uint8Array[], first: number): string {
    let text = '';
    for (const frame of frames) text += `id: ${first++}\n${this.#dataOf(frame)}`;
    return text;
  }

  /** The body that carries `frames`. */
  bodyOf(frames: readonly Uint8Array[]): Uint8Array {
    if (frames.length !== this.#frames.length || frames.some((frame, i) => frame !== this.#frames[i])) {
      this.#forgetLater();
      this.#frames = frames;
      this.#body = encodeFrames(frames);
    }
    return this.#body;
  }

  #dataOf(frame: Uint8Array): string {
    const known = this.#texts.get(frame);
    if (known !== undefined) return known;
    this.#forgetLater();
    const base64 = Buffer.from(frame.buffer, frame.byteOffset, frame.length).toString('base64');
    const text = `data: ${base64}\n\n`;
    this.#texts.set(frame, text);
    return text;
  }

  #forgetLater(): void {
    if (this.#texts.size > 0 || this.#frames.length > 0) return; // it will be forgotten anyway
    setImmediate(() => {
      this.#texts.clear();
      this.#frames = [];
      this.#body = new Uint8Array(0);
    });
  }
}
