// How a person has arranged home on this device: the order of the list, the documents on top, and those that are
// templates. It is the person's own, needs no right in a document, and changes nothing for others. Another device
// begins with the plain list.

/** The orders of the list, as the server has them. */
export const sortOrders = ['updated', 'created', 'title'] as const;
export type SortOrder = (typeof sortOrders)[number];

export interface Template {
  /** The name of the document. */
  readonly name: string;
  /** The title when it was last seen. */
  readonly title: string;
}

export interface Arrangement {
  readonly sort: SortOrder;
  /** The names of the documents on top, in order. */
  readonly pinned: readonly string[];
  readonly templates: readonly Template[];
}

const plain: Arrangement = { sort: 'updated', pinned: [], templates: [] };
const item = 'quire.home';

/** Each of them costs a request, or a line of a menu. */
export const mostOfEach = 50;

/** The stored arrangement; the plain one where nothing is stored, or not one. */
export function readArrangement(storage: Storage): Arrangement {
  try {
    const { sort, pinned, templates } = JSON.parse(storage.getItem(item) ?? '{}') as Record<string, unknown>;
    return {
      sort: sortOrders.find((order) => order === sort) ?? plain.sort,
      pinned: listOf(pinned, (name): name is string => typeof name === 'string'),
      templates: listOf(templates, isTemplate),
    };
  } catch {
    return plain;
  }
}

/** Stores an arrangement. Where the browser forbids it, the arrangement lasts as long as the page. */
export function storeArrangement(storage: Storage, arrangement: Arrangement): void {
  try {
    storage.setItem(item, JSON.stringify(arrangement));
  } catch {
    // The storage is full or forbidden.
  }
}

/** Pins a document on top of the others, or unpins it. */
export function withPin(arrangement: Arrangement, name: string, isPinned: boolean): Arrangement {
  const others = arrangement.pinned.filter((other) => other !== name);
  return { ...arrangement, pinned: (isPinned ? [name, ...others] : others).slice(0, mostOfEach) };
}

/** Makes a document a template, or no longer. */
export function withTemplate(arrangement: Arrangement, template: Template, isOne: boolean): Arrangement {
  const others = arrangement.templates.filter(({ name }) => name !== template.name);
  return { ...arrangement, templates: (isOne ? [...others, template] : others).slice(-mostOfEach) };
}

/** The arrangement without a document that is gone. */
export function withoutDocument(arrangement: Arrangement, name: string): Arrangement {
  return withTemplate(withPin(arrangement, name, false), { name, title: '' }, false);
}

function listOf<Item>(value: unknown, isItem: (item: unknown) => item is Item): Item[] {
  return Array.isArray(value) ? value.filter(isItem).slice(0, mostOfEach) : [];
}

function isTemplate(value: unknown): value is Template {
  const { name, title } = (value ?? {}) as Record<string, unknown>;
  return typeof name === 'string' && typeof title === 'string';
}
