// A phone's keyboard covers the page instead of shrinking it. This hook tells CSS the covered height, so that the
// formatting bar at the bottom of the screen can stay above the keyboard.

import { type RefObject, useEffect } from 'react';

/** Sets `--keyboard` on the element: the height, in pixels, of the window that the on-screen keyboard covers. */
export function useAboveKeyboard(element: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const viewport = window.visualViewport;
    if (viewport === null) return;
    const measure = () => {
      const covered = Math.max(0, window.innerHeight - viewport.height - viewport.offsetTop);
      element.current?.style.setProperty('--keyboard', `${Math.round(covered)}px`);
    };
    measure();
    viewport.addEventListener('resize', measure);
    viewport.addEventListener('scroll', measure);
    return () => {
      viewport.removeEventListener('resize', measure);
      viewport.removeEventListener('scroll', measure);
    };
  }, [element]);
}
