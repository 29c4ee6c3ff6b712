// A file that a person drops on the page. The browser would leave the page and open the file; here nothing happens, and
// a sentence says so for a moment. A part of the page that takes files stops the events.

import { useEffect, useState } from 'react';
import { texts } from '../texts/texts.ts';
import './dropped-files.css';

/** How long the sentence stands, in milliseconds. */
const hintMilliseconds = 4_000;

export function DroppedFiles() {
  const [dropped, setDropped] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stopped = new AbortController();
    const { signal } = stopped;
    const holdsFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') === true;
    const onDragOver = (event: DragEvent) => {
      if (holdsFiles(event)) event.preventDefault();
    };
    const onDrop = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      setDropped(true);
      clearTimeout(timer);
      timer = setTimeout(() => setDropped(false), hintMilliseconds);
    };
    window.addEventListener('dragover', onDragOver, { signal });
    window.addEventListener('drop', onDrop, { signal });
    return () => {
      stopped.abort();
      clearTimeout(timer);
    };
  }, []);
  return (
    <p className="dropped-files" role="status">
      {dropped && <span>{texts.dropping.refused}</span>}
    </p>
  );
}
