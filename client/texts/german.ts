// The words of the interface in German, as english.ts has them. People are addressed with "du".

import type { Texts } from './english.ts';

export const german: Texts = {
  find: {
    label: 'Suchen und ersetzen',
    find: 'Suchen',
    showReplace: 'Ersetzen',
    count: (current, all) => (all === 0 ? 'Keine Treffer' : `${current} von ${all}`),
    matchCase: 'Groß- und Kleinschreibung beachten',
    wholeWords: 'Ganze Wörter',
    previous: 'Voriger Treffer',
    next: 'Nächster Treffer',
    close: 'Schließen',
    replaceBy: 'Ersetzen durch',
    replace: 'Ersetzen',
    replaceAll: 'Alle ersetzen',
    replaced: (count) => `${count} ersetzt`,
  },
  language: {
    name: 'Deutsch',
  },
};
