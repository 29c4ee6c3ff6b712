// The list of home, with one menu for all rows. It does at once what a person asks of a document, and tells how that
// went.

import {
  Copy,
  FileStack,
  Link,
  type LucideIcon,
  Pencil,
  Pin,
  PinOff,
  SquareArrowOutUpRight,
  Trash2,
} from 'lucide-react';
import { useCallback, useState } from 'react';

import { truncate } from '../../../protocol/format/graphemes.ts';
import { permits } from '../../../protocol/roles.ts';
import { longestTitle } from '../../../protocol/title.ts';
import { type Arrangement, withPin, withTemplate } from '../../device/arrangement.ts';
import { texts } from '../../texts/home-texts.ts';
import { copyText } from '../../ui/clipboard.ts';
import { documentAddress, documentPath } from '../documents/address.ts';
import { type DocumentSummary, duplicateDocument, renameDocument } from '../documents/documents-api.ts';
import type { MenuEntry } from './anchored-menu.tsx';
import { DocumentRow } from './document-row.tsx';
import { AnchoredMenu } from './menu.tsx';
import type { DocumentPeople } from './use-presence.ts';

export interface DocumentListProps {
  readonly documents: readonly DocumentSummary[];
  readonly people: ReadonlyMap<string, DocumentPeople>;
  readonly arrangement: Arrangement;
  readonly onArrange: (change: (arrangement: Arrangement) => Arrangement) => void;
  readonly onDelete: (document: DocumentSummary) => void;
  /** Shows another title until the next answer of the server. */
  readonly onRetitle: (name: string, title: string) => void;
  /** Something that the list shows has changed on the server. */
  readonly onChange: () => void;
  readonly onDone: (sentence: string) => void;
  readonly onFailed: (title: string, error: unknown) => void;
}

interface OpenMenu {
  readonly document: DocumentSummary;
  readonly button: HTMLElement;
}

export function DocumentList(props: DocumentListProps) {
  const { documents, people, arrangement, onArrange, onDelete, onRetitle, onChange, onDone, onFailed } = props;
  const { home } = texts;
  const [menu, setMenu] = useState<OpenMenu | null>(null);
  const [renaming, setRenaming] = useState<string | null>(null);
  const toggleMenu = useCallback((document: DocumentSummary, button: HTMLElement) => {
    setMenu((open) => (open?.button === button ? null : { document, button }));
  }, []);
  const rename = useCallback(
    async ({ name, title }: DocumentSummary, renamed: string | null) => {
      setRenaming(null);
      if (renamed === null) return;
      onRetitle(name, renamed);
      try {
        await renameDocument(name, renamed);
      } catch (error) {
        onFailed(texts.home.notRenamed(title || texts.home.untitled), error);
      }
      onChange();
    },
    [onRetitle, onFailed, onChange],
  );
  const duplicate = async ({ name, title }: DocumentSummary) => {
    const copy = truncate(home.copyOf(title || home.untitled), longestTitle);
    try {
      await duplicateDocument(name, { title: copy });
      onDone(home.copied(copy));
    } catch (error) {
      onFailed(home.notDuplicated(title || home.untitled), error);
    }
    onChange();
  };
  const copyLink = async ({ name }: DocumentSummary) => {
    const isCopied = await copyText(documentAddress(name, null));
    onDone(isCopied ? home.linkCopied : home.linkNotCopied);
  };
  const entriesOf = (document: DocumentSummary): MenuEntry[] => {
    const { name, title, role } = document;
    const isPinned = arrangement.pinned.includes(name);
    const isTemplate = arrangement.templates.some((template) => template.name === name);
    const toggleTemplate = () => {
      onArrange((before) => withTemplate(before, { name, title }, !isTemplate));
      if (!isTemplate) onDone(home.isTemplate(title || home.untitled));
    };
    const entries: (MenuEntry | false)[] = [
      { label: home.open, icon: icon(SquareArrowOutUpRight), href: documentPath(name) },
      permits(role, 'write') && { label: home.rename, icon: icon(Pencil), act: () => setRenaming(name) },
      { label: home.duplicate, icon: icon(Copy), act: () => void duplicate(document) },
      {
        label: isPinned ? home.unpin : home.pin,
        icon: icon(isPinned ? PinOff : Pin),
        act: () => onArrange((before) => withPin(before, name, !isPinned)),
      },
      { label: isTemplate ? home.noTemplate : home.useAsTemplate, icon: icon(FileStack), act: toggleTemplate },
      { label: home.copyLink, icon: icon(Link), act: () => void copyLink(document) },
      permits(role, 'admin') && {
        label: home.delete,
        icon: icon(Trash2),
        isDanger: true,
        act: () => onDelete(document),
      },
    ];
    return entries.filter((entry) => entry !== false);
  };
  return (
    <>
      <ul className="documents" data-testid="documents">
        {documents.map((document) => (
          <DocumentRow
            key={document.name}
            document={document}
            people={people.get(document.name)}
            isPinned={arrangement.pinned.includes(document.name)}
            isRenaming={renaming === document.name}
            hasMenu={menu?.document.name === document.name}
            onMenu={toggleMenu}
            onRenamed={rename}
          />
        ))}
      </ul>
      {menu && (
        <AnchoredMenu
          key={menu.document.name}
          anchor={menu.button}
          groups={[{ entries: entriesOf(menu.document) }]}
          onClose={() => setMenu(null)}
        />
      )}
    </>
  );
}

const icon = (Icon: LucideIcon) => <Icon aria-hidden size={17} strokeWidth={1.75} />;
