// The card at a link: the address, and buttons to change or remove it. The card opens when the caret enters a link, and
// with Ctrl/Cmd+K anywhere. It accepts only safe addresses, and takes the focus only when the person wants to edit.

import { TOGGLE_LINK_COMMAND } from '@lexical/link';
import { useLexicalComposerContext } from '@lexical/react/LexicalComposerContext';
import {
  $getSelection,
  $isRangeSelection,
  BLUR_COMMAND,
  COMMAND_PRIORITY_LOW,
  KEY_ESCAPE_COMMAND,
  type LexicalEditor,
  mergeRegister,
} from 'lexical';
import { Check, ExternalLink, FileText, Pencil, TriangleAlert, Unlink } from 'lucide-react';
import { type FormEvent, type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';

import { texts } from '../texts/texts.ts';
import { $rangeOf } from './caret-rect.ts';
import { CopyButton } from './copy-button.tsx';
import { placeBelow } from './floating.ts';
import { IconButton } from './icon-button.tsx';
import { isDeceptive, linkTarget } from './link-target.ts';
import {
  $linkAt,
  $setLink,
  completeAddress,
  EDIT_LINK_COMMAND,
  openAddress,
  safeHref,
  takeEarlyLink,
} from './links.ts';
import './link-editor.css';

interface Card {
  readonly editing: boolean;
  readonly address: string;
  /** The linked words. */
  readonly words: string;
  /** The place of the linked or selected text, in the window. */
  readonly at: { readonly left: number; readonly bottom: number };
}

/** The card for the link at the selection; with `editing`, also for a selection without a link. Null for no card. */
function $cardFor(editor: LexicalEditor, editing: boolean): Card | null {
  const selection = $getSelection();
  if (!$isRangeSelection(selection)) return null;
  const link = $linkAt(selection);
  if (link === null && !editing) return null;
  const element = link === null ? null : editor.getElementByKey(link.getKey());
  const rects = (element ?? $rangeOf(editor, selection))?.getClientRects();
  const rect = rects?.[0] ?? editor.getElementByKey(selection.anchor.key)?.getBoundingClientRect();
  if (rect === undefined) return null;
  return {
    editing,
    address: link?.getURL() ?? '',
    words: link?.getTextContent() ?? '',
    at: { left: rect.left, bottom: rect.bottom },
  };
}

interface LinkEditorProps {
  /** The title of the document to which an address leads; null for what is none, or for nobody's eyes here. */
  linkedTitle: (address: string) => Promise<string | null>;
}

/** Must stand in the positioned element that holds the text. */
export function LinkEditor({ linkedTitle }: LinkEditorProps) {
  const [editor] = useLexicalComposerContext();
  const [card, setCard] = useState<Card | null>(null);
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => followSelection(editor, setCard, element), [editor]);
  useLayoutEffect(() => {
    const place = () => {
      if (card !== null && element.current !== null) placeBelow(element.current, card.at);
    };
    place();
    window.addEventListener('resize', place);
    return () => window.removeEventListener('resize', place);
  }, [card]);
  useVisibleSelection(editor, card?.editing === true);
  if (card === null) return null;
  const close = () => {
    setCard(null);
    editor.focus();
  };
  return (
    <div className="link-card" ref={element} role="dialog" aria-label={texts.link.label} data-testid="link-card">
      {card.editing ? (
        <AddressForm
          address={card.address}
          onCancel={close}
          onSave={(href) => {
            editor.update(() => $setLink(href));
            close();
          }}
        />
      ) : (
        <LinkSummary
          address={card.address}
          words={card.words}
          linkedTitle={linkedTitle}
          onEdit={() => setCard({ ...card, editing: true })}
          onRemove={() => {
            editor.dispatchCommand(TOGGLE_LINK_COMMAND, null);
            close();
          }}
        />
      )}
    </div>
  );
}

function followSelection(
  editor: LexicalEditor,
  setCard: (next: (previous: Card | null) => Card | null) => void,
  element: { readonly current: HTMLElement | null },
): () => void {
  const show = (editing: boolean) => {
    const card = editor.read('latest', () => $cardFor(editor, editing));
    setCard(() => card);
  };
  const follow = () => {
    // During editing the focus is in the card, and edits of other people must not close the card.
    if (document.activeElement === editor.getRootElement()) show(false);
  };
  // The caret may have come to a link before this code did, and a key may have asked for one.
  if (takeEarlyLink(editor)) show(true);
  else follow();
  return mergeRegister(
    editor.registerUpdateListener(follow),
    editor.registerCommand(
      EDIT_LINK_COMMAND,
      () => {
        show(true);
        return true;
      },
      COMMAND_PRIORITY_LOW,
    ),
    editor.registerCommand(
      KEY_ESCAPE_COMMAND,
      () => {
        setCard(() => null);
        return false;
      },
      COMMAND_PRIORITY_LOW,
    ),
    editor.registerCommand(
      BLUR_COMMAND,
      (event) => {
        if (!(event.relatedTarget instanceof Node && element.current?.contains(event.relatedTarget))) {
          setCard((previous) => (previous?.editing ? previous : null));
        }
        return false;
      },
      COMMAND_PRIORITY_LOW,
    ),
  );
}

