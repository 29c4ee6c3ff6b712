// The button to share a document. For people who decide about access, it opens the share dialog. Everybody else shares
// by sending the address, which their button copies.

import { Check, Link2, UserPlus } from 'lucide-react';

import type { Collaboration } from '../../sdk/collaboration.ts';
import { texts } from '../../texts/texts.ts';
import { useCopy } from '../../ui/use-copy.ts';
import { keyring } from '../device.ts';
import { documentAddress } from '../documents/address.ts';

/** Opens the share dialog. */
export function ShareButton({ onPress }: { onPress: () => void }) {
  return (
    <button type="button" className="button copy-link" aria-haspopup="dialog" onClick={onPress}>
      <UserPlus aria-hidden size={16} strokeWidth={1.9} />
      {texts.sharing.share}
    </button>
  );
}

/** Copies the document's address. For a guest that is the address with their link, which gives others the same role. */
export function CopyLink({ collaboration: { document, user } }: { collaboration: Collaboration }) {
  const { outcome, copy } = useCopy();
  const { linkCopied, copyByHand, copyLink } = texts.sharing;
  const labels = { copied: linkCopied, failed: copyByHand, ready: copyLink };
  const copyAddress = () => copy(documentAddress(document, user?.guest ? keyring.keysOf(document).link : null));
  const Icon = outcome === 'copied' ? Check : Link2;
  return (
    <button type="button" className="button copy-link" onClick={copyAddress}>
      <Icon aria-hidden size={16} strokeWidth={1.9} />
      <span aria-live="polite">{labels[outcome ?? 'ready']}</span>
    </button>
  );
}
