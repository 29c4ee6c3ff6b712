// The words of the interface in the person's language. A part reads `texts` when it renders or acts, never when its
// module loads: the language is chosen before the first render, and other languages than English come on demand.

import { english, type Texts } from './english.ts';

const loaders = {
  en: () => Promise.resolve(english),
  de: async () => (await import('./german.ts')).german,
  zh: async () => (await import('./chinese.ts')).chinese,
} satisfies Record<string, () => Promise<Texts>>;

/** A language of the interface, as a BCP 47 tag. */
export type Language = keyof typeof loaders;

/** The words of the language that was chosen last; English before that. */
export let texts: Texts = english;

/** The first of these BCP 47 tags, such as `de-AT`, in which the interface is written; else English. */
export function languageFor(tags: readonly string[]): Language {
  const languages = tags.map((tag) => tag.toLowerCase().split('-')[0]!);
  return languages.find((language): language is Language => Object.hasOwn(loaders, language)) ?? 'en';
}

const listeners = new Set<() => void>();

/** The languages in which the interface is written. */
export const languages = Object.keys(loaders) as readonly Language[];

/** Their names in themselves. */
export const languageNames: Record<Language, string> = { en: 'English', de: 'Deutsch', zh: '简体中文' };

/** Loads the words of a language. They stay English when they cannot be loaded. */
export async function chooseLanguage(language: Language): Promise<void> {
  texts = await loaders[language]().catch(() => english);
  for (const listener of listeners) listener();
}

/** Calls `listener` whenever the words are another language's. */
export function onOtherWords(listener: () => void): void {
  listeners.add(listener);
}
