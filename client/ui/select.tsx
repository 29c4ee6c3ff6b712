// A field with a few choices. It is the browser's own, so it opens as people know it, also on a phone.

import { ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';

import './select.css';

export interface SelectProps {
  /** The name of the field for screen readers; nothing shows it. */
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** The `option` elements. */
  children: ReactNode;
}

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
