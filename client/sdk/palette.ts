// The colours of people: twelve hues, 30° apart in OKLCH, each of the relative luminance 0.158. White text on them has
// a contrast of 5.0:1. On the light and on the dark paper each has a contrast of at least 3.6:1.

export interface PersonColor {
  /** The name of the colour where people choose it. */
  readonly name: string;
  /** `#` and six hexadecimal digits. */
  readonly value: string;
}

export const palette: readonly PersonColor[] = [
  { name: 'Rose', value: '#c04356' },
  { name: 'Orange', value: '#bb4d03' },
  { name: 'Amber', value: '#966503' },
  { name: 'Olive', value: '#787100' },
  { name: 'Green', value: '#3f7d00' },
  { name: 'Jade', value: '#037e5b' },
  { name: 'Teal', value: '#027c7c' },
  { name: 'Cyan', value: '#057898' },
  { name: 'Blue', value: '#1e6fca' },
  { name: 'Violet', value: '#6c60cb' },
  { name: 'Purple', value: '#9752b4' },
  { name: 'Pink', value: '#b3468a' },
];

/**
 * Makes a peer's colour safe for a style: six hexadecimal digits stay, and anything else becomes a grey of the
 * palette's luminance.
 */
export function safeColor(color: unknown): string {
  return typeof color === 'string' && /^#[0-9a-f]{6}$/i.test(color) ? color : '#6f6f6f';
}
