// The links to a document: what each lets people do, who made it and how long it lasts. A link is changed, copied and
// withdrawn in its row.

import { Check, Copy, Trash2 } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';

import { texts } from '../../texts/texts.ts';
import { Select } from '../../ui/select.tsx';
import { fullTime } from '../../ui/time.ts';
import { useCopy } from '../../ui/use-copy.ts';
import { documentAddress } from '../documents/address.ts';
import { describeLink, linkRoles } from './link-text.ts';
import { changeLink, type LinkRole, type ShareLink, withdrawLink } from './links-api.ts';
import type { ShareLinks } from './use-links.ts';

export interface LinkListProps {
  document: string;
  links: ShareLinks;
  /** Called with the id of a link that was withdrawn. */
  onWithdrawn: (id: string) => void;
}

export function LinkList({ document, links, onWithdrawn }: LinkListProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  if (links.list === null) return null;
  if (links.list.length === 0) {
    return <p className="share-none">{texts.sharing.none}</p>;
  }
  const withdraw = async (id: string) => {
    const done = await links.change(async (token) => {
      await withdrawLink(document, token, id);
      return true;
    });
    if (done === undefined) return;
    heading.current?.focus(); // the button that has the focus is about to disappear
    onWithdrawn(id);
  };
  return (
    <section className="share-links">
      <h3 className="card-heading" tabIndex={-1} ref={heading}>
        {texts.sharing.links}
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
  const [question, setQuestion] = useState<'not asked' | 'asking' | 'answered'>('not asked');
  const about = describeLink(link, new Date());
  if (question === 'asking') return <WithdrawQuestion onWithdraw={onWithdraw} onKeep={() => setQuestion('answered')} />;
  return (
    <li data-testid="share-link" data-role={link.role}>
      <Select label={texts.sharing.roleOf(about)} value={link.role} onChange={(role) => void onRole(role as LinkRole)}>
        {linkRoles.map((role) => (
          <option key={role} value={role}>
            {texts.sharing.roles[role]}
          </option>
        ))}
      </Select>
      <span className="share-about" title={texts.sharing.madeOn(fullTime(link.createdAt))}>
        {about}
      </span>
      <CopyAddress address={documentAddress(document, link.secret)} />
      <button
        type="button"
        className="bar-button"
        aria-label={texts.sharing.withdraw}
        title={texts.sharing.withdraw}
        autoFocus={question === 'answered'}
        onClick={() => setQuestion('asking')}
      >
        <Trash2 aria-hidden size={16} strokeWidth={1.75} />
      </button>
    </li>
  );
}

/** Stands in the row of a link before the link is withdrawn. */
function WithdrawQuestion({ onWithdraw, onKeep }: { onWithdraw: () => Promise<void>; onKeep: () => void }) {
  const words = texts.sharing;
  const [busy, setBusy] = useState(false);
  const question = useId();
  const keep = useRef<HTMLButtonElement>(null);
  useEffect(() => keep.current?.focus(), []);
  const withdraw = async () => {
    setBusy(true);
    await onWithdraw();
    setBusy(false);
  };
  const keepOnEscape = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation(); // otherwise Escape closes the dialog, too
    onKeep();
  };
  return (
    <li className="share-question" onKeyDown={keepOnEscape}>
      <p id={question}>
        {words.withdrawQuestion} {words.withdrawEffect}
      </p>
      <button type="button" className="button" ref={keep} aria-describedby={question} disabled={busy} onClick={onKeep}>
        {words.keep}
      </button>
      <button type="button" className="button button-danger" disabled={busy} onClick={withdraw}>
        {words.withdrawIt}
      </button>
    </li>
  );
}

function CopyAddress({ address }: { address: string }) {
  const { outcome, copy } = useCopy();
  const copied = outcome === 'copied';
  const Icon = copied ? Check : Copy;
  return (
    <button
      type="button"
      className="bar-button"
      aria-label={texts.sharing.copyLink}
      title={texts.sharing.copyLink}
      onClick={() => copy(address)}
    >
      <Icon aria-hidden size={16} strokeWidth={1.75} />
      <span className="visually-hidden" aria-live="polite">
        {copied && texts.sharing.linkCopied}
      </span>
    </button>
  );
}
