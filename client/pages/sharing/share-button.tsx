// The button to share a document: it opens the dialog for those who decide who may come in; for all others sharing is
// the address itself, which this copies, saying so in place.

import { Check, Link2, UserPlus } from 'lucide-react';
import { useEffect, useState } from 'react';

import type { Collaboration } from '../../sdk/collaboration.ts';
import { keyring } from '../device.ts';
import { copyText } from '../../ui/clipboard.ts';
import { linkAddress } from './link-api.ts';

/** How long the button says that it has copied. */
const saidMilliseconds = 2000;

type Outcome = 'copied' | 'refused' | null;

const labels = { copied: 'Link copied', refused: 'Copy it from the address bar', ready: 'Copy link' };

/** Opens the share dialog. */
export function ShareButton({ onPress }: { onPress: () => void }) {
  return (
    <button type="button" className="button copy-link" aria-haspopup="dialog" onClick={onPress}>
      <UserPlus aria-hidden size={16} strokeWidth={1.9} />
      Share
    </button>
  );
}

/** The "Copy link" button. What it copies opens for others what it opened for this person, and no more. */
export function CopyLink({ collaboration: { document, user } }: { collaboration: Collaboration }) {
  const [outcome, setOutcome] = useState<Outcome>(null);
  useEffect(() => {
    if (outcome === null) return;
    const timer = setTimeout(() => setOutcome(null), saidMilliseconds);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async () => {
    const link = user?.guest ? keyring.keysOf(document).link : null;
    setOutcome((await copyText(linkAddress(document, link))) ? 'copied' : 'refused');
  };
  const Icon = outcome === 'copied' ? Check : Link2;
  return (
    <button type="button" className="button copy-link" onClick={copy}>
      <Icon aria-hidden size={16} strokeWidth={1.9} />
      <span aria-live="polite">{labels[outcome ?? 'ready']}</span>
    </button>
  );
}
