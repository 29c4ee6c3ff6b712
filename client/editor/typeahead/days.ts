// Days as people name them: today, tomorrow, a day of the calendar. In the languages of the interface, whichever the
// person reads.

/** A day as it stands in a document: `YYYY-MM-DD`, of the person's own time zone. */
export function isoDay(date: Date): string {
  const [year, month, day] = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** The day so many days after another. */
export function dayAfter(date: Date, days: number): Date {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days);
}

/** The days with a name of their own, and how people call them in each language. */
export const namedDays = [
  { name: 'today', days: 0, keywords: 'today now heute 今天' },
  { name: 'tomorrow', days: 1, keywords: 'tomorrow morgen 明天' },
  { name: 'yesterday', days: -1, keywords: 'yesterday gestern 昨天' },
] as const;

/**
 * The day that somebody wrote in numbers: `2026-12-24`, `24.12.2026`, `24.12.` or `12月24日`. Null for anything else, and
 * for days that no calendar has.
 */
export function dayFrom(written: string, today: Date): string | null {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(written) ?? /^(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日?$/.exec(written);
  const german = /^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})?$/.exec(written);
  const [year, month, day] = iso ? iso.slice(1) : german ? [german[3], german[2], german[1]] : [];
  if (month === undefined || day === undefined) return null;
  const date = new Date(Number(year ?? today.getFullYear()), Number(month) - 1, Number(day));
  return date.getMonth() === Number(month) - 1 && date.getDate() === Number(day) ? isoDay(date) : null;
}
