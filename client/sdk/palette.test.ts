import assert from 'node:assert/strict';
import { test } from 'node:test';
import { palette } from './palette.ts';

/** Relative luminance, as WCAG 2.2 defines it. */
function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

test('white text is readable on every colour, and every colour is visible on light and dark paper', () => {
  assert.equal(new Set(palette.map(({ value }) => value)).size, 12);
  for (const { name, value } of palette) {
    assert.ok(contrast(value, '#ffffff') >= 4.5, name);
    assert.ok(contrast(value, '#fdfcfa') >= 3, name);
    assert.ok(contrast(value, '#161514') >= 3, name);
  }
});
