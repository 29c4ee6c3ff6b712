// Who may come into a document: its links, new ones, and an end to old ones. What is changed here holds at once, also
// for those who are in the document; there is nothing to save. What goes wrong is said in place.

import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';

import type { Collaboration } from '../../sdk/collaboration.ts';
import { copyText } from '../../ui/clipboard.ts';
import { linkAddress, type LinkRole, linkLifetimes, linkRoles, makeLink, type ShareLink } from './link-api.ts';
import { LinkList } from './link-list.tsx';
import { Select } from '../../ui/select.tsx';
import { useLinks } from './use-links.ts';
import './share-dialog.css';

export interface ShareDialogProps {
  collaboration: Collaboration;
  open: boolean;
  onClose: () => void;
}

/** The dialog, for those who may share the document. */
export function ShareDialog({ collaboration, open, onClose }: ShareDialogProps) {
  return (
    <Dialog.Root open={open} onOpenChange={(opens) => opens || onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="card share" data-testid="share">
          <header className="share-head">
            <Dialog.Title className="share-title">Share this document</Dialog.Title>
            <Dialog.Close className="bar-button" aria-label="Close" title="Close">
              <X aria-hidden size={18} strokeWidth={1.9} />
            </Dialog.Close>
          </header>
          <Inside collaboration={collaboration} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Inside({ collaboration }: { collaboration: Collaboration }) {
  const links = useLinks(collaboration);
  const [made, setMade] = useState<{ link: ShareLink; copied: boolean } | null>(null);
  const { document } = collaboration;
  const make = async (role: LinkRole, expiresIn: number | null) => {
    const link = await links.change(async (token) => makeLink(document, token, { role, expiresIn }));
    if (link !== undefined) setMade({ link, copied: await copyText(linkAddress(document, link.secret)) });
  };
  return (
    <>
      <NewLink onMake={make} />
      {made && <Made key={made.link.id} address={linkAddress(document, made.link.secret)} copied={made.copied} />}
      {links.problem && (
        <p className="share-problem" role="alert">
          {links.problem} Nothing has changed.
        </p>
      )}
      <LinkList document={document} links={links} onWithdrawn={(id) => made?.link.id === id && setMade(null)} />
    </>
  );
}

function NewLink({ onMake }: { onMake: (role: LinkRole, expiresIn: number | null) => Promise<void> }) {
  const [role, setRole] = useState<LinkRole>('write');
  const [lifetime, setLifetime] = useState(0);
  const [busy, setBusy] = useState(false);
  const make = async () => {
    setBusy(true);
    await onMake(role, linkLifetimes[lifetime]!.seconds);
    setBusy(false);
  };
  return (
    <form
      className="share-new"
      onSubmit={(event) => {
        event.preventDefault();
        void make();
      }}
    >
      <p>Whoever has the link can come in, without an account.</p>
      <Select label="What they can do" value={role} onChange={(value) => setRole(value as LinkRole)}>
        {linkRoles.map(({ role, label }) => (
          <option key={role} value={role}>
            {label}
          </option>
        ))}
      </Select>
      <Select label="When it ends" value={String(lifetime)} onChange={(value) => setLifetime(Number(value))}>
        {linkLifetimes.map(({ label }, i) => (
          <option key={label} value={i}>
            {label}
          </option>
        ))}
      </Select>
      <button type="submit" className="button button-primary" disabled={busy}>
        Make a link
      </button>
    </form>
  );
}

/** The link that was made just now, to be seen and, where the browser did not let us, copied by hand. */
function Made({ address, copied }: { address: string; copied: boolean }) {
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  useEffect(() => {
    if (!copied) field.current?.select();
  }, [copied]);
  return (
    <div className="share-made">
      <label htmlFor={id} className="card-heading" role="status">
        {copied ? 'Link copied' : 'Copy the link'}
      </label>
      <input
        ref={field}
        id={id}
        className="field"
        data-testid="share-address"
        readOnly
        value={address}
        onFocus={({ currentTarget }) => currentTarget.select()}
      />
    </div>
  );
}
