// Presses keys in a Lexical editor without a page, each in an update of its own, as a person's keys are.

import {
  $createRangeSelection,
  $getNodeByKey,
  $getRoot,
  $isTextNode,
  $setSelection,
  type ElementNode,
  type LexicalEditor,
  type NodeKey,
  type RangeSelection,
} from 'lexical';
import type { Doc } from 'yjs';
import { backspace, type Edit, enter } from './trace.ts';

/** An editor with one empty paragraph, and the document that it is bound to, if any. */
export interface BoundEditor {
  readonly editor: LexicalEditor;
  readonly doc: Doc | null;
}

export type OpenEditor = (clientID: number, onError: (error: Error) => void) => BoundEditor;

export class Typist {
  readonly #editor: LexicalEditor;
  /** The nodes of the paragraphs in order: looking for one would cost more than the key. */
  readonly #paragraphs: NodeKey[];

  constructor(editor: LexicalEditor) {
    this.#editor = editor;
    this.#paragraphs = editor.read(() => $getRoot().getChildrenKeys());
  }

  press({ line, offset, key }: Edit): void {
    this.#editor.update(
      () => {
        if (key === backspace) this.#$deleteBefore(line, offset);
        else if (key === enter) this.#$enter(line, offset);
        else this.#$select(line, offset).insertText(key);
        // On a page the text is cached. Without one, Lexical would walk through all of it twice for each key.
        $getRoot().__cachedText = '';
      },
      { discrete: true },
    );
  }

  #$enter(line: number, offset: number): void {
    this.#$select(line, offset).insertParagraph();
    const added = $getNodeByKey(this.#paragraphs[line]!)!.getNextSibling()!;
    this.#paragraphs.splice(line + 1, 0, added.getKey());
  }

  #$deleteBefore(line: number, offset: number): void {
    if (offset > 0) return this.#$select(line, offset - 1, offset).removeText();
    const selection = this.#$select(line, 0);
    selection.deleteCharacter(true);
    const joined = selection.anchor.getNode().getTopLevelElement()!; // the one above, unless that was empty
    this.#paragraphs.splice(line - 1, 2, joined.getKey());
  }

  /** Selects the characters from `start` to `end` in a paragraph. */
  #$select(line: number, start: number, end = start): RangeSelection {
    const paragraph = $getNodeByKey<ElementNode>(this.#paragraphs[line]!)!;
    const text = paragraph.getFirstChild();
    const selection = $createRangeSelection();
    for (const [point, offset] of [
      [selection.anchor, start],
      [selection.focus, end],
    ] as const) {
      if ($isTextNode(text)) point.set(text.getKey(), offset, 'text');
      else point.set(paragraph.getKey(), 0, 'element');
    }
    $setSelection(selection);
    return selection;
  }
}
