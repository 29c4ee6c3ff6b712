// Other people's carets and selections, in a layer over the text that takes no clicks and moves nothing. A caret stands
// only for a person whose focus is in the text. A peer's name is used as text, and a peer's colour after a check.

import { createDOMRange } from '@lexical/selection';
import { $getNodeByKey, type LexicalEditor, mergeRegister } from 'lexical';
import type { Awareness } from 'y-protocols/awareness';

import type { Person, PersonsPage, Presence } from '../sdk/presence.ts';
import type { BoundText } from './binding/bound-text.ts';
import type { EditorPresence } from './binding/presence.ts';
import { hiddenBlocks, reveal } from './containers/view.ts';
import { $caretRect } from './caret-rect.ts';
import { rowsOf } from './label-rows.ts';
import { clearHighlights, highlightSelections } from './selection-highlights.ts';

/** How long a name stays after the caret has moved. */
const nameMilliseconds = 2000;
/** A pointer at this distance from a caret, in pixels, shows the name. */
const hoverDistance = 16;

/** A caret on the page. */
interface Caret {
  readonly element: HTMLElement;
  readonly label: HTMLElement;
  /** In the layer, in pixels. */
  left: number;
  top: number;
  /** The place where the caret was last drawn; see Whereabouts. */
  place: string;
  /** Hides the name. */
  hideTimer: ReturnType<typeof setTimeout> | undefined;
}

/** A person's place in the text, for the current state of the editor. */
interface Whereabouts {
  /** Names the place by the characters beside it; another one means that the person has moved. */
  readonly place: string;
  /** In the window. */
  readonly caret: DOMRect;
  /** Null when nothing is selected. */
  readonly selection: Range | null;
}

export class RemoteCursors {
  readonly #editor: LexicalEditor;
  readonly #root: HTMLElement;
  readonly #text: BoundText;
  readonly #awareness: Awareness;
  readonly #presence: Presence;
  readonly #layer = document.createElement('div');
  readonly #carets = new Map<number, Caret>();
  /** The toggle in which each caret of others is; the page opens it when the caret comes in. */
  readonly #toggles = new Map<number, Element | null>();
  #frame = 0;

  constructor(editor: LexicalEditor, root: HTMLElement, text: BoundText, awareness: Awareness, presence: Presence) {
    this.#editor = editor;
    this.#root = root;
    this.#text = text;
    this.#awareness = awareness;
    this.#presence = presence;
    this.#layer.className = 'cursors';
    this.#layer.setAttribute('aria-hidden', 'true');
  }

