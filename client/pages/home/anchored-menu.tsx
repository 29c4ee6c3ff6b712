// A menu that opens at a button. A list of a thousand documents needs one menu, and none before somebody asks for it.

import { Menu } from '@base-ui/react/menu';
import type { ReactNode } from 'react';

export interface MenuEntry {
  readonly label: string;
  readonly icon: ReactNode;
  /** What the entry does; `href` is where it leads. One of the two is there. */
  readonly act?: () => void;
  readonly href?: string;
  readonly isDanger?: boolean;
}

export interface MenuGroup {
  readonly heading?: string;
  readonly entries: readonly MenuEntry[];
}

export interface AnchoredMenuProps {
  readonly anchor: HTMLElement;
  readonly groups: readonly MenuGroup[];
  /** The menu has closed, and the focus is on the button. An entry acts after that. */
  readonly onClose: () => void;
}

export function AnchoredMenu({ anchor, groups, onClose }: AnchoredMenuProps) {
  const close = () => {
    anchor.focus();
    onClose();
  };
  return (
    <Menu.Root
      open
      modal={false}
      onOpenChange={(open, { event }) => {
        const isOnButton = event.target instanceof Node && anchor.contains(event.target);
        if (!open && !(isOnButton && event.type !== 'keydown')) close(); // the button itself closes the menu
      }}
    >
      <Menu.Portal>
        <Menu.Positioner
          anchor={anchor}
          positionMethod="fixed"
          className="floating"
          align="end"
          sideOffset={4}
          collisionPadding={8}
        >
          <Menu.Popup className="menu" finalFocus={false}>
            {groups.map(({ heading, entries }, i) => (
              <Menu.Group key={heading ?? i}>
                {heading !== undefined && <Menu.GroupLabel className="home-menu-heading">{heading}</Menu.GroupLabel>}
                {entries.map((entry) => (
                  <Entry key={entry.label} {...entry} onClose={close} />
                ))}
              </Menu.Group>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

function Entry({ label, icon, act, href, isDanger, onClose }: MenuEntry & { onClose: () => void }) {
  const className = isDanger ? 'menu-item menu-danger' : 'menu-item';
  const content = (
    <>
      {icon}
      <span className="home-menu-label">{label}</span>
    </>
  );
  if (href !== undefined) {
    return (
      <Menu.LinkItem className={className} href={href}>
        {content}
      </Menu.LinkItem>
    );
  }
  return (
    <Menu.Item
      className={className}
      onClick={() => {
        onClose();
        act?.();
      }}
    >
      {content}
    </Menu.Item>
  );
}
