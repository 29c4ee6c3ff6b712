// How much smaller an update is once the text that it deletes itself is collected, as every document here collects it.
// A client that keeps deleted text sends all of it. Pure.

import * as Y from 'yjs';
import type { DecodedUpdate } from './would-change.ts';

/** The characters of text in the update that its own delete set deletes; each takes at least one byte. */
export function collectableText({ structs, ds }: DecodedUpdate): number {
  let characters = 0;
  let client = -1;
  let ranges: readonly { readonly clock: number; readonly len: number }[] = [];
  let next = 0;
  for (const { id, length, content } of structs as readonly Y.Item[]) {
    if (id.client !== client) {
      client = id.client;
      ranges = [...(ds.clients.get(client) ?? [])].sort((a, b) => a.clock - b.clock);
      next = 0;
    }
    if (!(content instanceof Y.ContentString)) continue;
    const end = id.clock + length;
    while (next < ranges.length && ranges[next]!.clock + ranges[next]!.len <= id.clock) next++;
    for (let i = next; i < ranges.length && ranges[i]!.clock < end; i++) {
      const { clock, len } = ranges[i]!;
      characters += Math.max(0, Math.min(end, clock + len) - Math.max(id.clock, clock));
    }
  }
  return characters;
}
