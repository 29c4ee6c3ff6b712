// What a person reads stays in its place in the window while others write above it.

import { $getRoot, type LexicalEditor, type NodeKey } from 'lexical';

/** Runs `render`, and scrolls the window so that the topmost block in it stays where it is. */
export function keepInView(editor: LexicalEditor, render: () => void): void {
  const top = window.scrollY > 0 ? topmost(editor) : null;
  render();
  if (top === null) return;
  for (const { key, offset } of top) {
    const element = editor.getElementByKey(key);
    if (element === null) continue;
    const moved = element.getBoundingClientRect().top - offset;
    if (Math.abs(moved) >= 1) window.scrollBy({ top: moved, behavior: 'instant' });
    return;
  }
}

/** The blocks from the top of the window on, as many as it takes to find one again, with their places in the window. */
function topmost(editor: LexicalEditor): { key: NodeKey; offset: number }[] {
  const keys = editor.getEditorState().read(() => $getRoot().getChildrenKeys());
  const placeOf = (index: number) => editor.getElementByKey(keys[index]!)?.getBoundingClientRect();
  let [low, high] = [0, keys.length];
  const barHeight = Number.parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((placeOf(middle)?.bottom ?? 0) <= barHeight) low = middle + 1;
    else high = middle;
  }
  return keys.slice(low, low + 8).flatMap((key, i) => {
    const place = placeOf(low + i);
    return place === undefined ? [] : [{ key, offset: place.top }];
  });
}
