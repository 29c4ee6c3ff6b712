// The theme and the language that the person chose on this device. A choice that cannot be stored lasts for this visit.

import { type Language, languages } from '../texts/languages.ts';

export const themes = ['system', 'light', 'dark'] as const;

/** `system` follows the system's own theme. */
export type Theme = (typeof themes)[number];

/** theme-before-paint.ts reads this, and hears the event of the same name with a colon. */
const themeKey = 'quire.theme';
const languageKey = 'quire.language';

/** The theme that the page has. */
export function currentTheme(): Theme {
  const { theme } = document.documentElement.dataset;
  return themes.find((one) => one === theme) ?? 'system';
}

/** Stores a theme and gives it to the page. */
export function chooseTheme(storage: Storage, theme: Theme): void {
  store(storage, themeKey, theme);
  window.dispatchEvent(new CustomEvent('quire:theme', { detail: theme }));
}

/** The language that the person chose; null for the browser's. */
export function chosenLanguage(storage: Storage): Language | null {
  const stored = storage.getItem(languageKey);
  return languages.find((language) => language === stored) ?? null;
}

/** Stores a language; null for the browser's. */
export function saveLanguage(storage: Storage, language: Language | null): void {
  store(storage, languageKey, language ?? '');
}

function store(storage: Storage, key: string, value: string): void {
  try {
    storage.setItem(key, value);
  } catch {
    // The storage is full or forbidden.
  }
}
