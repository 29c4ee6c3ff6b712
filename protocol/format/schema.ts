// What a page can show of what a document says. Peers write what they like into a document, so a value counts only if
// the editor could have written it. Everything else counts as not said: it is neither shown nor changed. A new key or
// format needs a rule here.

import { equalityDeep } from 'lib0/function';
import type { Block, Formats, InlineObject, Json, Keys, Run } from './body.ts';
import { parseSource } from './file-source.ts';
import { isPath, isSamePlace, type Path, pathOf } from './container-paths.ts';

type Rule = (value: unknown) => boolean;

const oneOf =
  (...values: unknown[]): Rule =>
  (value) =>
    values.includes(value);
const whole =
  (from: number, to: number): Rule =>
  (value) =>
    Number.isInteger(value) && from <= (value as number) && (value as number) <= to;
const text: Rule = (value) => typeof value === 'string';
/** One line, in which nothing turns the direction of what stands behind it: `gpj.exe` must not be read as `exe.jpg`. */
const line =
  (longest: number): Rule =>
  (value) =>
    typeof value === 'string' &&
    value.length <= longest &&
    !/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u.test(value);

/** The characters of a formula; more cannot be told from an attempt to keep pages busy. */
export const longestFormula = 2_000;

/** Whether a value can be the source of a formula. */
const isFormula: Rule = (value) => typeof value === 'string' && value.length <= longestFormula;

/** A phone could show no deeper list. */
export const deepestIndent = 8;

/** In characters: the longest description of an image, and the longest name of a file. */
export const longestAlt = 1_000;
export const longestFileName = 255;

/** In percent of the column: the least width of an image. The whole column is 100. */
export const leastWidth = 5;

/** The formats that are either set or not. */
export const flagFormats = [
  'bold',
  'italic',
  'underline',
  'strikethrough',
  'code',
  'highlight',
  'subscript',
  'superscript',
  'lowercase',
  'uppercase',
  'capitalize',
] as const;

/** The colours of the palette, for words and for the highlight behind them. Each theme has shades of its own. */
export const colorNames = ['gray', 'red', 'orange', 'yellow', 'green', 'blue', 'purple', 'pink'] as const;

const formatRules: Readonly<Record<string, Rule>> = {
  ...Object.fromEntries(flagFormats.map((format) => [format, oneOf(true)])),
  color: oneOf(...colorNames),
  /** True: a highlight without a colour of its own. */
  highlight: oneOf(true, ...colorNames),
  link: text,
  /** True: the text is its own address. False: a person took the link away. */
  autolink: oneOf(true, false),
};

const anyBlock: Readonly<Record<string, Rule>> = {
  indent: whole(1, deepestIndent),
  align: oneOf('left', 'start', 'center', 'right', 'end', 'justify'),
  dir: oneOf('ltr', 'rtl'),
  in: isPath,
};

interface BlockRule {
  readonly holdsWords: boolean;
  readonly keys: Readonly<Record<string, Rule>>;
  /** Keys that a block of this type always shows. */
  readonly usual?: Keys;
}

const blockRules: Readonly<Record<string, BlockRule>> = {
  paragraph: { holdsWords: true, keys: anyBlock },
  heading: { holdsWords: true, keys: { ...anyBlock, level: whole(1, 6) }, usual: { level: 1 } },
  quote: { holdsWords: true, keys: anyBlock },
  listItem: {
    holdsWords: true,
    keys: {
      ...anyBlock,
      list: oneOf('bullet', 'number', 'check'),
      checked: oneOf(true),
      start: whole(-(2 ** 31), 2 ** 31 - 1),
    },
    usual: { list: 'bullet' },
  },
  code: { holdsWords: true, keys: { ...anyBlock, language: text } },
  rule: { holdsWords: false, keys: { in: isPath } },
  formula: { holdsWords: false, keys: { in: isPath, formula: isFormula } },
  /** Its words are the caption. */
  image: {
    holdsWords: true,
    keys: {
      in: isPath,
      align: anyBlock['align']!,
      dir: anyBlock['dir']!,
      src: (value) => (parseSource(value)?.pixels ?? null) !== null,
      alt: line(longestAlt),
      width: whole(leastWidth, 99),
    },
  },
  file: {
    holdsWords: false,
    keys: {
      in: isPath,
      src: (value) => parseSource(value) !== null,
      name: line(longestFileName),
      size: whole(0, Number.MAX_SAFE_INTEGER),
    },
  },
  table: {
    holdsWords: false,
    keys: {
      in: isPath,
      table: text,
      rows: Array.isArray,
      columns: Array.isArray,
      headerRow: oneOf(true),
      headerColumn: oneOf(true),
      widths: isRecord,
      spans: isRecord,
    },
    usual: { rows: ['0'], columns: ['0'] },
  },
};

