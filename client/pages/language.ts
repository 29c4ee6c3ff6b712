// The language of the page: the person's choice on this device, or else the browser's.

import { chosenLanguage, saveLanguage } from '../device/appearance.ts';
import { texts } from '../texts/first-texts.ts';
import { chooseLanguage, type Language, languageFor } from '../texts/languages.ts';
import { siteStorage } from './device.ts';

/** Gives the page the words of its language. */
export async function loadLanguage(): Promise<void> {
  await speak(chosenLanguage(siteStorage));
}

/** Stores another choice and gives the page its words; null for the browser's language. */
export async function changeLanguage(choice: Language | null): Promise<void> {
  saveLanguage(siteStorage, choice);
  await speak(choice);
}

async function speak(choice: Language | null): Promise<void> {
  await chooseLanguage(choice ?? languageFor(navigator.languages));
  document.documentElement.lang = texts.language.tag;
}
