// The colours that people have. Twelve hues, 30° apart in OKLCH, all of the relative luminance 0.158: white text on
// each has a contrast of 5.0:1, and each stands out from the light paper and the dark one at 3.6:1 or more.

export interface PersonColor {
  /** What the colour is called where one chooses it. */
  readonly name: string;
  /** CSS hex, six digits. */
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
 * What a peer says its colour is, made safe to use: a six-digit hex colour as it is, anything else a grey of the same
 * luminance. Peers' text never reaches a style sheet unchecked.
 */
export function safeColor(color: unknown): string {
  return typeof color === 'string' && /^#[0-9a-f]{6}$/i.test(color) ? color : '#6f6f6f';
}
