// The words of the interface in German, as english.ts has them. People are addressed with "du".

import type { Texts } from './english.ts';

const number = new Intl.NumberFormat('de').format;

export const german: Texts = {
  company: {
    follow: (name) => `Zu ${name} gehen und folgen`,
    followShort: 'Folgen',
    following: (name) => `Du folgst ${name}`,
    stop: 'Beenden',
  },
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
  outline: {
    label: 'Gliederung',
    show: 'Gliederung',
    none: 'Hier erscheinen die Überschriften.',
    count: ({ words, selected }) =>
      selected > 0
        ? `${number(selected)} von ${number(words)} Wörtern`
        : words === 1
          ? '1 Wort'
          : `${number(words)} Wörter`,
  },
  shortcuts: {
    title: 'Tastenkürzel',
    close: 'Schließen',
    titles: { writing: 'Schreiben', formats: 'Formate', blocks: 'Blöcke', marks: 'Am Anfang einer Zeile getippt' },
    labels: {
      undo: 'Rückgängig',
      redo: 'Wiederholen',
      find: 'Suchen',
      replace: 'Suchen und ersetzen',
      leave: 'Den Text verlassen',
      sheet: 'Diese Tastenkürzel zeigen',
      bold: 'Fett',
      italic: 'Kursiv',
      underline: 'Unterstrichen',
      strikethrough: 'Durchgestrichen',
      code: 'Code',
      link: 'Link',
      text: 'Text',
      h1: 'Überschrift 1',
      h2: 'Überschrift 2',
      h3: 'Überschrift 3',
      check: 'Checkliste',
      bullet: 'Aufzählung',
      number: 'Nummerierte Liste',
      codeBlock: 'Codeblock',
      quote: 'Zitat',
    },
    marks: [
      ['# ', 'Überschrift'],
      ['- ', 'Aufzählung'],
      ['1. ', 'Nummerierte Liste'],
      ['[] ', 'Checkliste'],
      ['> ', 'Zitat'],
      ['``` ', 'Codeblock'],
      ['--- ', 'Trennlinie'],
    ],
  },
};