/** Highlights the selection while the focus is in the card, because browsers show a selection only with the focus. */
function useVisibleSelection(editor: LexicalEditor, shown: boolean): void {
  useEffect(() => {
    if (!shown || typeof Highlight === 'undefined') return;
    const range = editor.read('latest', () => {
      const selection = $getSelection();
      return $isRangeSelection(selection) ? $rangeOf(editor, selection) : null;
    });
    if (range !== null) CSS.highlights.set('own-selection', new Highlight(range));
    return () => {
      CSS.highlights.delete('own-selection');
    };
  }, [editor, shown]);
}

interface LinkSummaryProps extends LinkEditorProps {
  address: string;
  words: string;
  onEdit: () => void;
  onRemove: () => void;
}

function LinkSummary({ address, words, linkedTitle, onEdit, onRemove }: LinkSummaryProps) {
  const href = safeHref(address);
  const title = useTitle(href, linkedTitle);
  const { open, deceptive } = texts.linkCard;
  return (
    <>
      {href === null ? (
        <span className="link-unsafe">{texts.link.unsafe}</span>
      ) : (
        <LinkPreview href={href} title={title} />
      )}
      <span className="link-actions">
        {href !== null && (
          <IconButton label={open} onClick={() => openAddress(href)}>
            <ExternalLink aria-hidden size={15} />
          </IconButton>
        )}
        <CopyButton size={15} words={texts.linkCard} text={() => address} />
        <IconButton label={texts.link.change} onClick={onEdit}>
          <Pencil aria-hidden size={15} />
        </IconButton>
        <IconButton label={texts.link.remove} onClick={onRemove}>
          <Unlink aria-hidden size={15} />
        </IconButton>
      </span>
      {href !== null && isDeceptive(words, href) && (
        <p className="link-refused" role="alert">
          <TriangleAlert aria-hidden size={14} /> {deceptive}
        </p>
      )}
    </>
  );
}

/** The whole address, with the host set off, below the title of a document of ours. */
function LinkPreview({ href, title }: { href: string; title: string | null }) {
  const { scheme, host, rest } = linkTarget(href);
  return (
    <a className="link-address" href={href} target="_blank" rel="noopener noreferrer nofollow">
      {title !== null && (
        <span className="link-title">
          <FileText aria-hidden size={14} /> {title || texts.linkCard.untitled}
        </span>
      )}
      <span className="link-whole">
        {scheme}
        <b>{host}</b>
        {rest}
      </span>
    </a>
  );
}

/** The title of the document to which an address leads, once it is known. */
function useTitle(href: string | null, linkedTitle: LinkEditorProps['linkedTitle']): string | null {
  const [found, setFound] = useState<{ href: string; title: string | null } | null>(null);
  useEffect(() => {
    let isCurrent = true;
    if (href !== null) void linkedTitle(href).then((title) => isCurrent && setFound({ href, title }));
    return () => {
      isCurrent = false;
    };
  }, [href, linkedTitle]);
  return found?.href === href ? found!.title : null;
}

interface AddressFormProps {
  address: string;
  onSave: (href: string) => void;
  onCancel: () => void;
}

function AddressForm({ address, onSave, onCancel }: AddressFormProps) {
  const [typed, setTyped] = useState(address);
  const href = completeAddress(typed);
  const unsafe = typed.trim() !== '' && href === null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (href !== null) onSave(href);
  };
  const cancelOnEscape = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onCancel();
  };
  return (
    <form className="link-form" onSubmit={submit} onKeyDown={cancelOnEscape}>
      <input
        autoFocus
        aria-label={texts.link.address}
        aria-invalid={unsafe}
        inputMode="url"
        autoComplete="off"
        spellCheck={false}
        placeholder={texts.link.placeholder}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onFocus={(event) => event.target.select()}
      />
      <IconButton type="submit" label={texts.link.save} disabled={href === null}>
        <Check aria-hidden size={16} />
      </IconButton>
      {unsafe && (
        <p className="link-refused" role="alert">
          {texts.link.refused}
        </p>
      )}
    </form>
  );
}
