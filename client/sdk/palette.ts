// The colours of people: twelve hues, 30° apart in OKLCH, each of the relative luminance 0.158. White text on them has
// a contrast of 5.0:1. On the light and on the dark paper each has a contrast of at least 3.6:1.

const colors = [
  { name: 'rose', value: '#c04356' },
  { name: 'orange', value: '#bb4d03' },
  { name: 'amber', value: '#966503' },
  { name: 'olive', value: '#787100' },
  { name: 'green', value: '#3f7d00' },
  { name: 'jade', value: '#037e5b' },
  { name: 'teal', value: '#027c7c' },
  { name: 'cyan', value: '#057898' },
  { name: 'blue', value: '#1e6fca' },
  { name: 'violet', value: '#6c60cb' },
  { name: 'purple', value: '#9752b4' },
  { name: 'pink', value: '#b3468a' },
] as const;

export interface PersonColor {
  /** Pages have words for it. */
  readonly name: (typeof colors)[number]['name'];
  /** `#` and six hexadecimal digits. */
  readonly value: string;
}

export const palette: readonly PersonColor[] = colors;

/**
 * Makes a peer's colour safe for a style: six hexadecimal digits stay, and anything else becomes a grey of the
 * palette's luminance.
 */
export function safeColor(color: unknown): string {
  return typeof color === 'string' && /^#[0-9a-f]{6}$/i.test(color) ? color : '#6f6f6f';
}
