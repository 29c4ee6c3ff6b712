// Reads Server-Sent Events (HTML, section 9.2). Pure: the bytes of an answer come in, cut anywhere, and events go out.
// Unlike a browser's EventSource, it also tells events without data, and keeps no id from one event to the next.

export interface StreamEvent {
  /** `message` where the stream names none. */
  readonly type: string;
  readonly id: string;
  readonly data: string;
}

export class EventStreamParser {
  readonly #text = new TextDecoder();
  /** The parts of a line whose end has not come. Joining them once keeps long lines cheap. */
  #line: string[] = [];
  /** Whether a CR came last: an LF behind it ends no further line. */
  #afterCR = false;
  #fields: Record<string, string | undefined> = {};

  /** The events that `bytes` complete. */
  read(bytes: Uint8Array): StreamEvent[] {
    const events: StreamEvent[] = [];
    let text = this.#text.decode(bytes, { stream: true });
    if (this.#afterCR && text !== '') {
      this.#afterCR = false;
      if (text.startsWith('\n')) text = text.slice(1);
    }
    let start = 0;
    for (const { 0: end, index } of text.matchAll(/\r\n?|\n/g)) {
      this.#line.push(text.slice(start, index));
      start = index + end.length;
      this.#readLine(this.#line.join(''), events);
      this.#line = [];
      if (end === '\r' && start === text.length) this.#afterCR = true;
    }
    if (start < text.length) this.#line.push(text.slice(start));
    return events;
  }

  #readLine(line: string, events: StreamEvent[]): void {
    if (line === '') return this.#complete(events);
    const colon = line.indexOf(':');
    if (colon === 0) return; // a comment
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    const before = this.#fields[name];
    this.#fields[name] = name === 'data' && before !== undefined ? `${before}\n${value}` : value;
  }

  #complete(events: StreamEvent[]): void {
    const { event = 'message', id = '', data } = this.#fields;
    if (this.#fields.event !== undefined || data !== undefined) events.push({ type: event, id, data: data ?? '' });
    this.#fields = {};
  }
}
