// The lines that the editor shows and their markers in the body, in order. Both ways of the binding look blocks up
// here, so that neither walks through the document.

import type { NodeKey } from 'lexical';
import type { Item, Text } from 'yjs';

import type { Block, Formats } from '../../../protocol/format/body.ts';
import { holdsWords } from '../../../protocol/format/schema.ts';
import { type Place, startOf } from '../../../protocol/format/shared-text.ts';

/** A block that the editor shows. */
export interface ShownLine {
  /** The node that shows the block. */
  readonly key: NodeKey;
  /** The item of the marker; null for words without a marker of their own. */
  readonly marker: Item | null;
  /** The formats in effect before the block. */
  readonly formats: Formats;
  /** The block as the editor shows it. */
  readonly block: Block;
}

export class Lines {
  readonly #body: Text;
  #all: ShownLine[] = [];
  /** The indices of the lines, up to date below `#counted`. */
  readonly #byKey = new Map<NodeKey, number>();
  readonly #byMarker = new Map<Item, number>();
  #counted = 0;

  constructor(body: Text) {
    this.#body = body;
  }

  get all(): readonly ShownLine[] {
    return this.#all;
  }

  /** The index of the line that a node shows; undefined for other nodes. */
  indexOfKey(key: NodeKey): number | undefined {
    this.#count();
    return this.#byKey.get(key);
  }

  /** The index of the line of a marker; undefined for a marker that no line has. */
  indexOfMarker(marker: Item): number | undefined {
    this.#count();
    return this.#byMarker.get(marker);
  }

  hasMarker(marker: Item): boolean {
    return this.#byMarker.has(marker);
  }

  /** Puts lines in the place of those from `start` to `end`. */
  replace(start: number, end: number, lines: readonly ShownLine[]): void {
    for (const { key, marker } of this.#all.slice(start, end)) {
      this.#byKey.delete(key);
      if (marker !== null) this.#byMarker.delete(marker);
    }
    this.#all = [...this.#all.slice(0, start), ...lines, ...this.#all.slice(end)];
    this.#enter(start, start + lines.length);
    if (lines.length !== end - start) this.#counted = Math.min(this.#counted, start);
  }

  #enter(start: number, end: number): void {
    for (let i = start; i < end; i++) {
      const { key, marker } = this.#all[i]!;
      this.#byKey.set(key, i);
      if (marker !== null) this.#byMarker.set(marker, i);
    }
  }

  #count(): void {
    if (this.#counted < this.#all.length) this.#enter(this.#counted, this.#all.length);
    this.#counted = this.#all.length;
  }

  /** The place in the body where a line begins: before its marker, if it has one of its own. */
  placeOf(index: number): Place {
    const { marker, formats } = this.#all[index]!;
    if (marker !== null) return { left: marker.left, right: marker, formats };
    const before = this.#all[index - 1]?.marker ?? null;
    return before === null ? startOf(this.#body) : { left: before, right: before.right, formats };
  }

  /** The index of the line in which the words behind a marker stand; null is the start of the body. */
  indexOfWordsBehind(marker: Item | null): number | undefined {
    if (marker === null) return this.#all[0]?.marker === null ? 0 : undefined;
    const index = this.indexOfMarker(marker);
    if (index === undefined) return undefined;
    const hasOwnLine = !holdsWords(this.#all[index]!.block.keys) && this.#all[index + 1]?.marker === null;
    return hasOwnLine ? index + 1 : index;
  }
}
