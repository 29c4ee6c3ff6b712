// Times as people say them: "5 minutes ago", "yesterday", and the date once that is easier than counting.

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const date = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' });
const dateWithYear = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric' });
const clock = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const full = new Intl.DateTimeFormat('en', { dateStyle: 'full', timeStyle: 'short' });

/** How long ago `then` was, seen from `now`. A time in the future is a clock that is wrong, and so is "just now". */
export function timeAgo(then: Date, now: Date): string {
  const passed = now.getTime() - then.getTime();
  if (passed < minute) return 'just now';
  if (passed < hour) return relative.format(-Math.floor(passed / minute), 'minute');
  if (passed < day) return relative.format(-Math.floor(passed / hour), 'hour');
  if (passed < 7 * day) return relative.format(-Math.floor(passed / day), 'day');
  return (then.getFullYear() === now.getFullYear() ? date : dateWithYear).format(then);
}

/** How long it is until `then`, seen from `now`: "in 6 days". What is over is about to be noticed. */
export function timeUntil(then: Date, now: Date): string {
  const left = then.getTime() - now.getTime();
  const [minutes, hours] = [Math.max(1, Math.round(left / minute)), Math.round(left / hour)];
  if (minutes < 60) return relative.format(minutes, 'minute');
  if (hours < 24) return relative.format(hours, 'hour');
  return relative.format(Math.round(left / day), 'day');
}

/** The whole date and time, for those who want to know exactly. */
export function fullTime(then: Date): string {
  return full.format(then);
}

/** The time of day, with the date when that is another than `now`'s. */
export function clockTime(then: Date, now: Date): string {
  return then.toDateString() === now.toDateString()
    ? clock.format(then)
    : `${date.format(then)}, ${clock.format(then)}`;
}
