// The links that there are to a document: what each lets people do, who made it and how long it lasts, and what can be
// done with it in place.

import { Check, Copy, Trash2 } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';

import { copyText } from '../../ui/clipboard.ts';
import { changeLink, linkAddress, type LinkRole, linkRoles, type ShareLink, withdrawLink } from './link-api.ts';
import { Select } from '../../ui/select.tsx';
import { fullTime, timeAgo, timeUntil } from '../../ui/time.ts';
import type { ShareLinks } from './use-links.ts';

/** How long the button says that it has copied. */
const saidMilliseconds = 2000;

export interface LinkListProps {
  document: string;
  links: ShareLinks;
  /** Told which link is no more. */
  onWithdrawn: (id: string) => void;
}

/** The list. */
export function LinkList({ document, links, onWithdrawn }: LinkListProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  if (links.list === null) return null;
  if (links.list.length === 0) {
    return <p className="share-none">There are no links: only people with an account can open this document.</p>;
  }
  const withdraw = async (id: string) => {
    const done = await links.change(async (token) => {
      await withdrawLink(document, token, id);
      return true;
    });
    if (done === undefined) return;
    heading.current?.focus(); // what had the focus is about to go
    onWithdrawn(id);
  };
  return (
    <section className="share-links">
      <h3 className="card-heading" tabIndex={-1} ref={heading}>
        Links to this document
      </h3>
      <ul>
        {links.list.map((link) => (
          <LinkRow
            key={link.id}
            document={document}
            link={link}
            onRole={(role) => links.change((token) => changeLink(document, token, link.id, role))}
            onWithdraw={() => withdraw(link.id)}
          />
        ))}
      </ul>
    </section>
  );
}

interface LinkRowProps {
  document: string;
  link: ShareLink;
  onRole: (role: LinkRole) => Promise<unknown>;
  onWithdraw: () => Promise<void>;
}

function LinkRow({ document, link, onRole, onWithdraw }: LinkRowProps) {
  const [asking, setAsking] = useState<boolean | 'asked'>(false);
  const about = aboutLink(link, new Date());
  if (asking === true) return <Question onWithdraw={onWithdraw} onKeep={() => setAsking('asked')} />;
  return (
    <li data-testid="share-link" data-role={link.role}>
      <Select
        label={`What people can do with the link: ${about}`}
        value={link.role}
        onChange={(role) => void onRole(role as LinkRole)}
      >
        {linkRoles.map(({ role, label }) => (
          <option key={role} value={role}>
            {label}
          </option>
        ))}
      </Select>
      <span className="share-about" title={`Made on ${fullTime(link.createdAt)}`}>
        {about}
      </span>
      <CopyAgain address={linkAddress(document, link.secret)} />
      <button
        type="button"
        className="bar-button"
        aria-label="Withdraw"
        title="Withdraw"
        autoFocus={asking === 'asked'}
        onClick={() => setAsking(true)}
      >
        <Trash2 aria-hidden size={16} strokeWidth={1.75} />
      </button>
    </li>
  );
}

/** When a link was made, by whom, and when it ends. */
function aboutLink({ createdAt, createdBy, expiresAt }: ShareLink, now: Date): string {
  const made = `Made ${timeAgo(createdAt, now)}${createdBy === null ? '' : ` by ${createdBy}`}`;
  return expiresAt === null ? made : `${made}, ends ${timeUntil(expiresAt, now)}`;
}

/** In the place of a link, before it is withdrawn. */
function Question({ onWithdraw, onKeep }: { onWithdraw: () => Promise<void>; onKeep: () => void }) {
  const [busy, setBusy] = useState(false);
  const keep = useRef<HTMLButtonElement>(null);
  useEffect(() => keep.current?.focus(), []);
  const withdraw = async () => {
    setBusy(true);
    await onWithdraw();
    setBusy(false);
  };
  const keepOnEscape = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation(); // the dialog stays
    onKeep();
  };
  return (
    <li className="share-question" role="group" aria-label="Withdraw this link?" onKeyDown={keepOnEscape}>
      <p>Withdraw this link? Whoever came by it is shut out at once.</p>
      <button type="button" className="button" ref={keep} disabled={busy} onClick={onKeep}>
        Keep it
      </button>
      <button type="button" className="button button-danger" disabled={busy} onClick={withdraw}>
        Withdraw it
      </button>
    </li>
  );
}

function CopyAgain({ address }: { address: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), saidMilliseconds);
    return () => clearTimeout(timer);
  }, [copied]);
  const Icon = copied ? Check : Copy;
  return (
    <button
      type="button"
      className="bar-button"
      aria-label="Copy link"
      title="Copy link"
      onClick={async () => setCopied(await copyText(address))}
    >
      <Icon aria-hidden size={16} strokeWidth={1.75} />
      <span className="visually-hidden" aria-live="polite">
        {copied && 'Link copied'}
      </span>
    </button>
  );
}
