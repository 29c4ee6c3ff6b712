// The language that the interface speaks. The words of all languages go into one object, which first-texts.ts,
// home-texts.ts and texts.ts give to the parts of the page: each with the English that it brings, and no more. Another
// language comes on demand, and whole.

import type { Texts } from './english.ts';

/** The English words that have come so far, with the parts that say them. */
const english: Partial<Texts> = {};

/** The words of the language that was chosen last; English before that. */
const words: Partial<Texts> = {};

const loaders = {
  en: () => Promise.resolve(english),
  de: async () => (await import('./german.ts')).german,
  zh: async () => (await import('./chinese.ts')).chinese,
} satisfies Record<string, () => Promise<Partial<Texts>>>;

/** A language of the interface, as a BCP 47 tag. */
export type Language = keyof typeof loaders;

/** The languages in which the interface is written. */
export const languages = Object.keys(loaders) as readonly Language[];

/** Their names in themselves. */
export const languageNames: Record<Language, string> = { en: 'English', de: 'Deutsch', zh: '简体中文' };

let chosen: Language = 'en';

/**
 * Brings some of the words in English. The result has them in the language that was chosen last, at any time: read it
 * when something renders or acts, never when a module loads.
 */
export function inAnyLanguage<Part extends Partial<Texts>>(part: Part): Pick<Texts, keyof Part & keyof Texts> {
  Object.assign(english, part);
  if (chosen === 'en') Object.assign(words, part);
  return words as Texts;
}

/** The first of these BCP 47 tags, such as `de-AT`, in which the interface is written; else English. */
export function languageFor(tags: readonly string[]): Language {
  const all = tags.map((tag) => tag.toLowerCase().split('-')[0]!);
  return all.find((language): language is Language => Object.hasOwn(loaders, language)) ?? 'en';
}

const listeners = new Set<() => void>();

/** Loads the words of a language. They are English when they cannot be loaded. */
export async function chooseLanguage(language: Language): Promise<void> {
  const loaded = await loaders[language]().catch(() => english);
  chosen = loaded === english ? 'en' : language;
  Object.assign(words, loaded);
  for (const listener of listeners) listener();
}

/** Calls `listener` whenever the words are another language's. */
export function onOtherWords(listener: () => void): void {
  listeners.add(listener);
}
