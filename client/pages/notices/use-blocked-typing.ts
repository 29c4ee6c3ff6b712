// Notices when a person types in a document that they may only read, so that the page can say why nothing happens.
// Keys that do something else there are left alone, such as the space bar, which scrolls.

import { useEffect, useState } from 'react';

/** How long the page points it out after the last key, in milliseconds. */
const hintMilliseconds = 4_000;

/** The fields of a `keydown` event that tell whether it was meant to write. */
export type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing' | 'defaultPrevented'>;

const editingKeys = ['Backspace', 'Delete', 'Enter'];

/** Whether a key would have changed the text if the text were editable. */
export function wouldWrite({ key, ctrlKey, metaKey, altKey, isComposing, defaultPrevented }: Key): boolean {
  if (ctrlKey || metaKey || altKey || defaultPrevented) return false;
  if (isComposing || key === 'Process' || key === 'Dead') return true;
  const isCharacter = /^.$/su.test(key); // other keys have a name of several letters
  return isCharacter ? key !== ' ' : editingKeys.includes(key);
}

/** Whether the person has just typed where they may only read; always false unless `watching`. */
export function useBlockedTyping(watching: boolean): boolean {
  const [blocked, setBlocked] = useState(false);
  useEffect(() => {
    if (!watching) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stopped = new AbortController();
    const { signal } = stopped;
    const hint = () => {
      setBlocked(true);
      clearTimeout(timer);
      timer = setTimeout(() => setBlocked(false), hintMilliseconds);
    };
    const onKey = (event: KeyboardEvent) => {
      if (isAtText(event.target) && wouldWrite(event)) hint();
    };
    const onPaste = ({ target }: ClipboardEvent) => {
      if (isAtText(target)) hint();
    };
    document.addEventListener('keydown', onKey, { signal });
    document.addEventListener('paste', onPaste, { signal });
    return () => {
      stopped.abort();
      clearTimeout(timer);
      setBlocked(false);
    };
  }, [watching]);
  return blocked;
}

/** Whether an event at `target` was meant for the text or the title, not for a control with keys of its own. */
function isAtText(target: EventTarget | null): boolean {
  if (target === document.body) return true;
  if (target instanceof HTMLInputElement) return target.readOnly && target.closest('.bar') !== null;
  return (
    target instanceof Element && target.closest('main.sheet') !== null && target.closest('a, button, input') === null
  );
}
