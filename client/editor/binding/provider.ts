// What @lexical/yjs sees of the connection: our own presence to read and write, and nobody else. With no peers in sight
// its own cursor drawing does nothing (remote-cursors.ts draws them), and it can neither connect, disconnect nor rename
// us.

import type { Provider, UserState } from '@lexical/yjs';
import type { Awareness } from 'y-protocols/awareness';
import {
  compareRelativePositions,
  createAbsolutePositionFromRelativePosition,
  createRelativePositionFromTypeIndex,
  type Doc,
  type RelativePosition,
} from 'yjs';

/** The part of our awareness state that the editor owns; `name` and `color` are Presence's. */
export type EditorPresence = Partial<Pick<UserState, 'anchorPos' | 'focusPos' | 'focusing' | 'awarenessData'>>;

/** Publishes the editor's part of our state and leaves the rest as it is. Does nothing once presence has ended. */
export function presentState(awareness: Awareness, part: EditorPresence): void {
  const current = awareness.getLocalState();
  if (current !== null) awareness.setLocalState({ ...current, ...part });
}

/**
 * The same position, held by what is before it: what somebody else types there comes after it. @lexical/yjs lets what
 * is behind it hold a caret, and the letters of two people who type at the same place would come in turns.
 */
function holdLeft(doc: Doc, position: RelativePosition | null): RelativePosition | null {
  const place = position && createAbsolutePositionFromRelativePosition(position, doc);
  return place && createRelativePositionFromTypeIndex(place.type, place.index, -1);
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
        const { focusing, awarenessData } = state;
        const isCaret = compareRelativePositions(state.anchorPos, state.focusPos);
        const [anchorPos, focusPos] = [state.anchorPos, state.focusPos].map((end) =>
          isCaret ? holdLeft(awareness.doc, end) : end,
        );
        const current = awareness.getLocalState() as UserState | null;
        const moved =
          !compareRelativePositions(anchorPos!, current?.anchorPos ?? null) ||
          !compareRelativePositions(focusPos!, current?.focusPos ?? null);
        if (moved) presentState(awareness, { anchorPos: anchorPos!, focusPos: focusPos!, focusing, awarenessData });
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
