// The words of the interface in German, as english.ts has them. People are addressed with "du".

import type { Texts } from './english.ts';

export const german: Texts = {
  language: {
    name: 'Deutsch',
  },
};
