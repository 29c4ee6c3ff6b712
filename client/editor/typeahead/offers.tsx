// What a menu offers for what a person types: blocks for `/`, people and days for `@`, emoji for `:`.

import { $getSelection, $isRangeSelection, $nodesOfType, type LexicalEditor } from 'lexical';
import { CalendarDays } from 'lucide-react';
import type { ReactNode } from 'react';

import { dateInWords, MentionNode } from '../../../protocol/format/inline-objects.ts';
import { displayName } from '../../sdk/profile.ts';
import type { Presence } from '../../sdk/presence.ts';
import { texts } from '../../texts/texts.ts';
import { insertables } from '../insertables.ts';
import { dayAfter, dayFrom, isoDay, namedDays } from './days.ts';
import { type Emoji, emojiFor } from './emoji.ts';
import { $insertObject } from './insert.ts';
import { type Findable, ranked } from './ranking.ts';
import type { Match } from './trigger.ts';

/** One line of a menu. */
export interface Offer {
  readonly id: string;
  readonly group: string;
  readonly icon: ReactNode;
  readonly label: string;
  /** Said at the end of the line: keys, or a date. */
  readonly hint?: string | undefined;
  /** Does what is offered, in the update that took away what was typed. */
  readonly $act: (editor: LexicalEditor) => void;
}

export interface Sources {
  readonly editor: LexicalEditor;
  readonly presence: Presence;
  /** Null until they have been loaded. */
  readonly emoji: readonly Emoji[] | null;
}

/** The offers, the best first. */
export function offersFor({ trigger, query }: Match, { editor, presence, emoji }: Sources): readonly Offer[] {
  if (trigger === '/') return blockOffers(query);
  if (trigger === '@') return [...personOffers(query, peopleKnown(editor, presence)), ...dayOffers(query)];
  return emojiFor(emoji ?? [], query).map(({ character, name, shortcodes: [code] }) => ({
    id: `emoji-${character}`,
    group: texts.menus.emoji,
    icon: <span className="offer-emoji">{character}</span>,
    label: name,
    hint: code && `:${code}:`,
    $act: () => $insertText(character),
  }));
}

function blockOffers(query: string): Offer[] {
  const { menus } = texts;
  const things = insertables.map((one) => ({ ...one, shortcut: one.shortcut, label: menus.insertable[one.id] }));
  return ranked(things, query).map(({ id, group, label, icon: Icon, shortcut, act }) => ({
    id,
    group: menus[group],
    icon: <Icon aria-hidden size={17} strokeWidth={1.75} />,
    label,
    hint: shortcut,
    $act: act,
  }));
}

interface Known extends Findable {
  readonly id?: string;
  /** Their colour, if they are here. */
  readonly color?: string;
  readonly self: boolean;
}

/** The people whom the page knows: those who are here, oneself at the end, and those whom the text mentions already. */
function peopleKnown(editor: LexicalEditor, { people }: Presence): Known[] {
  const known = new Map<string, Known>();
  const present = [...people.filter(({ self }) => !self), ...people.filter(({ self }) => self)];
  for (const { id, name, color, self } of present) {
    known.set(id, { id, label: name, color, self, keywords: self ? texts.menus.you : '' });
  }
  const mentioned = editor.read('latest', () => $nodesOfType(MentionNode).map((node) => node.getSaid()));
  for (const said of mentioned) {
    const label = displayName(said['name']);
    const id = typeof said['id'] === 'string' ? { id: said['id'] } : {};
    const isKnown = [...known.values()].some((one) => (id.id === undefined ? one.label === label : one.id === id.id));
    if (!isKnown) known.set(id.id ?? label, { ...id, label, self: false, keywords: '' });
  }
  return [...known.values()];
}

function personOffers(query: string, people: readonly Known[]): Offer[] {
  return ranked(people, query).map(({ id, label, color, self }) => ({
    id: `person-${id ?? label}`,
    group: texts.menus.people,
    icon: <PersonDot color={color} />,
    label,
    hint: self ? texts.menus.you : undefined,
    $act: () => $insertObject({ type: 'mention', name: label, ...(id !== undefined && { id }) }),
  }));
}

function PersonDot({ color }: { color: string | undefined }) {
  const paint = (dot: HTMLElement | null) => {
    if (color !== undefined) dot?.style.setProperty('--person', color);
  };
  return <span className="offer-person" ref={paint} />;
}

function dayOffers(query: string): Offer[] {
  const { menus } = texts;
  const today = new Date();
  const offer = (date: string, label: string, hint?: string): Offer => ({
    id: `day-${date}-${label}`,
    group: menus.dates,
    icon: <CalendarDays aria-hidden size={17} strokeWidth={1.75} />,
    label,
    hint,
    $act: () => $insertObject({ type: 'date', date }),
  });
  const inWords = (date: string) => dateInWords(date, document.documentElement.lang);
  const written = dayFrom(query.trim(), today);
  const named = namedDays.map(({ name, days, keywords }) => ({ label: menus[name], days, keywords }));
  return [
    ...(written === null ? [] : [offer(written, inWords(written))]),
    ...ranked(named, query).map(({ label, days }) => {
      const date = isoDay(dayAfter(today, days));
      return offer(date, label, inWords(date));
    }),
  ];
}

function $insertText(text: string): void {
  const selection = $getSelection();
  if ($isRangeSelection(selection)) selection.insertText(text);
}
