// Paints what find has found, with the CSS Custom Highlight API: no node of the text is touched. Only what is near the
// window is painted, so that ten thousand matches cost no more than a hundred. find.css has the colours.

import type { LexicalEditor } from 'lexical';

import { type Found, rangeOf } from './found.ts';

const names = ['find-match', 'find-current'] as const;
const hasHighlights = typeof Highlight !== 'undefined' && 'highlights' in CSS;

/** Paints the matches that are within a window's height of the window, and the current one in another colour. */
export function paintFound(editor: LexicalEditor, all: readonly Found[], current: number): void {
  if (!hasHighlights) return;
  const near = all.slice(firstBelow(editor, all, -window.innerHeight), firstBelow(editor, all, 2 * window.innerHeight));
  const rangesOf = (found: readonly Found[]) => found.flatMap((one) => rangeOf(editor, one) ?? []);
  const [match, now] = [new Highlight(...rangesOf(near)), new Highlight(...rangesOf(all.slice(current, current + 1)))];
  now.priority = 1;
  CSS.highlights.set(names[0], match);
  CSS.highlights.set(names[1], now);
}

export function unpaintFound(): void {
  if (hasHighlights) for (const name of names) CSS.highlights.delete(name);
}

/** The index of the first match whose block ends below this height of the window, in pixels. */
function firstBelow(editor: LexicalEditor, all: readonly Found[], height: number): number {
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const element = editor.getElementByKey(all[middle]!.key);
    if (element !== null && element.getBoundingClientRect().bottom < height) low = middle + 1;
    else high = middle;
  }
  return low;
}
