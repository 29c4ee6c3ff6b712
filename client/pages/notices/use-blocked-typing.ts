// Notices when somebody types in a document that they may only read, so that the page can say why nothing happens. A
// key that means something else there, such as the space that scrolls, is none of its business.

import { useEffect, useState } from 'react';

/** How long it is pointed out, in milliseconds, after the last key. */
const pointedMilliseconds = 4_000;

/** What of a keydown decides whether it was meant to write. */
export type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing' | 'defaultPrevented'>;

/** Whether a key, pressed where a text could be, would have changed it. */
export function wouldWrite({ key, ctrlKey, metaKey, altKey, isComposing, defaultPrevented }: Key): boolean {
  if (ctrlKey || metaKey || altKey || defaultPrevented) return false;
  if (isComposing || key === 'Process' || key === 'Dead') return true;
  return [...key].length === 1 ? key !== ' ' : key === 'Backspace' || key === 'Delete' || key === 'Enter';
}

/** Whether somebody has just typed in vain; always false unless `watching`. */
export function useBlockedTyping(watching: boolean): boolean {
  const [pointed, setPointed] = useState(false);
  useEffect(() => {
    if (!watching) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stopped = new AbortController();
    const { signal } = stopped;
    const point = () => {
      setPointed(true);
      clearTimeout(timer);
      timer = setTimeout(() => setPointed(false), pointedMilliseconds);
    };
    const onKey = (event: KeyboardEvent) => {
      if (isAtText(event.target) && wouldWrite(event)) point();
    };
    const onPaste = ({ target }: ClipboardEvent) => {
      if (isAtText(target)) point();
    };
    document.addEventListener('keydown', onKey, { signal });
    document.addEventListener('paste', onPaste, { signal });
    return () => {
      stopped.abort();
      clearTimeout(timer);
      setPointed(false);
    };
  }, [watching]);
  return pointed;
}

/** Nothing has the focus that takes keys of its own: it is the page, its text, or its title. */
function isAtText(target: EventTarget | null): boolean {
  if (target === document.body) return true;
  if (target instanceof HTMLInputElement) return target.readOnly && target.closest('.bar') !== null;
  return (
    target instanceof Element && target.closest('main.sheet') !== null && target.closest('a, button, input') === null
  );
}
