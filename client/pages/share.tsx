// Sharing is the address itself: this copies it and says so in place.

import { Check, Link2 } from 'lucide-react';
import { useEffect, useState } from 'react';

/** How long the button says that it has copied. */
const saidMilliseconds = 2000;

type Outcome = 'copied' | 'refused' | null;

const labels = { copied: 'Link copied', refused: 'Copy it from the address bar', ready: 'Copy link' };

/** The "Copy link" button. */
export function CopyLink() {
  const [outcome, setOutcome] = useState<Outcome>(null);
  useEffect(() => {
    if (outcome === null) return;
    const timer = setTimeout(() => setOutcome(null), saidMilliseconds);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async () => {
    const { origin, pathname } = window.location;
    setOutcome((await copyText(origin + pathname)) ? 'copied' : 'refused');
  };
  const Icon = outcome === 'copied' ? Check : Link2;
  return (
    <button type="button" className="button copy-link" onClick={copy}>
      <Icon aria-hidden size={16} strokeWidth={1.9} />
      <span aria-live="polite">{labels[outcome ?? 'ready']}</span>
    </button>
  );
}

/** Puts text on the clipboard, also where the page is served without TLS and the browser hides the modern way. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement('textarea');
    field.value = text;
    field.className = 'visually-hidden';
    document.body.append(field);
    field.select();
    const copied = document.execCommand('copy');
    field.remove();
    return copied;
  }
}
