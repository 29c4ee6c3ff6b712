// Goes where another person's caret goes, until the one who follows scrolls, points at the text or presses a key.

import { $getNodeByKey, type LexicalEditor, mergeRegister, registerEventListener } from 'lexical';
import type { Awareness } from 'y-protocols/awareness';

import type { Presence } from '../sdk/presence.ts';
import type { EditorPresence } from './binding/presence.ts';
import type { BoundText } from './binding/bound-text.ts';
import { $caretRect } from './caret-rect.ts';

export interface FollowOptions {
  readonly editor: LexicalEditor;
  readonly text: BoundText;
  readonly awareness: Awareness;
  readonly presence: Presence;
  /** The id of the person. */
  readonly id: string;
  /** Called when following is over: the follower moved, or the person left. */
  readonly onEnd: () => void;
}

/** What the one who follows does to go somewhere. */
const moves = ['wheel', 'touchmove', 'keydown', 'pointerdown'] as const;
const modifiers = new Set(['Shift', 'Control', 'Alt', 'Meta']);

/** Follows until the result is called, or until `onEnd` is. */
export function followPerson({ editor, text, awareness, presence, id, onEnd }: FollowOptions): () => void {
  let frame = 0;
  const look = () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => {
      const person = presence.people.find((one) => one.id === id && !one.self);
      if (person === undefined) return onEnd();
      const states = awareness.getStates() as ReadonlyMap<number, Partial<EditorPresence>>;
      const places = person.pages.map(({ clientID }) => states.get(clientID));
      const state = places.find((place) => place?.focusing === true) ?? places.find((place) => place?.focusPos);
      const rect = state?.focusPos ? caretAt(editor, text, state.focusPos) : null;
      if (rect !== null) bringIntoView(rect);
    });
  };
  const stopAt = (event: Event) => {
    if (event instanceof KeyboardEvent && modifiers.has(event.key)) return;
    const isControl = event.target instanceof Element && event.target.closest('.people, .following') !== null;
    if (!isControl) onEnd();
  };
  awareness.on('change', look);
  look();
  return mergeRegister(
    editor.registerUpdateListener(look),
    presence.subscribe(look),
    ...moves.map((name) => registerEventListener(window, name, stopAt, { passive: true, capture: true })),
    () => awareness.off('change', look),
    () => cancelAnimationFrame(frame),
  );
}

function caretAt(editor: LexicalEditor, text: BoundText, place: unknown): DOMRect | null {
  try {
    return editor.read('latest', () => {
      const point = text.$pointOf(place);
      const node = point && $getNodeByKey(point.key);
      return node ? $caretRect(editor, node, point.offset) : null;
    });
  } catch {
    return null; // a position that only a faulty or hostile client publishes
  }
}

/** Scrolls only when a caret nears an edge of the window, and then to the upper middle. */
function bringIntoView({ top, bottom }: DOMRect): void {
  const height = window.innerHeight;
  if (top > 0.2 * height && bottom < 0.75 * height) return;
  const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  window.scrollBy({ top: top - 0.4 * height, behavior: isCalm ? 'instant' : 'smooth' });
}
