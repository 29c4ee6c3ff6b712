// The outcome of a copy to the clipboard, for the button that copies: shown for two seconds, then gone.

import { useEffect, useState } from 'react';

import { copyText } from './clipboard.ts';

/** How long the button shows the outcome. */
const shownMilliseconds = 2_000;

export type CopyOutcome = 'copied' | 'failed' | null;

/** `copy` puts a text on the clipboard, and `outcome` tells for a while how that went. */
export function useCopy() {
  const [outcome, setOutcome] = useState<CopyOutcome>(null);
  useEffect(() => {
    if (outcome === null) return;
    const timer = setTimeout(() => setOutcome(null), shownMilliseconds);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async (text: string) => setOutcome((await copyText(text)) ? 'copied' : 'failed');
  return { outcome, copy };
}
