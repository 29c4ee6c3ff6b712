// Other people's carets and selections, drawn over the text and never in the way of it: the layer takes no clicks and
// moves nothing. A caret stands only for somebody who is writing at a place in this document; what peers say about
// themselves is used as text and as a checked colour, nothing else.

import { effect } from '@lexical/extension';
import { createDOMRange } from '@lexical/selection';
import { $getAnchorAndFocusForUserState, type BindingV2, type UserState } from '@lexical/yjs';
import {
  $getNodeByKey,
  $isElementNode,
  defineExtension,
  type LexicalEditor,
  type LexicalNode,
  mergeRegister,
  safeCast,
} from 'lexical';
import type { Awareness } from 'y-protocols/awareness';

import type { Person, Presence } from '../sdk/presence.ts';
import { CollaborationExtension } from './binding/binding.ts';
import { clearHighlights, highlightSelections } from './selection-highlights.ts';

/** How long a name stays after its caret moved. */
const nameMilliseconds = 2000;
/** How near the pointer must come, in pixels, to be told whose caret it is. */
const near = 16;

export interface RemoteCursorsConfig {
  awareness: Awareness | null;
  presence: Presence | null;
}

/** Shows where the others are. */
export const RemoteCursorsExtension = defineExtension({
  name: 'quire/cursors',
  dependencies: [CollaborationExtension],
  config: safeCast<RemoteCursorsConfig>({ awareness: null, presence: null }),
  register(editor, { awareness, presence }, state) {
    if (awareness === null || presence === null) return () => {};
    const { binding } = state.getDependency(CollaborationExtension).output;
    return effect(() => {
      const root = editor.getRootElement();
      if (binding.value !== null && root !== null) {
        return new RemoteCursors(editor, root, binding.value, awareness, presence).start();
      }
    });
  },
});

/** A caret on the page and what it last showed. */
interface Caret {
  readonly element: HTMLElement;
  readonly label: HTMLElement;
  place: string;
  hiding: ReturnType<typeof setTimeout> | undefined;
}

/** Where somebody is in the text, resolved against the editor as it is now. */
interface Whereabouts {
  readonly place: string;
  readonly caret: DOMRect;
  readonly selection: Range | null;
}

class RemoteCursors {
  readonly #editor: LexicalEditor;
  readonly #root: HTMLElement;
  readonly #binding: BindingV2;
  readonly #awareness: Awareness;
  readonly #presence: Presence;
  readonly #layer = document.createElement('div');
  readonly #carets = new Map<number, Caret>();
  #frame = 0;

  constructor(editor: LexicalEditor, root: HTMLElement, binding: BindingV2, awareness: Awareness, presence: Presence) {
    this.#editor = editor;
    this.#root = root;
    this.#binding = binding;
    this.#awareness = awareness;
    this.#presence = presence;
    this.#layer.className = 'cursors';
    this.#layer.setAttribute('aria-hidden', 'true');
  }

