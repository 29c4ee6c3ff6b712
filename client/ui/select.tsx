// A choice of a few words, the browser's own: it opens as people of each system are used to, also on a phone.

import { ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';

export interface SelectProps {
  /** What is chosen, for those who do not see what stands around it. */
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** The options. */
  children: ReactNode;
}

/** The choice. */
export function Select({ label, value, onChange, children }: SelectProps) {
  return (
    <span className="select">
      <select aria-label={label} value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        {children}
      </select>
      <ChevronDown aria-hidden size={14} strokeWidth={1.9} />
    </span>
  );
}
