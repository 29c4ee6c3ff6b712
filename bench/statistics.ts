// Medians, percentiles and growth. Pure.

/** The value below or at which this share of the values lies; NaN when there are none. `sorted` ascends. */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  return sorted.length === 0 ? NaN : sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]!;
}

/** The middle value, or the mean of both that are in the middle; NaN when there are none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length === 0 ? NaN : (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}

/**
 * The growth, as a share, from the median of the second third of the values to that of the last. The first third is the
 * warm-up.
 */
export function growth(values: readonly number[]): number {
  const third = Math.ceil(values.length / 3);
  return median(values.slice(-third)) / median(values.slice(-2 * third, -third)) - 1;
}
