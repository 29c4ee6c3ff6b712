// The menu at the end of the bar: what is done with a document as a whole, and seldom.

import { Menu } from '@base-ui/react/menu';
import { Download, Ellipsis, Trash2 } from 'lucide-react';

export interface MoreProps {
  /** Null while there is no text to take away. */
  onDownload: (() => void) | null;
  /** Null when there is nothing left to delete. */
  onDelete: (() => void) | null;
}

/** The menu. */
export function More({ onDownload, onDelete }: MoreProps) {
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger className="bar-button" aria-label="More" title="More">
        <Ellipsis aria-hidden size={18} strokeWidth={1.9} />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner positionMethod="fixed" className="floating" align="end" sideOffset={8} collisionPadding={8}>
          <Menu.Popup className="menu">
            <Menu.Item className="menu-item" disabled={onDownload === null} onClick={() => onDownload?.()}>
              <Download aria-hidden size={17} strokeWidth={1.75} />
              Download as Markdown
            </Menu.Item>
            <Menu.Item className="menu-item menu-danger" disabled={onDelete === null} onClick={() => onDelete?.()}>
              <Trash2 aria-hidden size={17} strokeWidth={1.75} />
              Delete document…
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
