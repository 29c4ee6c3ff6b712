// Characters that can be traced through any edits: each is a grapheme cluster of its own, and no two are equal. Two
// variation selectors at the end of the cluster say its number.

/** Clusters that share code units, code points and beginnings. */
const bases = [
  ...['x', 'y', '😀', '😁', '𝒜', '𠮷', '𠮟', 'e\u0301', '👍🏽'],
  ...['👍', '👨‍👩‍👧', '👨‍👩‍👦', '🇩🇪', '🇫🇷', 'शि', 'שָׁ', 'ل'],
];

const firstHigh = 0xe0100;
const firstLow = 0xe0178;
const digits = firstLow - firstHigh;

/** The character with this number, from 0 to 14,399. */
export function character(number: number): string {
  const [high, low] = [Math.floor(number / digits), number % digits];
  return bases[number % bases.length] + String.fromCodePoint(firstHigh + high, firstLow + low);
}

/** The numbers of the characters in a text, in order. */
export function charactersIn(text: string): number[] {
  return Array.from(text.matchAll(/([\u{E0100}-\u{E0177}])([\u{E0178}-\u{E01EF}])/gu), ([, high, low]) => {
    return (high!.codePointAt(0)! - firstHigh) * digits + low!.codePointAt(0)! - firstLow;
  });
}
