// Binds an input to the document's title, so that two people can type in the title at once. The person's typing goes
// into the shared text as the smallest edit. Edits of others show at once, and the caret stays at its character. Undo
// and redo take back this page's edits alone. A word that is being composed (IME) is left alone until it is complete.

import { type Text as SharedText, UndoManager, type YTextEvent } from 'yjs';

import { type DeltaStep, minimalEdit, movedBy } from '../../../protocol/format/text-diff.ts';
import { titleText } from './title.ts';
import { endOfChange, type HistoryStep, stepOfInput, stepOfKey } from './title-history.ts';

/** The origin of this page's title edits. */
const typing = Symbol('title');

/**
 * Keeps `input` and `text` the same until the returned function is called. Edits that follow each other within `pause`
 * milliseconds are undone together.
 */
export function bindTitle(input: HTMLInputElement, text: SharedText, pause = 500): () => void {
  const history = new UndoManager(text, { trackedOrigins: new Set([typing]), captureTimeout: pause });
  let shown = titleText(text);
  let composing = false;
  /** The changes of others during a composition; the input does not show them yet. */
  let missed: DeltaStep[][] = [];

  /** Shows the text as it is after `deltas`. The selection stays at its characters, unless `caret` is a new place. */
  const show = (deltas: DeltaStep[][], caret?: number) => {
    const moved = (at: number | null) => caret ?? deltas.reduce((place, delta) => movedBy(delta, place), at ?? 0);
    const [start, end] = [moved(input.selectionStart), moved(input.selectionEnd)];
    shown = titleText(text);
    if (input.value === shown) return;
    input.value = shown;
    if (input.ownerDocument.activeElement !== input) return;
    input.setSelectionRange(start, end);
    // Chromium does not scroll to a caret that a script has moved. This brings its place to the middle, about.
    if (caret !== undefined) input.scrollLeft = (caret / shown.length) * input.scrollWidth - input.clientWidth / 2;
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
  const onChange = ({ transaction: { origin }, delta }: YTextEvent) => {
    if (origin === typing) return;
    if (origin === history) show([delta], endOfChange(delta));
    else if (composing) missed.push(delta);
    else show([delta]);
  };
  const onComposed = () => {
    composing = false;
    applyTyping();
    showMissed();
  };
  /** The browser's own history would also take back what others wrote, so it is never used. */
  const step = (event: Event, direction: HistoryStep | null) => {
    if (direction === null || composing || input.readOnly) return;
    event.preventDefault();
    history[direction]();
  };

  input.value = shown;
  text.observe(onChange);
  const stopped = new AbortController();
  const { signal } = stopped;
  input.addEventListener('input', applyTyping, { signal });
  input.addEventListener('compositionstart', () => (composing = true), { signal });
  input.addEventListener('compositionend', onComposed, { signal });
  input.addEventListener('keydown', (event) => step(event, stepOfKey(event)), { signal });
  input.addEventListener('beforeinput', (event) => step(event, stepOfInput(event)), { signal });
  return () => {
    stopped.abort();
    text.unobserve(onChange);
    history.destroy();
  };
}
