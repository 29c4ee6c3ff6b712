// A row of home: the link to a document, who is there now, and the button of its menu. In a search the row shows what
// was found. While a person renames the document, a field stands in place of the link.

import { Ellipsis, Pin } from 'lucide-react';
import { type KeyboardEvent, memo, useEffect, useRef } from 'react';

import { longestTitle } from '../../../protocol/title.ts';
import { texts } from '../../texts/home-texts.ts';
import { fullTime, timeAgo } from '../../ui/time.ts';
import { documentPath } from '../documents/address.ts';
import type { DocumentSummary, MarkedText } from '../documents/documents-api.ts';
import { RowPeople } from './row-people.tsx';
import type { DocumentPeople } from './use-presence.ts';

export interface DocumentRowProps {
  readonly document: DocumentSummary;
  readonly people: DocumentPeople | undefined;
  readonly isPinned: boolean;
  readonly isRenaming: boolean;
  readonly hasMenu: boolean;
  /** The person presses the button of the menu. */
  readonly onMenu: (document: DocumentSummary, button: HTMLElement) => void;
  /** The person has given another title; null when they gave up. */
  readonly onRenamed: (document: DocumentSummary, title: string | null) => void;
}

export const DocumentRow = memo(function DocumentRow(props: DocumentRowProps) {
  const { document, people, isPinned, isRenaming, hasMenu, onMenu, onRenamed } = props;
  const { name, title, updatedAt, match } = document;
  const { home } = texts;
  const link = useRef<HTMLAnchorElement>(null);
  const wasRenaming = useRef(false);
  useEffect(() => {
    const hasLostFocus = wasRenaming.current && globalThis.document.activeElement === globalThis.document.body;
    if (!isRenaming && hasLostFocus) link.current?.focus();
    wasRenaming.current = isRenaming;
  }, [isRenaming]);
  if (isRenaming) {
    return (
      <li className="document-row">
        <RenameField title={title} onDone={(renamed) => onRenamed(document, renamed)} />
      </li>
    );
  }
  return (
    <li className="document-row">
      <a ref={link} className="document-link" href={documentPath(name)} data-testid="document" data-name={name}>
        <span className="document-words">
          <span className="document-line">
            {isPinned && <Pin className="document-pin" role="img" aria-label={home.pinned} size={13} strokeWidth={2} />}
            <Title title={title} marked={match?.title} />
          </span>
          {match !== null && match.text.length > 0 && (
            <span className="document-excerpt" data-testid="excerpt">
              <Marked text={match.text} />
            </span>
          )}
        </span>
        {people && <RowPeople people={people.people} more={people.more} />}
        <time className="document-time" dateTime={updatedAt.toISOString()} title={fullTime(updatedAt)}>
          {timeAgo(updatedAt, new Date())}
        </time>
      </a>
      <button
        type="button"
        className="row-button"
        aria-label={home.actions(title || home.untitled)}
        aria-haspopup="menu"
        aria-expanded={hasMenu}
        onClick={({ currentTarget }) => onMenu(document, currentTarget)}
      >
        <Ellipsis aria-hidden size={17} strokeWidth={1.9} />
      </button>
    </li>
  );
});

export function Title({ title, marked }: { title: string; marked?: MarkedText | undefined }) {
  if (title === '') return <span className="document-title untitled">{texts.home.untitled}</span>;
  return <span className="document-title">{marked ? <Marked text={marked} /> : title}</span>;
}

function Marked({ text }: { text: MarkedText }) {
  return text.map((part, i) => (part.found ? <mark key={i}>{part.text}</mark> : part.text));
}

/** Enter and leaving the field rename, Escape does not. */
function RenameField({ title, onDone }: { title: string; onDone: (title: string | null) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const isDone = useRef(false);
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);
  const end = (renamed: string | null) => {
    if (isDone.current) return;
    isDone.current = true;
    const value = renamed?.trim() ?? '';
    onDone(renamed === null || value === title.trim() ? null : value);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') end(event.currentTarget.value);
    else if (event.key === 'Escape') end(null);
    else return;
    event.preventDefault(); // the key is not for the link, which has the focus now
  };
  return (
    <input
      ref={input}
      className="field rename-field"
      aria-label={texts.home.newTitle}
      defaultValue={title}
      maxLength={longestTitle}
      autoComplete="off"
      onKeyDown={onKeyDown}
      onBlur={({ currentTarget }) => end(currentTarget.value)}
    />
  );
}
