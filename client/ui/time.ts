// Times as people say them: "5 minutes ago", "yesterday", and the date after a week. They are in
// the language of the interface.

import { texts } from '../texts/first-texts.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** The browser's formats in the language of the interface; making them takes long, so they are kept. */
function formats() {
  const { tag } = texts.language;
  if (known?.tag === tag) return known;
  known = {
    tag,
    relative: new Intl.RelativeTimeFormat(tag, { numeric: 'auto' }),
    date: new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'short' }),
    dateWithYear: new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'short', year: 'numeric' }),
    clock: new Intl.DateTimeFormat(tag, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    full: new Intl.DateTimeFormat(tag, { dateStyle: 'full', timeStyle: 'short' }),
  };
  return known;
}

let known:
  | (Record<'date' | 'dateWithYear' | 'clock' | 'full', Intl.DateTimeFormat> & {
      tag: string;
      relative: Intl.RelativeTimeFormat;
    })
  | null = null;

/** How long ago `then` was: "5 minutes ago". A time in the future comes from a wrong clock, and is "just now". */
export function timeAgo(then: Date, now: Date): string {
  const { relative, date, dateWithYear } = formats();
  const passed = now.getTime() - then.getTime();
  if (passed < minute) return texts.time.justNow;
  if (passed < hour) return relative.format(-Math.floor(passed / minute), 'minute');
  if (passed < day) return relative.format(-Math.floor(passed / hour), 'hour');
  if (passed < 7 * day) return relative.format(-Math.floor(passed / day), 'day');
  return (then.getFullYear() === now.getFullYear() ? date : dateWithYear).format(then);
}

/** How long it is until `then`: "in 6 days". For a time in the past, "in 1 minute": the page notices that soon. */
export function timeUntil(then: Date, now: Date): string {
  const { relative } = formats();
  const left = then.getTime() - now.getTime();
  const [minutes, hours] = [Math.max(1, Math.round(left / minute)), Math.round(left / hour)];
  if (minutes < 60) return relative.format(minutes, 'minute');
  if (hours < 24) return relative.format(hours, 'hour');
  return relative.format(Math.round(left / day), 'day');
}

/** The exact date and time, for tooltips. */
export function fullTime(then: Date): string {
  return formats().full.format(then);
}

/** The time of day, with the date unless that is today: "09:03", "Nov 22, 23:59". */
export function clockTime(then: Date, now: Date): string {
  const { date, clock } = formats();
  return then.toDateString() === now.toDateString()
    ? clock.format(then)
    : `${date.format(then)}, ${clock.format(then)}`;
}