  /** Draws now, and after everything that may move a caret: presence, edits, sizes, fonts, scrolling in code. */
  start(): () => void {
    this.#root.after(this.#layer);
    const draw = () => this.#schedule();
    const sizes = new ResizeObserver(draw);
    sizes.observe(this.#root);
    const stopped = new AbortController();
    const { signal } = stopped;
    document.fonts.addEventListener('loadingdone', draw, { signal });
    this.#root.addEventListener('scroll', draw, { signal, capture: true, passive: true });
    this.#root.addEventListener('pointermove', (event) => this.#showNamesNear(event), { signal, passive: true });
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

  /** Reads all places first and writes then, so that the browser lays the page out once, however many are here. */
  #draw(): void {
    const origin = this.#layer.getBoundingClientRect();
    const others = this.#presence.people.flatMap((person) =>
      person.pages.filter(({ clientID }) => clientID !== this.#awareness.clientID).map((page) => ({ person, page })),
    );
    const drawn = this.#editor.read('latest', () =>
      others.flatMap(({ person, page }) => {
        const where = this.#$whereabouts(page.clientID);
        return where === null ? [] : [{ person, page, where }];
      }),
    );
    for (const { person, page, where } of drawn) this.#place(person, page, where, origin);
    const ids = new Set(drawn.map(({ page }) => page.clientID));
    for (const id of [...this.#carets.keys()]) if (!ids.has(id)) this.#remove(id);
    this.#placeNames(origin.width);
    const selections = drawn.flatMap(({ person: { color }, where: { selection: range } }) =>
      range === null ? [] : [{ color, range }],
    );
    highlightSelections(selections, this.#layer);
  }

  #$whereabouts(clientID: number): Whereabouts | null {
    const state = this.#awareness.getStates().get(clientID) as Partial<EditorPresence> | undefined;
    if (!state?.anchorPos || !state.focusPos || state.focusing !== true) return null;
    try {
      return this.#$resolve(state, clientID);
    } catch {
      return null; // a position that only a faulty or hostile client publishes
    }
  }

  #$resolve(state: Partial<EditorPresence>, clientID: number): Whereabouts | null {
    const [from, to] = [this.#text.$pointOf(state.anchorPos), this.#text.$pointOf(state.focusPos)];
    const anchor = from && $getNodeByKey(from.key);
    const focus = to && $getNodeByKey(to.key);
    if (from === null || to === null || !anchor || !focus) return null;
    this.#openToggle(clientID, this.#editor.getElementByKey(focus.getKey()));
    const caret = $caretRect(this.#editor, focus, to.offset);
    if (caret === null) return null;
    const selection = createDOMRange(this.#editor, anchor, from.offset, focus, to.offset);
    const place = JSON.stringify([state.anchorPos, state.focusPos]);
    const isRange = from.key !== to.key || from.offset !== to.offset;
    return { place, caret, selection: isRange ? selection : null };
  }

  #openToggle(clientID: number, element: Element | null): void {
    const toggle = element?.closest(hiddenBlocks)?.parentElement ?? null;
    if (toggle !== null && this.#toggles.get(clientID) !== toggle) reveal(element!);
    this.#toggles.set(clientID, toggle);
  }

  #place(person: Person, { clientID, away }: PersonsPage, where: Whereabouts, origin: DOMRect): void {
    const caret = this.#carets.get(clientID) ?? this.#create(clientID);
    const { element, label } = caret;
    [caret.left, caret.top] = [where.caret.left - origin.left, where.caret.top - origin.top];
    element.style.transform = `translate(${caret.left - 1}px, ${caret.top}px)`;
    element.style.height = `${where.caret.height}px`;
    element.style.setProperty('--person', person.color);
    element.toggleAttribute('data-away', away);
    if (element.dataset.name !== person.name) {
      element.dataset.name = person.name;
      label.textContent = person.name;
    }
    if (caret.place !== where.place) {
      caret.place = where.place;
      this.#showName(caret);
    }
  }

  /** Gives the names that are shown a side and a row each, so that none covers another or leaves the page. */
  #placeNames(pageWidth: number): void {
    const shown = [...this.#carets.values()].filter(({ label }) => label.classList.contains('shown'));
    const labels = shown.map(({ label, left, top }) => {
      const width = label.offsetWidth;
      const isLeftward = left + width > pageWidth;
      return { left: isLeftward ? left - width : left, width, top, isLeftward };
    });
    for (const [i, row] of rowsOf(labels).entries()) {
      const { label } = shown[i]!;
      label.classList.toggle('leftward', labels[i]!.isLeftward);
      label.style.setProperty('--row', String(row));
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
    const caret: Caret = { element, label, left: 0, top: 0, place: '', hideTimer: undefined };
    this.#carets.set(clientID, caret);
    return caret;
  }

  #remove(clientID: number): void {
    const caret = this.#carets.get(clientID);
    clearTimeout(caret?.hideTimer);
    caret?.element.remove();
    this.#carets.delete(clientID);
    this.#toggles.delete(clientID);
  }

  #showName(caret: Caret): void {
    clearTimeout(caret.hideTimer);
    caret.label.classList.add('shown');
    caret.hideTimer = setTimeout(() => caret.label.classList.remove('shown'), nameMilliseconds);
  }

  #showNamesNear({ clientX, clientY }: PointerEvent): void {
    for (const caret of this.#carets.values()) {
      const { x, y, width, height } = caret.element.getBoundingClientRect();
      const beside = clientX > x - hoverDistance && clientX < x + width + hoverDistance;
      if (beside && clientY > y - hoverDistance / 2 && clientY < y + height + hoverDistance / 2) {
        this.#showName(caret);
        this.#schedule();
      }
    }
  }
}
