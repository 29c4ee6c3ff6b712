// The words of the home page.

import { firstEnglish } from './english/first.ts';
import { homeEnglish } from './english/home.ts';
import { inAnyLanguage } from './languages.ts';

export const texts = inAnyLanguage({ ...firstEnglish, ...homeEnglish });
