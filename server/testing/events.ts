// For tests: reads a stream of Server-Sent Events as the server writes them, piece by piece.

/** An event of a stream. */
export interface StreamEvent {
  readonly type: string;
  readonly id: number | null;
  readonly data: string;
}

export class EventText {
  #rest = '';

  /** The events that `piece` completes. */
  add(piece: string): StreamEvent[] {
    const events = (this.#rest + piece).split('\n\n');
    this.#rest = events.pop()!;
    return events.map(parse);
  }
}

function parse(text: string): StreamEvent {
  const fields = Object.fromEntries(text.split('\n').map((line) => line.split(/: ?(.*)/s).slice(0, 2)));
  const { event = 'message', id, data = '' } = fields as Record<string, string | undefined>;
  return { type: event, id: id === undefined ? null : Number(id), data };
}