/** A page shows no more of a table: a screen has no place for it, and every cell takes time. */
export const mostRows = 1000;
export const mostColumns = 100;
export const mostCells = 10_000;

/** The number of rows that a page shows of a table with this many columns. */
export function mostRowsOf(columns: number): number {
  return Math.min(mostRows, Math.floor(mostCells / Math.max(1, columns)));
}

/** The ids of rows or columns that a page shows. An id that stands there twice counts once. */
export function idsFrom(said: unknown, most: number): string[] {
  if (!Array.isArray(said)) return [];
  const ids = new Set<string>();
  for (const id of said) {
    if (ids.size === most) break;
    if (typeof id === 'string' && /^[^:]{1,40}$/.test(id)) ids.add(id);
  }
  return [...ids];
}

/** The widths of columns in pixels. */
export const narrowestColumn = 40;
export const widestColumn = 2000;
const isWidth = whole(narrowestColumn, widestColumn);

/** Whether a value is an object of JSON: no array, and not null. */
export function isRecord(value: unknown): value is Keys {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The keys of a table, without widths of columns that are not there. */
function tidyTable(shown: Record<string, Json>): void {
  const columns = shown['columns'] as readonly string[];
  const said = (shown['widths'] ?? {}) as Readonly<Record<string, Json>>;
  const widths = columns.flatMap((id): [string, Json][] =>
    Object.hasOwn(said, id) && isWidth(said[id]) ? [[id, said[id]!]] : [],
  );
  delete shown['widths'];
  if (widths.length > 0) shown['widths'] = Object.fromEntries(widths);
  if (Object.keys(shown['spans'] ?? {}).length === 0) delete shown['spans'];
}

function ruleOf(keys: Keys | null): BlockRule | undefined {
  const type = keys?.['type'] ?? 'paragraph';
  if (typeof type !== 'string') return blockRules['paragraph'];
  return Object.hasOwn(blockRules, type) ? blockRules[type] : undefined;
}

/** The source that a block or an object says as a formula; null for what is none. */
export function formulaIn({ type, formula }: Keys): string | null {
  return type === 'formula' && isFormula(formula) ? (formula as string) : null;
}

/** Whether a page can show blocks of this type as what they are. */
export function isKnown(keys: Keys | null): boolean {
  return ruleOf(keys) !== undefined;
}

/** Whether the words behind this marker are the words of its block. */
export function holdsWords(keys: Keys | null): boolean {
  return ruleOf(keys)?.holdsWords ?? false;
}

/** Control characters and line separators, and what changes the direction of the text beside it. */
const unsafeInName = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u;

/** A name or an id in an object may have this many UTF-16 units. */
export const longestName = 200;

const name: Rule = (value) =>
  typeof value === 'string' && value.trim() !== '' && value.length <= longestName && !unsafeInName.test(value);

/** A day that the calendar has. */
const day: Rule = (value) => {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return false;
  const date = new Date(`${value}T00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
};

/** What an object in a line has to say, by its type. */
const objectRules: Readonly<Record<string, (object: InlineObject) => boolean>> = {
  mention: (object) => name(object['name']) && (object['id'] === undefined || name(object['id'])),
  date: (object) => day(object['date']),
  formula: (object) => formulaIn(object) !== null,
};

/** Whether a page can show an object in a line as what it is. */
export function isKnownObject(object: InlineObject): boolean {
  const { type } = object;
  return typeof type === 'string' && Object.hasOwn(objectRules, type) && objectRules[type]!(object);
}

/** The keys that a page shows, in one form for one meaning. All keys of a block of an unknown type. */
export function shownKeys(keys: Keys | null): Keys | null {
  const rule = ruleOf(keys);
  if (keys === null || rule === undefined) return keys;
  const { type } = keys;
  const shown: Record<string, Json> = typeof type === 'string' && type !== 'paragraph' ? { type } : {};
  for (const [key, isAllowed] of Object.entries(rule.keys)) {
    const value = Object.hasOwn(keys, key) ? keys[key] : undefined;
    if (value !== undefined && isAllowed(value)) shown[key] = value;
    else if (rule.usual?.[key] !== undefined) shown[key] = rule.usual[key];
  }
  for (const [key, list] of Object.entries(keysOfLists)) if (shown['list'] !== list) delete shown[key];
  if (shown['start'] === 1) delete shown['start'];
  if (type === 'table') tidyTable(shown);
  return shown;
}

/** Keys that only items of one kind of list show. */
const keysOfLists: Readonly<Record<string, string>> = { checked: 'check', start: 'number' };

/** The names of the keys that a block with these keys could show. A block of another type or list may hide some. */
export function visibleKeys(keys: Keys | null): string[] {
  const names = Object.keys(ruleOf(keys)?.keys ?? {});
  return names.filter((name) => keysOfLists[name] === undefined || keysOfLists[name] === keys?.['list']);
}

/** The formats that a page shows. A link has no automatic one within it. */
function shownFormats(formats: Formats): Formats {
  const shown: Record<string, Json> = {};
  for (const [format, value] of Object.entries(formats)) {
    if (Object.hasOwn(formatRules, format) && formatRules[format]!(value)) shown[format] = value;
  }
  if (shown['link'] !== undefined) delete shown['autolink'];
  return shown;
}

/** The formats that a page knows; only these does an edit set or remove. */
export const knownFormats: readonly string[] = Object.keys(formatRules);

/**
 * The content of a block as a page shows it, with neighbours of the same formats as one run. A line break and an object
 * have no look of their own: they take the formats of the text before them, or else of the text behind them.
 */
export function shownContent(content: readonly Run[]): Run[] {
  const pieces = content.flatMap(({ insert, formats }) =>
    (typeof insert === 'string' ? insert.split(/(\n)/).filter((piece) => piece !== '') : [insert]).map((piece) => ({
      insert: piece,
      formats: piece === '\n' || typeof piece !== 'string' ? null : shownFormats(formats),
    })),
  );
  const firstFormats = pieces.find(({ formats }) => formats !== null)?.formats ?? {};
  const runs: Run[] = [];
  for (const { insert, formats } of pieces) appendRun(runs, insert, formats ?? runs.at(-1)?.formats ?? firstFormats);
  return runs;
}

/** Adds to the end of `runs`: text of the same formats to the last run. */
export function appendRun(runs: Run[], insert: string | InlineObject, formats: Formats): void {
  const last = runs.at(-1);
  if (typeof insert === 'string' && typeof last?.insert === 'string' && equalityDeep(last.formats, formats)) {
    runs[runs.length - 1] = { insert: last.insert + insert, formats };
  } else if (insert !== '') {
    runs.push({ insert, formats });
  }
}

/** A block as a page shows it. A table has the cells that are not empty. */
export function shownBlock({ keys, content, cells }: Block): Block {
  const shown = { keys: shownKeys(keys), content: shownContent(content) };
  if (cells === undefined || keys?.['type'] !== 'table') return shown;
  const bodies = Object.entries(cells).map(([name, body]) => [name, shownCell(body)] as const);
  return { ...shown, cells: Object.fromEntries(bodies.filter(([, body]) => !isBlank(body))) };
}

function shownCell(body: readonly Block[]): Block[] {
  return withoutIdleStarts(body.map(shownBlock)).map((block) => ({ ...block, keys: block.keys ?? {} }));
}

/** Whether a body is no more than an empty paragraph. */
export function isBlank(body: readonly Block[]): boolean {
  return body.every(({ keys, content }, i) => i === 0 && content.length === 0 && Object.keys(keys ?? {}).length === 0);
}

/** A number at which a list starts counts only at the first item of the list. No list goes on across a container. */
export function withoutIdleStarts(blocks: readonly Block[]): Block[] {
  const open: unknown[] = [];
  let place: Path = [];
  return blocks.map((block) => {
    const { keys } = block;
    const path = pathOf(keys);
    if (!isSamePlace(path, place)) open.length = 0;
    place = path;
    if (keys?.['type'] !== 'listItem') {
      open.length = 0;
      return block;
    }
    const level = (keys['indent'] ?? 0) as number;
    const goesOn = open[level] === keys['list'] && open.length > level;
    open.length = level;
    open[level] = keys['list'];
    if (!goesOn || keys['start'] === undefined) return block;
    const { start: _, ...others } = keys;
    return { ...block, keys: others };
  });
}
