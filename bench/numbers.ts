// Numbers as people read them, with three significant digits. Pure.

/** Three significant digits where the value is below 1,000, and never an exponent. */
export function short(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en');
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** Bytes in KiB and in MiB. */
export const kibibytes = (bytes: number): string => short(bytes / 2 ** 10);
export const mebibytes = (bytes: number): string => short(bytes / 2 ** 20);

/** A duration in milliseconds, with its unit. */
export function duration(milliseconds: number): string {
  if (milliseconds >= 1000) return `${short(milliseconds / 1000)} s`;
  return milliseconds >= 1 ? `${short(milliseconds)} ms` : `${short(milliseconds * 1000)} µs`;
}
