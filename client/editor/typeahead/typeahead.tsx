// The menu beside what a person types behind `/`, `@` or `:`. The focus stays in the text, and readers of screens
// follow aria-activedescendant. It opens only while a person types, not while a word is composed, and Escape keeps the
// text. Lexical's own plugin for this opens again with the key after Escape, and while a word is composed.

import { useLexicalComposerContext } from '@lexical/react/LexicalComposerContext';
import {
  BLUR_COMMAND,
  COLLABORATION_TAG,
  COMMAND_PRIORITY_HIGH,
  HISTORIC_TAG,
  KEY_ARROW_DOWN_COMMAND,
  KEY_ARROW_UP_COMMAND,
  KEY_ENTER_COMMAND,
  KEY_ESCAPE_COMMAND,
  KEY_TAB_COMMAND,
  type LexicalCommand,
  type LexicalEditor,
  mergeRegister,
} from 'lexical';
import { Fragment, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';

import type { Presence } from '../../sdk/presence.ts';
import { texts } from '../../texts/texts.ts';
import { onMove, placeBeside } from '../floating.ts';
import { type Emoji, loadEmoji } from './emoji.ts';
import { type Offer, offersFor } from './offers.tsx';
import { $deleteTyped, $typedAtCaret, rectOfTyped, type Typed } from './typed.ts';
import './typeahead.css';

const listId = 'typeahead';
const idOf = (index: number) => `${listId}-${index}`;

export function Typeahead({ presence }: { presence: Presence }) {
  const [editor] = useLexicalComposerContext();
  const [typed, close] = useTyped(editor);
  const emoji = useEmoji(typed?.trigger === ':');
  if (typed === null) return null;
  const offers = offersFor(typed, { editor, presence, emoji });
  if (offers.length === 0) return null;
  const key = `${typed.trigger}${typed.query}`; // with another query, the first offer is the chosen one again
  // A key may come before the menu shows what was typed last.
  const $choose = (offer: Offer | null, index: number) => {
    const now = $typedAtCaret();
    if (now === null) return;
    const isShown = now.trigger === typed.trigger && now.query === typed.query;
    const chosen = offer ?? (isShown ? offers[index] : offersFor(now, { editor, presence, emoji })[0]);
    if (chosen === undefined) return;
    $deleteTyped(now);
    chosen.$act(editor);
  };
  return createPortal(<Menu key={key} {...{ editor, typed, offers, $choose, close }} />, document.body);
}

/** What the person types at the caret, and a function that closes the menu until they type elsewhere. */
function useTyped(editor: LexicalEditor): [Typed | null, () => void] {
  const [typed, setTyped] = useState<Typed | null>(null);
  const closed = useRef<Typed | null>(null);
  useEffect(() => {
    let isOpen = false;
    const set = (next: Typed | null) => {
      isOpen = next !== null;
      setTyped(next);
    };
    const typedNow = () => (editor.isEditable() ? editor.read('latest', $typedAtCaret) : null);
    // The first words may have been typed before this code was there.
    if (document.activeElement === editor.getRootElement()) set(typedNow());
    return mergeRegister(
      editor.registerUpdateListener(({ dirtyLeaves, tags }) => {
        if (editor.isComposing() && !isOpen) return;
        const isOwn = dirtyLeaves.size > 0 && !tags.has(COLLABORATION_TAG) && !tags.has(HISTORIC_TAG);
        if (!isOpen && closed.current === null && !isOwn) return;
        const now = typedNow();
        const isSamePlace = closed.current?.block === now?.block && closed.current?.start === now?.start;
        if (!isSamePlace) closed.current = null;
        if (now === null || closed.current !== null) return set(null);
        if (isOwn || isOpen) set(now);
      }),
      editor.registerCommand(
        BLUR_COMMAND,
        () => {
          set(null);
          return false;
        },
        COMMAND_PRIORITY_HIGH,
      ),
    );
  }, [editor]);
  return [
    typed,
    () => {
      closed.current = typed;
      setTyped(null);
    },
  ];
}

function useEmoji(wanted: boolean): readonly Emoji[] | null {
  const [emoji, setEmoji] = useState<readonly Emoji[] | null>(null);
  useEffect(() => {
    if (!wanted || emoji !== null) return;
    // Without the network, the next try may have more luck.
    loadEmoji(document.documentElement.lang).then(setEmoji, () => {});
  }, [wanted, emoji]);
  return emoji;
}

interface MenuProps {
  readonly editor: LexicalEditor;
  readonly typed: Typed;
  readonly offers: readonly Offer[];
  /** Does what an offer says, or the offer at that index of the newest ones. */
  readonly $choose: (offer: Offer | null, index: number) => void;
  readonly close: () => void;
}

function Menu({ editor, typed, offers, $choose, close }: MenuProps) {
  const [chosen, setChosen] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const index = Math.min(chosen, offers.length - 1);
  const isWhole = typed.trigger === ':' && typed.query.endsWith(':');
  useEffect(() => {
    if (isWhole) editor.update(() => $choose(offers[0]!, 0));
  });
  useLayoutEffect(() => {
    const place = () => {
      const rect = rectOfTyped(editor, typed);
      if (rect !== null && list.current !== null) placeBeside(list.current, rect, 'below');
    };
    place();
    return onMove(place);
  }, [editor, typed, offers.length]);
  useLayoutEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [index]);
  useActiveOption(editor, idOf(index));
  useKeys(editor, {
    move: (by) => setChosen((index + by + offers.length) % offers.length),
    $choose: () => $choose(null, index),
    close,
  });
  if (isWhole) return null;
  const startsGroup = (at: number) => offers[at - 1]?.group !== offers[at]!.group;
  return (
    <div
      className="typeahead menu"
      id={listId}
      role="listbox"
      aria-label={typed.trigger === '/' ? texts.menus.blocks : offers[0]!.group}
      ref={list}
      onMouseDown={(event) => event.preventDefault()} // the focus stays in the text
    >
      {offers.map((offer, at) => (
        <Fragment key={offer.id}>
          {startsGroup(at) && typed.query === '' && (
            <div className="typeahead-group" aria-hidden>
              {offer.group}
            </div>
          )}
          <div
            className="menu-item typeahead-item"
            id={idOf(at)}
            role="option"
            aria-selected={at === index}
            data-highlighted={at === index ? '' : undefined}
            onPointerMove={() => setChosen(at)}
            onClick={() => editor.update(() => $choose(offer, at))}
          >
            {offer.icon}
            <span>{offer.label}</span>
            {offer.hint && <kbd>{offer.hint}</kbd>}
          </div>
        </Fragment>
      ))}
    </div>
  );
}

