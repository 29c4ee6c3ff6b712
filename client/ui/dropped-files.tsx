// Files that a person drops on the page. The browser would leave the page and open them. Here a page that takes files
// gets them, and on any other a sentence says for a moment that nothing happened. A part that takes files stops events.

import { useEffect, useEffectEvent, useState } from 'react';

import { texts } from '../texts/first-texts.ts';
import './dropped-files.css';

/** How long the sentence stands, in milliseconds. */
const hintMilliseconds = 4_000;

export interface DroppedFilesProps {
  /** Takes the files; left out on a page that takes none. */
  onFiles?: (files: readonly File[]) => void;
}

export function DroppedFiles({ onFiles }: DroppedFilesProps) {
  const [dragging, setDragging] = useState(false);
  const takesFiles = onFiles !== undefined;
  const take = useEffectEvent((files: readonly File[]) => onFiles?.(files));
  const [dropped, setDropped] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stopped = new AbortController();
    const { signal } = stopped;
    const holdsFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') === true;
    const onDragOver = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      setDragging(takesFiles);
    };
    const onDrop = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      setDragging(false);
      if (takesFiles) return take([...event.dataTransfer!.files]);
      setDropped(true);
      clearTimeout(timer);
      timer = setTimeout(() => setDropped(false), hintMilliseconds);
    };
    window.addEventListener('dragover', onDragOver, { signal });
    window.addEventListener('drop', onDrop, { signal });
    const onLeave = ({ relatedTarget }: DragEvent) => relatedTarget === null && setDragging(false);
    window.addEventListener('dragleave', onLeave, { signal });
    return () => {
      stopped.abort();
      clearTimeout(timer);
    };
  }, [takesFiles]);
  return (
    <p className="dropped-files" role="status">
      {dragging && <span>{texts.dropping.here}</span>}
      {dropped && <span>{texts.dropping.refused}</span>}
    </p>
  );
}
