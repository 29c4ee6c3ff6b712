// What is read from the whole text, anew when the text has not changed for a moment: so typing never waits for it.

import type { LexicalEditor } from 'lexical';
import { useEffect, useState } from 'react';

/** The text counts as settled when it has not changed for so long, in milliseconds. */
const settledMilliseconds = 300;

/** What `$read` gives. `isSame` says whether two results look alike; both functions have to stay the same. */
export function useSettled<T>(editor: LexicalEditor, $read: () => T, isSame: (a: T, b: T) => boolean): T {
  const [result, setResult] = useState(() => editor.read('latest', $read));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = () => {
      const next = editor.read('latest', $read);
      setResult((before) => (isSame(before, next) ? before : next));
    };
    read();
    const stop = editor.registerUpdateListener(({ dirtyElements, dirtyLeaves }) => {
      if (dirtyElements.size === 0 && dirtyLeaves.size === 0) return;
      clearTimeout(timer);
      timer = setTimeout(read, settledMilliseconds);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [editor, $read, isSame]);
  return result;
}
