// The words that a page needs before anything else. The entry and the page of a document import them from here; with
// texts.ts, a first visit would load the words of all parts.

import { firstEnglish } from './english/first.ts';
import { inAnyLanguage } from './languages.ts';

export const texts = inAnyLanguage(firstEnglish);
