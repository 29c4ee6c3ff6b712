// The menu at the end of the bar: what is done with a document as a whole, and seldom.

import { Menu } from '@base-ui/react/menu';
import { Download, Ellipsis, LogOut, Trash2, UserPlus } from 'lucide-react';
import { useState, useSyncExternalStore } from 'react';

import { titleName } from '../../../protocol/title.ts';
import type { Collaboration } from '../../sdk/collaboration.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { deleteDocument } from '../documents/documents-api.ts';
import { leaveAccount } from '../sign-in.tsx';
import { titleOf } from './title.ts';

export interface DocumentMenuProps {
  collaboration: Collaboration;
  /** Null while there is no text to take away. */
  onDownload: (() => void) | null;
  /** Whether there is anything to delete, and this person may. */
  deletable: boolean;
  /** Told when the document is about to be deleted from here, and when that failed. */
  onDeleting: (deleting: boolean) => void;
  /** Opens what decides who may come in, which has no room in the bar of a phone; null for those who do not decide. */
  onShare: (() => void) | null;
}

/** The menu, and the question before a document is deleted. */
export function DocumentMenu({ collaboration, onDownload, deletable, onDeleting, onShare }: DocumentMenuProps) {
  const [asking, setAsking] = useState(false);
  const user = useSyncExternalStore(collaboration.subscribe, () => collaboration.user);
  return (
    <>
      <Menu.Root modal={false}>
        <Menu.Trigger className="bar-button" aria-label="More" title="More">
          <Ellipsis aria-hidden size={18} strokeWidth={1.9} />
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Positioner positionMethod="fixed" className="floating" align="end" sideOffset={8} collisionPadding={8}>
            <Menu.Popup className="menu">
              {onShare && (
                <Menu.Item className="menu-item only-phone" onClick={onShare}>
                  <UserPlus aria-hidden size={17} strokeWidth={1.75} />
                  Share…
                </Menu.Item>
              )}
              <Menu.Item className="menu-item" disabled={onDownload === null} onClick={() => onDownload?.()}>
                <Download aria-hidden size={17} strokeWidth={1.75} />
                Download as Markdown
              </Menu.Item>
              {user?.guest === false && (
                <Menu.Item className="menu-item" onClick={leaveAccount}>
                  <LogOut aria-hidden size={17} strokeWidth={1.75} />
                  Sign out
                </Menu.Item>
              )}
              {deletable && (
                <Menu.Item className="menu-item menu-danger" onClick={() => setAsking(true)}>
                  <Trash2 aria-hidden size={17} strokeWidth={1.75} />
                  Delete document…
                </Menu.Item>
              )}
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={`Delete “${titleOf(collaboration.doc.getText(titleName)).trim() || 'Untitled'}”?`}
        action="Delete"
        onConfirm={() => remove(collaboration, onDeleting)}
      >
        It disappears for everyone, and cannot be brought back. Whoever has it open keeps what is on their screen, and
        can save that as a new document.
      </Confirm>
    </>
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
  window.location.replace('/'); // so that nobody comes back here
}
