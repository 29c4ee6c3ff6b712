// Binds an input to the document's title, so that two people can type in the title at once. The person's
// typing goes into the shared text as the smallest edit. Edits of others show at once, and the caret stays at its
// character. A word that is being composed (IME) is left alone until it is complete.

import type { Text as SharedText, YTextEvent } from 'yjs';

import { titleText } from './title.ts';
import { type DeltaStep, minimalEdit, movedBy } from '../../../protocol/format/text-diff.ts';

/** The origin of this page's title edits. */
const typing = Symbol('title');

/** Keeps `input` and `text` the same until the returned function is called. */
export function bindTitle(input: HTMLInputElement, text: SharedText): () => void {
  let shown = titleText(text);
  let composing = false;
  /** The changes of others during a composition; the input does not show them yet. */
  let missed: DeltaStep[][] = [];

  const show = (deltas: DeltaStep[][]) => {
    const ends = [input.selectionStart ?? 0, input.selectionEnd ?? 0];
    const [start = 0, end = 0] = ends.map((at) => deltas.reduce((moved, delta) => movedBy(delta, moved), at));
    shown = titleText(text);
    if (input.value === shown) return;
    input.value = shown;
    if (document.activeElement === input) input.setSelectionRange(start, end);
  };
  const showMissed = () => {
    show(missed);
    missed = [];
  };
  const applyTyping = () => {
    if (composing || input.value === shown) return;
    const { index, remove, insert } = minimalEdit(shown, input.value, input.selectionStart ?? input.value.length);
    const at = missed.reduce((moved, delta) => movedBy(delta, moved), index);
    text.doc?.transact(() => {
      text.delete(at, Math.min(remove, text.length - at));
      text.insert(at, insert);
    }, typing);
    showMissed();
  };
  const onChange = (event: YTextEvent) => {
    if (event.transaction.origin === typing) return;
    if (composing) missed.push(event.delta);
    else show([event.delta]);
  };
  const onComposed = () => {
    composing = false;
    applyTyping();
    showMissed();
  };

  input.value = shown;
  text.observe(onChange);
  const stopped = new AbortController();
  const { signal } = stopped;
  input.addEventListener('input', applyTyping, { signal });
  input.addEventListener('compositionstart', () => (composing = true), { signal });
  input.addEventListener('compositionend', onComposed, { signal });
  return () => {
    stopped.abort();
    text.unobserve(onChange);
  };
}
