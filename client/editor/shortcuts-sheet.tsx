// The sheet of keyboard shortcuts, which Ctrl+/ opens: what the text and the page understand, with the keys as this
// computer's users write them, and the marks of Markdown that become something else as one types.

import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { Fragment, useId } from 'react';

import { texts } from '../texts/texts.ts';
import { shortcutGroups } from './shortcut-groups.ts';
import './shortcuts-sheet.css';

export function ShortcutsSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog.Root open={open} onOpenChange={(opens) => opens || onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="card sheet-card" data-testid="shortcuts">
          <header className="sheet-head">
            <Dialog.Title className="sheet-title">{texts.shortcuts.title}</Dialog.Title>
            <Dialog.Close className="bar-button" aria-label={texts.shortcuts.close} title={texts.shortcuts.close}>
              <X aria-hidden size={18} strokeWidth={1.9} />
            </Dialog.Close>
          </header>
          <div className="sheet-groups">
            {shortcutGroups().map((group) => (
              <Group key={group.title} {...group} />
            ))}
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Group({ title, rows }: ReturnType<typeof shortcutGroups>[number]) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h3 className="card-heading" id={id}>
        {title}
      </h3>
      <dl className="sheet-rows">
        {rows.map(({ label, keys }) => (
          <Fragment key={label}>
            <dt>{label}</dt>
            <dd>
              <kbd>{keys}</kbd>
            </dd>
          </Fragment>
        ))}
      </dl>
    </section>
  );
}
