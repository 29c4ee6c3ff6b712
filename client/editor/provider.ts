// What @lexical/yjs sees of the connection: our own presence to read and write, and nobody else. With no peers in sight
// its own cursor drawing does nothing (cursors.ts draws them), and it can neither connect, disconnect nor rename us.

import type { Provider, UserState } from '@lexical/yjs';
import type { Awareness } from 'y-protocols/awareness';

/** The part of our awareness state that the editor owns; `name` and `color` are Presence's. */
export type EditorPresence = Partial<Pick<UserState, 'anchorPos' | 'focusPos' | 'focusing' | 'awarenessData'>>;

/** Publishes the editor's part of our state and leaves the rest as it is. Does nothing once presence has ended. */
export function presentState(awareness: Awareness, part: EditorPresence): void {
  const current = awareness.getLocalState();
  if (current !== null) awareness.setLocalState({ ...current, ...part });
}

/** A provider for @lexical/yjs on `awareness`. */
export function editorProvider(awareness: Awareness): Provider {
  const nobody = new Map<number, UserState>();
  return {
    awareness: {
      getLocalState: () => awareness.getLocalState() as UserState | null,
      getStates: () => nobody,
      setLocalState: (state) => {
        if (state === null) return;
        const { anchorPos, focusPos, focusing, awarenessData } = state;
        presentState(awareness, { anchorPos, focusPos, focusing, awarenessData });
      },
      setLocalStateField: (field, value) => awareness.setLocalStateField(field, value),
      on: () => {},
      off: () => {},
    },
    connect: () => {},
    disconnect: () => {},
    on: () => {},
    off: () => {},
  };
}
