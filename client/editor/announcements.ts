// Tells readers of screens who comes, who goes, and who writes in the paragraph of one's own caret. One announcement
// covers several seconds, so that many people make one sentence. A person who only reloads is not mentioned.

import {
  $getNodeByKey,
  $getSelection,
  $isRangeSelection,
  COLLABORATION_TAG,
  type LexicalEditor,
  mergeRegister,
} from 'lexical';
import type { Awareness } from 'y-protocols/awareness';

import type { Person, Presence } from '../sdk/presence.ts';
import { systemTimers, type Timers } from '../sdk/timers.ts';
import { texts } from '../texts/texts.ts';
import type { BoundText } from './binding/bound-text.ts';
import { $blockNodeOf } from './binding/lexical-blocks.ts';
import type { EditorPresence } from './binding/presence.ts';

/** An announcement comes this long after the first change that it covers. */
const batchMilliseconds = 5000;
/** An announcement names at most this many people; a number stands for the rest. */
const mostNames = 3;

/** The other people at one moment, by their ids, with their names. */
export interface Company {
  readonly present: ReadonlyMap<string, string>;
  /** Those who have written in the paragraph of one's own caret, and whose caret is still there. */
  readonly writing: ReadonlySet<string>;
}

/**
 * The sentences for what has changed between two moments; an empty string for nothing. `before` is null for a person
 * who has just come in.
 *
 *     announcement(before, after) // 'Ada and Ben joined. Cyd is writing in your paragraph.'
 */
export function announcement(before: Company | null, after: Company): string {
  const was = before ?? { present: new Map<string, string>(), writing: new Set<string>() };
  const { here, joined, left, writing } = texts.announcements;
  const say = (ids: readonly string[], { present }: Company, sentence: (people: readonly string[]) => string) =>
    ids.length === 0 ? [] : [sentence(list(ids.map((id) => present.get(id) ?? texts.people.guest)))];
  return [
    ...say(missingIn(was.present, after.present), after, before ? joined : here),
    ...say(missingIn(after.present, was.present), was, left),
    ...say(missingIn(was.writing, after.writing), after, writing),
  ].join(' ');
}

/** The keys of `all` that `some` lacks. */
function missingIn(some: { has(key: string): boolean }, all: { keys(): Iterable<string> }): string[] {
  return [...all.keys()].filter((key) => !some.has(key));
}

/** At most `mostNames` names, and a number for the rest: `['Ada', 'Ben', 'Cyd', '4 others']`. */
function list(names: readonly string[]): readonly string[] {
  if (names.length <= mostNames + 1) return names;
  return [...names.slice(0, mostNames), texts.announcements.others(names.length - mostNames)];
}

export interface AnnouncementsOptions {
  readonly editor: LexicalEditor;
  readonly text: BoundText;
  readonly awareness: Awareness;
  readonly presence: Presence;
  /** While the page has no connection, others are neither here nor gone. */
  readonly isConnected: () => boolean;
  readonly announce: (sentences: string) => void;
  readonly timers?: Pick<Timers, 'after'>;
}

/** Announces what others do, until the returned function is called. */
export function announcePeople(options: AnnouncementsOptions): () => void {
  const { editor, awareness, presence, isConnected, announce, timers = systemTimers } = options;
  let last: Company | null = null;
  let written = false;
  let cancel: (() => void) | null = null;
  const tell = () => {
    cancel = null;
    if (!isConnected()) return;
    const next = companyOf(options, last, written);
    const sentences = announcement(last, next);
    [last, written] = [next, false];
    if (sentences !== '') announce(sentences);
  };
  const changed = () => {
    cancel ??= timers.after(batchMilliseconds, tell);
  };
  return mergeRegister(
    presence.subscribe(changed),
    subscribeTo(awareness, changed),
    editor.registerUpdateListener(({ tags, dirtyElements }) => {
      if (!tags.has(COLLABORATION_TAG)) return;
      const own = editor.read('latest', $ownBlock);
      if (own === null || !dirtyElements.has(own)) return;
      written = true;
      changed();
    }),
    () => cancel?.(),
  );
}

function subscribeTo(awareness: Awareness, changed: () => void): () => void {
  awareness.on('change', changed);
  changed();
  return () => awareness.off('change', changed);
}

/** The key of the block of one's own caret; null when there is none. */
function $ownBlock(): string | null {
  const selection = $getSelection();
  if (!$isRangeSelection(selection)) return null;
  return $blockNodeOf(selection.focus.getNode())?.node.getKey() ?? null;
}

/** `written` tells whether others have changed the paragraph of one's own caret since the last moment. */
function companyOf(
  { editor, text, awareness, presence }: AnnouncementsOptions,
  last: Company | null,
  written: boolean,
): Company {
  const others = presence.people.filter(({ self }) => !self);
  const states = awareness.getStates() as ReadonlyMap<number, Partial<EditorPresence> | undefined>;
  const isBeside = ({ pages }: Person) =>
    editor.read('latest', () => {
      const own = $ownBlock();
      return own !== null && pages.some(({ clientID }) => $caretBlock(text, states.get(clientID)) === own);
    });
  const writing = others.filter((person) => (written || last?.writing.has(person.id)) && isBeside(person));
  return {
    present: new Map(others.map(({ id, name }) => [id, name])),
    writing: new Set(writing.map(({ id }) => id)),
  };
}

function $caretBlock(text: BoundText, state: Partial<EditorPresence> | undefined): string | null {
  if (!state?.focusPos || state.focusing !== true) return null;
  try {
    const point = text.$pointOf(state.focusPos);
    const node = point && $getNodeByKey(point.key);
    return node ? ($blockNodeOf(node)?.node.getKey() ?? null) : null;
  } catch {
    return null; // a position that only a faulty or hostile client publishes
  }
}
