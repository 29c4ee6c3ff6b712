// The formats that HTML says by looks: styles of elements and of classes, as office applications write them.

import type { Formats, Json } from './body.ts';

/** The declarations of a class by its name, as one style sheet says them: only rules for a class alone count. */
export function classStyles(styleSheet: string): Map<string, string> {
  const styles = new Map<string, string>();
  for (const [, name, declarations] of styleSheet.matchAll(/(?<=^|[}\s])\.([\w-]{1,100})\s{0,9}\{([^{}]{0,2000})\}/g)) {
    styles.set(name!, declarations!);
  }
  return styles;
}

type Look = readonly [property: RegExp, on: RegExp, format: string];

const looks: readonly Look[] = [
  [/(?:^|[;\s])font-weight\s*:\s*([^;]*)/gi, /bold|[6-9]00/i, 'bold'],
  [/(?:^|[;\s])font-style\s*:\s*([^;]*)/gi, /italic|oblique/i, 'italic'],
  [/(?:^|[;\s])text-decoration(?:-line)?\s*:\s*([^;]*)/gi, /underline/i, 'underline'],
  [/(?:^|[;\s])text-decoration(?:-line)?\s*:\s*([^;]*)/gi, /line-through/i, 'strikethrough'],
  [/(?:^|[;\s])vertical-align\s*:\s*([^;]*)/gi, /super/i, 'superscript'],
  [/(?:^|[;\s])vertical-align\s*:\s*([^;]*)/gi, /sub/i, 'subscript'],
];

/** `formats` as the declarations of a style change them. A decoration that is not named again goes on. */
export function formatsByLook(formats: Formats, style: string): Formats {
  if (/^;*$/.test(style)) return formats;
  const changed: Record<string, Json> = { ...formats };
  for (const [property, on, format] of looks) {
    const value = [...style.matchAll(property)].at(-1)?.[1];
    if (value === undefined) continue;
    if (on.test(value)) changed[format] = true;
    else if (format === 'bold' || format === 'italic') delete changed[format];
  }
  if (changed['link'] !== undefined) delete changed['underline']; // every link has one
  return changed;
}
