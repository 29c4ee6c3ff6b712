// A button that copies a text and tells for a moment how that went: by icon, by tooltip, and to readers of screens.

import { Check, Copy } from 'lucide-react';

import { useCopy } from '../ui/use-copy.ts';
import { IconButton } from './icon-button.tsx';

interface CopyButtonProps {
  readonly words: { readonly copy: string; readonly copied: string; readonly notCopied: string };
  /** The text, read when a person presses the button. */
  readonly text: () => string;
  /** The side of the icon, in pixels. */
  readonly size: number;
  readonly className?: string;
}

export function CopyButton({ words, text, size, className = 'tool' }: CopyButtonProps) {
  const { outcome, copy } = useCopy();
  const told = outcome === null ? words.copy : outcome === 'copied' ? words.copied : words.notCopied;
  const Icon = outcome === 'copied' ? Check : Copy;
  return (
    <IconButton className={className} label={words.copy} title={told} onClick={() => void copy(text())}>
      <Icon aria-hidden size={size} />
      <span className="visually-hidden" role="status">
        {outcome === null ? '' : told}
      </span>
    </IconButton>
  );
}
