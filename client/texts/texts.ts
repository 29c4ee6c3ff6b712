// All words of the interface, for the parts that come on demand.

import { english } from './english.ts';
import { inAnyLanguage } from './languages.ts';

export const texts = inAnyLanguage(english);
