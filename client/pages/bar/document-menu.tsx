// The menu at the end of the bar: what people seldom do, with the document as a whole.

import { Menu } from '@base-ui/react/menu';
import {
  Check,
  ChevronRight,
  Download,
  Ellipsis,
  Keyboard,
  Link,
  LogOut,
  Printer,
  Speech,
  TableOfContents,
  Trash2,
  UserPlus,
} from 'lucide-react';
import { useState, useSyncExternalStore } from 'react';

import type { Collaboration } from '../../sdk/collaboration.ts';
import { texts } from '../../texts/texts.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { deleteDocument } from '../documents/documents-api.ts';
import { printDocument } from '../print.tsx';
import { homePath } from '../server.ts';
import { leaveAccount } from '../sign-in.tsx';
import { LanguageMenu, ThemeMenu } from './appearance-menus.tsx';
import { downloadAs, downloadFormats } from '../transfer/download-as.ts';
import { nameOf } from './title.ts';

export interface DocumentMenuProps {
  collaboration: Collaboration;
  downloadLabel: string;
  /** Null while there is no text to download. */
  onDownload: (() => void) | null;
  /** Whether the text can be downloaded in several formats. */
  hasFormats: boolean;
  /** Whether there is a document to delete, and this person may delete it. */
  deletable: boolean;
  /** Called with true before the document is deleted from here, and with false when that failed. */
  onDeleting: (deleting: boolean) => void;
  /** Opens the share dialog, on phones, where the bar has no room for Share; null for people who may not share. */
  onShare: (() => void) | null;
  /** Whether readers of screens are told who comes, goes and writes beside the person. */
  announcing: boolean;
  onAnnouncing: (announcing: boolean) => void;
  /** Whether the outline is shown. */
  outline: boolean;
  /** Null while there is no text. */
  onOutline: ((outline: boolean) => void) | null;
  onShortcuts: () => void;
}

export function DocumentMenu(props: DocumentMenuProps) {
  const { collaboration, downloadLabel, onDownload, hasFormats, deletable, onDeleting, onShare } = props;
  const { announcing, onAnnouncing, outline, onOutline, onShortcuts } = props;
  const [asking, setAsking] = useState(false);
  const user = useSyncExternalStore(collaboration.subscribe, () => collaboration.user);
  const words = texts.documentMenu;
  return (
    <>
      <Menu.Root modal={false}>
        <Menu.Trigger className="bar-button" aria-label={words.more} title={words.more}>
          <Ellipsis aria-hidden size={18} strokeWidth={1.9} />
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Positioner positionMethod="fixed" className="floating" align="end" sideOffset={8} collisionPadding={8}>
            <Menu.Popup className="menu">
              {onShare && (
                <Menu.Item className="menu-item only-phone" onClick={onShare}>
                  <UserPlus aria-hidden size={17} strokeWidth={1.75} />
                  {words.share}
                </Menu.Item>
              )}
              {hasFormats ? (
                <DownloadMenu collaboration={collaboration} disabled={onDownload === null} />
              ) : (
                <Menu.Item className="menu-item" disabled={onDownload === null} onClick={() => onDownload?.()}>
                  <Download aria-hidden size={17} strokeWidth={1.75} />
                  {downloadLabel}
                </Menu.Item>
              )}
              <Menu.Item className="menu-item" disabled={onDownload === null} onClick={() => printDocument(false)}>
                <Printer aria-hidden size={17} strokeWidth={1.75} />
                {words.print}
              </Menu.Item>
              <Menu.Item className="menu-item" disabled={onDownload === null} onClick={() => printDocument(true)}>
                <Link aria-hidden size={17} strokeWidth={1.75} />
                {words.printAddresses}
              </Menu.Item>
              <Menu.CheckboxItem
                className="menu-item"
                checked={outline}
                disabled={onOutline === null}
                onCheckedChange={(on) => onOutline?.(on)}
                closeOnClick
              >
                <TableOfContents aria-hidden size={17} strokeWidth={1.75} />
                {texts.outline.show}
                <Menu.CheckboxItemIndicator className="menu-check">
                  <Check aria-hidden size={16} />
                </Menu.CheckboxItemIndicator>
              </Menu.CheckboxItem>
              <Menu.Item className="menu-item" disabled={onOutline === null} onClick={onShortcuts}>
                <Keyboard aria-hidden size={17} strokeWidth={1.75} />
                {texts.shortcuts.title}
              </Menu.Item>
              <Menu.CheckboxItem className="menu-item" checked={announcing} onCheckedChange={onAnnouncing}>
                <Speech aria-hidden size={17} strokeWidth={1.75} />
                {words.announce}
                <Menu.CheckboxItemIndicator className="menu-check">
                  <Check aria-hidden size={16} />
                </Menu.CheckboxItemIndicator>
              </Menu.CheckboxItem>
              <ThemeMenu />
              <LanguageMenu />
              {user?.guest === false && (
                <Menu.Item className="menu-item" onClick={leaveAccount}>
                  <LogOut aria-hidden size={17} strokeWidth={1.75} />
                  {words.signOut}
                </Menu.Item>
              )}
              {deletable && (
                <Menu.Item className="menu-item menu-danger" onClick={() => setAsking(true)}>
                  <Trash2 aria-hidden size={17} strokeWidth={1.75} />
                  {words.remove}
                </Menu.Item>
              )}
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={words.removeQuestion(nameOf(collaboration.doc) || texts.bar.untitled)}
        action={words.removeAction}
        onConfirm={() => remove(collaboration, onDeleting)}
      >
        {words.removeEffect}
      </Confirm>
    </>
  );
}

function DownloadMenu({ collaboration, disabled }: { collaboration: Collaboration; disabled: boolean }) {
  const { downloadAs: label, formats } = texts.transfer;
  return (
    <Menu.SubmenuRoot>
      <Menu.SubmenuTrigger className="menu-item" disabled={disabled}>
        <Download aria-hidden size={17} strokeWidth={1.75} />
        {label}
        <ChevronRight aria-hidden className="menu-check" size={16} />
      </Menu.SubmenuTrigger>
      <Menu.Portal>
        <Menu.Positioner positionMethod="fixed" className="floating" collisionPadding={8}>
          <Menu.Popup className="menu menu-plain">
            {downloadFormats.map((format) => (
              <Menu.Item key={format} className="menu-item" onClick={() => void downloadAs(format, collaboration.doc)}>
                {formats[format]}
              </Menu.Item>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.SubmenuRoot>
  );
}

async function remove(collaboration: Collaboration, onDeleting: DocumentMenuProps['onDeleting']): Promise<void> {
  onDeleting(true);
  try {
    await deleteDocument(collaboration.document, await collaboration.token());
  } catch (error) {
    onDeleting(false);
    throw error;
  }
  await collaboration.discard();
  window.location.replace(homePath); // not `assign`: the Back button must not lead to a deleted document
}
