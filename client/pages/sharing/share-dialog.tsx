// The share dialog: the links of a document, to create, change and withdraw. A change holds at once, also for people
// who are in the document, so there is nothing to save.

import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';

import type { Collaboration } from '../../sdk/collaboration.ts';
import { texts } from '../../texts/texts.ts';
import { copyText } from '../../ui/clipboard.ts';
import { Select } from '../../ui/select.tsx';
import { documentAddress } from '../documents/address.ts';
import { LinkList } from './link-list.tsx';
import { linkLifetimes, linkRoles } from './link-text.ts';
import { createLink, type LinkRole, type ShareLink } from './links-api.ts';
import { useLinks } from './use-links.ts';
import './share-dialog.css';

export interface ShareDialogProps {
  collaboration: Collaboration;
  open: boolean;
  onClose: () => void;
}

/** For people who may share the document. */
export function ShareDialog({ collaboration, open, onClose }: ShareDialogProps) {
  return (
    <Dialog.Root open={open} onOpenChange={(opens) => opens || onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="card share" data-testid="share">
          <header className="share-head">
            <Dialog.Title className="share-title">{texts.sharing.title}</Dialog.Title>
            <Dialog.Close className="bar-button" aria-label={texts.sharing.close} title={texts.sharing.close}>
              <X aria-hidden size={18} strokeWidth={1.9} />
            </Dialog.Close>
          </header>
          <DialogBody collaboration={collaboration} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function DialogBody({ collaboration }: { collaboration: Collaboration }) {
  const links = useLinks(collaboration);
  const [created, setCreated] = useState<{ link: ShareLink; copied: boolean } | null>(null);
  const { document } = collaboration;
  const create = async (role: LinkRole, expiresIn: number | null) => {
    const link = await links.change((token) => createLink(document, token, { role, expiresIn }));
    if (link !== undefined) setCreated({ link, copied: await copyText(documentAddress(document, link.secret)) });
  };
  return (
    <>
      <NewLink onCreate={create} />
      {created && (
        <CreatedLink
          key={created.link.id}
          address={documentAddress(document, created.link.secret)}
          copied={created.copied}
        />
      )}
      {links.problem && (
        <p className="share-problem" role="alert">
          {links.problem} {texts.confirm.nothingChanged}
        </p>
      )}
      <LinkList document={document} links={links} onWithdrawn={(id) => created?.link.id === id && setCreated(null)} />
    </>
  );
}

function NewLink({ onCreate }: { onCreate: (role: LinkRole, expiresIn: number | null) => Promise<void> }) {
  const [role, setRole] = useState<LinkRole>('write');
  const [lifetime, setLifetime] = useState(0);
  const [busy, setBusy] = useState(false);
  const create = async () => {
    setBusy(true);
    await onCreate(role, linkLifetimes[lifetime]!.seconds);
    setBusy(false);
  };
  return (
    <form
      className="share-new"
      onSubmit={(event) => {
        event.preventDefault();
        void create();
      }}
    >
      <p>{texts.sharing.explanation}</p>
      <Select label={texts.sharing.role} value={role} onChange={(value) => setRole(value as LinkRole)}>
        {linkRoles.map((role) => (
          <option key={role} value={role}>
            {texts.sharing.roles[role]}
          </option>
        ))}
      </Select>
      <Select label={texts.sharing.end} value={String(lifetime)} onChange={(value) => setLifetime(Number(value))}>
        {linkLifetimes.map(({ name }, i) => (
          <option key={name} value={i}>
            {texts.sharing.lifetimes[name]}
          </option>
        ))}
      </Select>
      <button type="submit" className="button button-primary" disabled={busy}>
        {texts.sharing.create}
      </button>
    </form>
  );
}

/** The address of a new link. When the browser did not allow the copy, the address is selected, to copy by hand. */
function CreatedLink({ address, copied }: { address: string; copied: boolean }) {
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  useEffect(() => {
    if (!copied) field.current?.select();
  }, [copied]);
  return (
    <div className="share-created">
      <p id={id} className="card-heading" role="status">
        {copied ? texts.sharing.linkCopied : texts.sharing.copyTheLink}
      </p>
      <input
        ref={field}
        aria-labelledby={id}
        className="field"
        data-testid="share-address"
        readOnly
        value={address}
        onFocus={({ currentTarget }) => currentTarget.select()}
      />
    </div>
  );
}