  /** Draws now and after whatever may move a caret: presence, edits, sizes, fonts, a code block scrolled sideways. */
  start(): () => void {
    this.#root.after(this.#layer);
    const draw = () => this.#schedule();
    const sizes = new ResizeObserver(draw);
    sizes.observe(this.#root);
    const stopped = new AbortController();
    const { signal } = stopped;
    document.fonts.addEventListener('loadingdone', draw, { signal });
    this.#root.addEventListener('scroll', draw, { signal, capture: true, passive: true });
    this.#root.addEventListener('pointermove', (event) => this.#approach(event), { signal, passive: true });
    this.#awareness.on('change', draw);
    draw();
    return mergeRegister(
      this.#editor.registerUpdateListener(draw),
      this.#presence.subscribe(draw),
      () => this.#awareness.off('change', draw),
      () => sizes.disconnect(),
      () => stopped.abort(),
      () => this.#clear(),
    );
  }

  #clear(): void {
    cancelAnimationFrame(this.#frame);
    for (const id of [...this.#carets.keys()]) this.#remove(id);
    clearHighlights();
    this.#layer.remove();
  }

  #schedule(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#draw());
  }

  #draw(): void {
    const origin = this.#layer.getBoundingClientRect();
    const present = new Set<number>();
    const highlights: { color: string; range: Range }[] = [];
    for (const person of this.#presence.people) {
      const where = person.self ? null : this.#whereabouts(person.clientID);
      if (where === null) continue;
      present.add(person.clientID);
      this.#place(person, where, origin);
      if (where.selection !== null) highlights.push({ color: person.color, range: where.selection });
    }
    for (const id of [...this.#carets.keys()]) if (!present.has(id)) this.#remove(id);
    highlightSelections(highlights, this.#layer);
  }

  #whereabouts(clientID: number): Whereabouts | null {
    const state = this.#awareness.getStates().get(clientID) as UserState | undefined;
    if (!state?.anchorPos || !state.focusPos || state.focusing !== true) return null;
    try {
      return this.#editor.read('latest', () => this.#$resolve(state));
    } catch {
      return null; // a position that no honest editor publishes
    }
  }

  #$resolve(state: UserState): Whereabouts | null {
    const { anchorKey, anchorOffset, focusKey, focusOffset } = $getAnchorAndFocusForUserState(this.#binding, state);
    const anchor = anchorKey === null ? null : $getNodeByKey(anchorKey);
    const focus = focusKey === null ? null : $getNodeByKey(focusKey);
    if (anchor === null || focus === null) return null;
    const caret = $caretRect(this.#editor, focus, focusOffset);
    if (caret === null) return null;
    const selection = createDOMRange(this.#editor, anchor, anchorOffset, focus, focusOffset);
    const place = `${anchorKey}:${anchorOffset}-${focusKey}:${focusOffset}`;
    const isRange = anchorKey !== focusKey || anchorOffset !== focusOffset;
    return { place, caret, selection: isRange ? selection : null };
  }

  #place(person: Person, where: Whereabouts, origin: DOMRect): void {
    const caret = this.#carets.get(person.clientID) ?? this.#create(person.clientID);
    const { element, label } = caret;
    const x = where.caret.left - origin.left;
    element.style.transform = `translate(${x - 1}px, ${where.caret.top - origin.top}px)`;
    element.style.height = `${where.caret.height}px`;
    element.style.setProperty('--person', person.color);
    element.toggleAttribute('data-away', person.away);
    if (element.dataset.name !== person.name) {
      element.dataset.name = person.name;
      label.textContent = person.name;
    }
    label.classList.toggle('leftward', x + label.offsetWidth > origin.width);
    if (caret.place !== where.place) {
      caret.place = where.place;
      this.#showName(caret);
    }
  }

  #create(clientID: number): Caret {
    const element = document.createElement('div');
    element.className = 'remote-cursor';
    element.dataset.testid = 'remote-cursor';
    const label = document.createElement('span');
    label.className = 'remote-cursor-name';
    label.dataset.testid = 'remote-cursor-name';
    element.append(label);
    this.#layer.append(element);
    const caret: Caret = { element, label, place: '', hiding: undefined };
    this.#carets.set(clientID, caret);
    return caret;
  }

  #remove(clientID: number): void {
    const caret = this.#carets.get(clientID);
    clearTimeout(caret?.hiding);
    caret?.element.remove();
    this.#carets.delete(clientID);
  }

  #showName(caret: Caret): void {
    clearTimeout(caret.hiding);
    caret.label.classList.add('shown');
    caret.hiding = setTimeout(() => caret.label.classList.remove('shown'), nameMilliseconds);
  }

  #approach({ clientX, clientY }: PointerEvent): void {
    for (const caret of this.#carets.values()) {
      const { x, y, width, height } = caret.element.getBoundingClientRect();
      const beside = clientX > x - near && clientX < x + width + near;
      if (beside && clientY > y - near / 2 && clientY < y + height + near / 2) this.#showName(caret);
    }
  }
}

/** Where a caret at `offset` in `node` stands on the screen; null when it is not rendered. */
function $caretRect(editor: LexicalEditor, node: LexicalNode, offset: number): DOMRect | null {
  const range = createDOMRange(editor, node, offset, node, offset);
  const rect = range && [...range.getClientRects()].at(-1);
  if (range && rect && rect.height > 0) return startOfNextLine(range, rect) ?? rect;
  // Between elements there is no text to measure: take the start of what follows, or the end of what is before.
  const child = $isElementNode(node) ? (node.getChildAtIndex(offset) ?? node.getLastChild()) : null;
  const element = editor.getElementByKey((child ?? node).getKey());
  return element === null ? null : lineStart(element);
}

/**
 * Where a line wraps, one offset is both the end of a line and the start of the next. People see the caret at the
 * start; Chromium measures both, Firefox the end alone. This is the start, or null where the next character is on the
 * same line.
 */
function startOfNextLine(caret: Range, measured: DOMRect): DOMRect | null {
  const { startContainer: text, startOffset: offset } = caret;
  if (!(text instanceof Text) || offset >= text.length) return null;
  const next = caret.cloneRange();
  next.setEnd(text, offset + 1);
  const rect = [...next.getClientRects()].at(-1);
  if (rect === undefined || rect.top < measured.bottom) return null;
  return new DOMRect(rect.left, rect.top, 0, rect.height);
}

/** The first line's start within an element without text, where the browser would draw a caret. */
function lineStart(element: HTMLElement): DOMRect {
  const { left, top, height } = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  const lineHeight = Math.min(Number.parseFloat(style.lineHeight) || height, height || Infinity);
  const fontHeight = Math.min(Number.parseFloat(style.fontSize) * 1.25, lineHeight);
  const padding = { left: Number.parseFloat(style.paddingLeft), top: Number.parseFloat(style.paddingTop) };
  return new DOMRect(left + padding.left, top + padding.top + (lineHeight - fontHeight) / 2, 0, fontHeight);
}
