// What opens a menu while a person types: `/` for blocks, `@` for people and dates, `:` for emoji. Pure.

export type Trigger = '/' | '@' | ':';

export interface Match {
  readonly trigger: Trigger;
  /** What the person typed behind the trigger. */
  readonly query: string;
}

/** No name of anything that is offered is longer. */
const longestQuery = 40;

/**
 * By trigger, what has to stand before the caret. A trigger within a word, a number or an address is only a character:
 * `and/or`, `1/2`, `/usr/bin`, `me@example.org`, `10:30`. Keyboards for Chinese have other characters on these keys.
 */
const patterns: Readonly<Record<Trigger, RegExp>> = {
  '/': /(?:^|[\s([])[/、]((?:[^\s/][^/]*)?)$/u,
  '@': /(?:^|[\s([])[@＠]((?:[^\s@/][^@/]*)?)$/u,
  ':': /(?:^|[\s([])[:：]([\p{L}\p{N}+_-]{2,}:?)$/u,
};

/** What is being typed at the end of `line`, the text before the caret in its block; null when no menu is asked for. */
export function matchOf(line: string): Match | null {
  const end = line.slice(-longestQuery - 2);
  for (const [trigger, pattern] of Object.entries(patterns) as [Trigger, RegExp][]) {
    const query = pattern.exec(end)?.[1];
    if (query !== undefined && !query.includes('\n') && query.length <= longestQuery) return { trigger, query };
  }
  return null;
}
