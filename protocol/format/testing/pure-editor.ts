// An editor without a page and without Lexical: it holds the blocks that it shows. An edit is written as the changes
// between those and the blocks that the person wants; whatever comes from others is read anew.

import assert from 'node:assert/strict';
import { applyUpdate, Doc, type Text } from 'yjs';

import { BodyUndo } from '../body-undo.ts';
import { type Block, bodyOf } from '../body.ts';
import {
  findPlace,
  type Line,
  placeBehindOwnWords,
  readBody,
  type RelativePlace,
  relativePlace,
  startOf,
  type Units,
  unitsOf,
} from '../shared-text.ts';
import { blocksOf, costOf, rewrite, unitsIn } from './bodies.ts';
import { type Edit, edited } from './editing.ts';
import { remote } from './network.ts';
import type { Operation } from './operations.ts';
import type { Act, Editor } from './together.ts';

export class PureEditor implements Editor {
  readonly doc = new Doc();
  readonly #body: Text;
  readonly #undo: BodyUndo;
  readonly #next: () => number;
  #caret: RelativePlace;
  #clipboard: Block | null = null;
  /** What the editor shows during a composition, whatever the body holds meanwhile. */
  #held: { lines: Line[]; units: Units; caret: number } | null = null;

  constructor(clientID: number, start: Uint8Array, next: () => number) {
    this.doc.clientID = clientID;
    this.#body = bodyOf(this.doc);
    applyUpdate(this.doc, start, remote);
    this.#undo = new BodyUndo(this.#body, { trackedOrigins: new Set([this]), captureTimeout: Infinity });
    this.#next = next;
    this.#caret = relativePlace(startOf(this.#body), 1, 'before');
  }

  receive(update: Uint8Array): void {
    applyUpdate(this.doc, update, remote);
  }

  act(operation: Operation): Act | null {
    if (operation.kind === 'undo' || operation.kind === 'redo') return this.#travel(operation.kind);
    if (operation.kind === 'compose') return this.#compose();
    if (this.#held !== null && operation.kind !== 'type') this.#held = null;
    const lines = this.#held?.lines ?? readBody(this.#body);
    const edit = edited(this.#held ? { ...operation, at: 0 } : operation, {
      blocks: lines.map(({ block }) => block),
      caret: this.#held?.caret ?? this.#caretIn(lines),
      clipboard: this.#clipboard,
      next: this.#next,
    });
    if (edit === null) return null;
    this.#clipboard = edit.clipboard ?? this.#clipboard;
    const isBlind = this.#held !== null;
    this.#write(lines, edit, operation.pick);
    return { typed: edit.typed, isAtCaret: operation.at === 0 && edit.changes !== null, isHistory: false, isBlind };
  }

  #travel(kind: 'undo' | 'redo'): Act | null {
    this.#held = null;
    return this.#undo[kind]() === null ? null : { typed: [], isAtCaret: false, isHistory: true, isBlind: false };
  }

  /** Begins a composition at the caret. What is typed next ends it. */
  #compose(): null {
    const lines = readBody(this.#body);
    this.#held ??= { lines, units: unitsOf(this.#body, (item) => !item.deleted), caret: this.#caretIn(lines) };
    return null;
  }

  #write(lines: readonly Line[], edit: Edit, pick: number): void {
    if (pick % 2 === 0) this.#undo.stopCapturing();
    const held = this.#held;
    this.#held = null;
    const changes = rewrite(this.doc, lines, edit.after, {
      caret: edit.caret,
      origin: this,
      ...(held && { units: held.units }),
    });
    if (edit.changes !== null) {
      const [cost, most] = [costOf(changes), costOf(edit.changes)];
      // Words that are joined to an empty block keep their own marker, which takes the keys of the empty one.
      const keys = most.keys + (most.deleted > 0 ? 1 : 0);
      const atMost = { keys: Math.min(cost.keys, keys), formats: Math.min(cost.formats, most.formats) };
      assert.deepEqual(cost, { ...most, ...atMost }, 'the edit did more, or less, than it is');
    }
    if (held === null) {
      assert.deepEqual(blocksOf(this.doc), edit.after, 'the document is not what the edit made of it');
      this.#caret = relativePlace(startOf(this.#body), edit.caret, 'before');
    } else if (changes.length > 0) {
      this.#caret = placeBehindOwnWords(this.#body) ?? this.#caret;
    }
  }

  #caretIn(lines: readonly Line[]): number {
    const found = findPlace(this.#body, this.#caret);
    if (found === null) return lines[0]?.marker ? 1 : 0;
    const index = lines.findIndex(({ marker }) => marker === found.marker);
    const before = unitsIn(lines.slice(0, Math.max(0, index)).map(({ block }) => block));
    const place = before + (found.marker === null ? 0 : 1) + found.offset;
    return lines[0]?.marker ? Math.max(1, place) : place;
  }

  wordsBeforeCaret(): string | null {
    if (this.#held !== null) return null;
    let left = this.#caretIn(readBody(this.#body));
    let words = '';
    for (const { keys, content } of blocksOf(this.doc)) {
      words = '';
      if (keys !== null) left -= 1;
      for (const { insert } of content) {
        const text = typeof insert === 'string' ? insert : '*';
        words += text.slice(0, Math.max(0, left));
        left -= text.length;
      }
      if (left <= 0) break;
    }
    return words;
  }
}