/** Tells readers of screens, at the text, which option is the chosen one. */
function useActiveOption(editor: LexicalEditor, option: string): void {
  useEffect(() => {
    const root = editor.getRootElement();
    root?.setAttribute('aria-controls', listId);
    root?.setAttribute('aria-activedescendant', option);
    return () => {
      root?.removeAttribute('aria-controls');
      root?.removeAttribute('aria-activedescendant');
    };
  }, [editor, option]);
}

interface Keys {
  readonly move: (by: 1 | -1) => void;
  readonly $choose: () => void;
  readonly close: () => void;
}

/** Takes the keys of the menu from the text. Those with Shift and others are the text's. */
function useKeys(editor: LexicalEditor, { move, $choose, close }: Keys): void {
  useEffect(() => {
    const on = (command: LexicalCommand<KeyboardEvent> | LexicalCommand<KeyboardEvent | null>, act: () => void) =>
      editor.registerCommand(
        command as LexicalCommand<KeyboardEvent | null>,
        (event) => {
          if (event === null || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return false;
          event.preventDefault();
          act();
          return true;
        },
        COMMAND_PRIORITY_HIGH,
      );
    return mergeRegister(
      on(KEY_ARROW_DOWN_COMMAND, () => move(1)),
      on(KEY_ARROW_UP_COMMAND, () => move(-1)),
      on(KEY_ENTER_COMMAND, $choose),
      on(KEY_TAB_COMMAND, $choose),
      on(KEY_ESCAPE_COMMAND, close),
    );
  });
}
