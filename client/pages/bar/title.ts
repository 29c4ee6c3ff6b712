// Ties an input to the document's title, a shared text, so that two people can type in it at once: what one does goes
// in as the smallest edit, what the others do comes out with the caret left where it was. A word being composed (IME)
// is left alone until it is done.

import type { Text as SharedText, YTextEvent } from 'yjs';

import { longestTitle } from '../../../protocol/title.ts';
import { type DeltaStep, minimalEdit, movedBy } from '../../../protocol/format/text-diff.ts';

/** Origin of our own title edits. */
const typing = Symbol('title');

/** The title as it is shown: one line, of bounded length, with a mark for each thing in it that is no text. */
export function titleOf(text: SharedText): string {
  const parts = (text.toDelta() as DeltaStep[]).map(({ insert }) => (typeof insert === 'string' ? insert : '\ufffc'));
  return parts
    .join('')
    .slice(0, longestTitle)
    .replace(/[\r\n\t]/g, ' ');
}

/** Keeps `input` and `text` in step until the returned function is called. */
export function bindTitle(input: HTMLInputElement, text: SharedText): () => void {
  let shown = titleOf(text);
  let composing = false;
  /** What others did during a composition, which the input does not show yet. */
  let missed: DeltaStep[][] = [];

  const show = (deltas: DeltaStep[][]) => {
    const places = [input.selectionStart ?? 0, input.selectionEnd ?? 0];
    const [start = 0, end = 0] = places.map((place) => deltas.reduce((at, delta) => movedBy(delta, at), place));
    shown = titleOf(text);
    if (input.value === shown) return;
    input.value = shown;
    if (document.activeElement === input) input.setSelectionRange(start, end);
  };
  const takeIn = () => {
    if (composing || input.value === shown) return;
    const { index, remove, insert } = minimalEdit(shown, input.value, input.selectionStart ?? input.value.length);
    const at = missed.reduce((place, delta) => movedBy(delta, place), index);
    text.doc?.transact(() => {
      text.delete(at, Math.min(remove, text.length - at));
      text.insert(at, insert);
    }, typing);
    show(missed);
    missed = [];
  };
  const follow = (event: YTextEvent) => {
    if (event.transaction.origin === typing) return;
    if (composing) missed.push(event.delta);
    else show([event.delta]);
  };

  input.value = shown;
  text.observe(follow);
  const stopped = new AbortController();
  const { signal } = stopped;
  input.addEventListener('input', takeIn, { signal });
  input.addEventListener('compositionstart', () => (composing = true), { signal });
  input.addEventListener(
    'compositionend',
    () => {
      composing = false;
      takeIn();
      show(missed);
      missed = [];
    },
    { signal },
  );
  return () => {
    stopped.abort();
    text.unobserve(follow);
  };
}
