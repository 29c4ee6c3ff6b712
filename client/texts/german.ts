// The words of the interface in German, as english.ts has them. People are addressed with "du".

import type { Texts } from './english.ts';

const number = new Intl.NumberFormat('de').format;
const plural = new Intl.PluralRules('de');
const isOne = (count: number): boolean => plural.select(count) === 'one';

const names = new Intl.ListFormat('de');
const are = (people: readonly string[]): string => `${names.format(people)} ${isOne(people.length) ? 'ist' : 'sind'}`;

const onlyHere = 'Deine letzten Änderungen sind nur auf diesem Gerät.';

export const german: Texts = {
  announcements: {
    others: (count) => (isOne(count) ? `${count} weitere Person` : `${count} weitere`),
    here: (people) => `${are(people)} hier.`,
    joined: (people) => `${are(people)} dazugekommen.`,
    left: (people) => `${are(people)} gegangen.`,
    writing: (people) => `${names.format(people)} ${isOne(people.length) ? 'schreibt' : 'schreiben'} in deinem Absatz.`,
  },
  bar: {
    home: 'Alle Dokumente',
    title: 'Titel',
    untitled: 'Ohne Titel',
  },
  company: {
    follow: (name) => `Zu ${name} gehen und folgen`,
    followShort: 'Folgen',
    following: (name) => `Du folgst ${name}`,
    stop: 'Beenden',
  },
  confirm: {
    cancel: 'Abbrechen',
    nothingChanged: 'Es hat sich nichts geändert.',
  },
  crash: {
    title: 'Diese Seite funktioniert nicht mehr',
    text: 'Das ist unser Fehler, nicht deiner. Was der Server erhalten hat, ist sicher. Lade neu, um weiterzumachen.',
  },
  documentMenu: {
    more: 'Mehr',
    share: 'Teilen …',
    downloadMarkdown: 'Als Markdown herunterladen',
    downloadText: 'Als Text herunterladen',
    print: 'Drucken',
    printAddresses: 'Mit Linkadressen drucken',
    announce: 'Personen ansagen',
    signOut: 'Abmelden',
    remove: 'Dokument löschen …',
    removeQuestion: (title) => `„${title}“ löschen?`,
    removeEffect:
      'Das Dokument verschwindet für alle und lässt sich nicht zurückholen. Wer es gerade offen hat, behält den Text ' +
      'auf dem Bildschirm und kann ihn als neues Dokument speichern.',
    removeAction: 'Löschen',
  },
  dropping: {
    refused: 'Dateien lassen sich hier nicht einfügen. Es wurde nichts geändert.',
  },
  editor: {
    label: 'Text des Dokuments',
    placeholder: 'Schreib los …',
    nothingYet: 'Hier steht noch nichts.',
    leaving: 'Mit Escape und dann Tab verlässt du den Text',
    loading: 'Das Dokument wird geladen …',
    unknown: (type) => `Das kann diese Seite nicht zeigen: ${type}`,
  },
  end: {
    label: 'Was mit diesem Dokument geschehen ist',
    signIn: 'Anmelden',
    save: 'Als neues Dokument speichern',
    saving: 'Speichert …',
    stillHere: 'Dein Text ist noch hier: Versuch es noch einmal oder lade ihn herunter.',
    openNew: 'Das neue öffnen',
    newDocument: 'Neues Dokument',
    discardQuestion: 'Verwerfen, was auf diesem Gerät ist?',
    discardAction: 'Verwerfen',
    discard: 'Verwerfen',
    discardAndOpen: 'Verwerfen und das neue öffnen',
    discardChanges: 'Deine letzten Änderungen verwerfen',
    lossOfCopy: 'Die Kopie auf diesem Gerät wird gelöscht. Alles, was du geschrieben hast, ist auf dem Server.',
    lossOfText:
      'Soweit diese Seite weiß, gibt es den Text sonst nirgends. Einmal verworfen, lässt er sich nicht zurückholen.',
    lossOfChanges:
      'Soweit diese Seite weiß, gibt es deine letzten Änderungen sonst nirgends. Einmal verworfen, lassen sie sich ' +
      'nicht zurückholen.',
    onlyHere,
    everythingSaved: 'Alles, was du geschrieben hast, ist gespeichert. Neues von anderen erscheint hier nicht.',
    copyShown: 'Du siehst die Kopie auf diesem Gerät. Ihre letzten Änderungen fehlen vielleicht auf dem Server.',
    copyOnly:
      'Du siehst die Kopie auf diesem Gerät. Die Kopie des Servers ließ sich nicht laden; sein Protokoll sagt, warum.',
    serverReason: (reason) => `Der Grund laut Server: ${reason}.`,
    notices: {
      deleted: {
        title: 'Dieses Dokument wurde gelöscht.',
        text: 'Der Text unten ist nur auf diesem Gerät, und niemand kann ihn mehr ändern.',
      },
      replaced: {
        title: 'Dieses Dokument wurde durch ein anderes mit demselben Namen ersetzt.',
        text: 'Der Text unten ist das alte Dokument. Es ist nur auf diesem Gerät.',
      },
      damaged: {
        title: 'Dieses Dokument ist auf dem Server beschädigt.',
        text: 'Du siehst den letzten Stand, den der Server lesen kann. Das Protokoll des Servers sagt mehr.',
      },
      tooLarge: {
        title: 'Dieses Dokument ist für den Server zu groß geworden.',
        text: `Der Server nimmt keine Änderungen mehr an. ${onlyHere}`,
      },
      duplicate: {
        title: 'Ein anderer Tab ist eine Kopie von diesem.',
        text:
          `Was du in diesem Tab geschrieben hast, lässt sich nicht in das Dokument aufnehmen. ${onlyHere} ` +
          'Speichere es als neues Dokument, um es zu behalten.',
      },
      refused: {
        title: 'Der Server nimmt von dieser Seite keine Änderungen mehr an.',
        text: 'Du kannst den Text lesen und herunterladen, aber hier nicht ändern.',
      },
      readOnly: { title: 'Du darfst dieses Dokument nicht mehr ändern.', text: onlyHere },
      notFound: {
        title: 'Dieses Dokument gibt es auf dem Server nicht.',
        text: 'Der Text unten ist nur auf diesem Gerät.',
      },
      locked: { title: 'Um dieses Dokument zu öffnen, brauchst du einen Link oder musst dich anmelden.' },
      unauthorized: { title: 'Du bist nicht mehr angemeldet.' },
      unlinked: { title: 'Der Link zu diesem Dokument gilt nicht mehr.' },
      forbidden: { title: 'Du darfst dieses Dokument nicht mehr öffnen.' },
    },
    pages: {
      deleted: { title: 'Dieses Dokument wurde gelöscht', text: 'Auf diesem Gerät gibt es keine Kopie davon.' },
      replaced: {
        title: 'Dieses Dokument wurde ersetzt',
        text: 'Ein anderes Dokument hat jetzt diesen Namen. Vom alten gibt es auf diesem Gerät keine Kopie.',
      },
      damaged: {
        title: 'Dieses Dokument ist auf dem Server beschädigt',
        text: 'Sein letzter lesbarer Stand ließ sich nicht laden.',
        log: 'Das Protokoll des Servers sagt mehr.',
      },
      unauthorized: {
        title: 'Du bist nicht mehr angemeldet',
        text: 'Deine Anmeldung ist abgelaufen. Melde dich wieder an, um das Dokument zu öffnen.',
      },
      locked: {
        title: 'Du brauchst einen Link oder musst dich anmelden',
        text: 'Dieses Dokument ist nicht für alle offen. Bitte die Person, die es teilt, um einen Link.',
      },
      unlinked: {
        title: 'Dieser Link gilt nicht mehr',
        text: 'Der Link ist abgelaufen, zurückgezogen oder unvollständig. Bitte um einen neuen, wo er herkam.',
      },
      forbidden: {
        title: 'Du darfst dieses Dokument nicht öffnen',
        text: 'Es ist nicht oder nicht mehr mit dir geteilt. Bitte die Person, die es teilt, um Zugang.',
      },
      notFound: {
        title: 'Dieses Dokument gibt es nicht',
        text: 'Kein Dokument heißt so, oder es ist fort. Prüfe den Link, dem du gefolgt bist.',
      },
      refused: {
        title: 'Dieses Dokument lässt sich nicht öffnen',
        text: (reason) => `Der Server hat diese Seite abgewiesen: ${reason}.`,
      },
    },
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
  formatting: {
    label: 'Formatierung',
    undo: 'Rückgängig',
    redo: 'Wiederholen',
    link: 'Link',
    blockType: (block) => `Art des Absatzes: ${block}`,
    blocks: {
      text: 'Text',
      h1: 'Überschrift 1',
      h2: 'Überschrift 2',
      h3: 'Überschrift 3',
      bullet: 'Aufzählung',
      number: 'Nummerierte Liste',
      check: 'Checkliste',
      quote: 'Zitat',
      code: 'Codeblock',
    },
    formats: {
      bold: 'Fett',
      italic: 'Kursiv',
      underline: 'Unterstrichen',
      strikethrough: 'Durchgestrichen',
      code: 'Code',
    },
  },
  language: {
    tag: 'de',
    label: 'Sprache',
    byBrowser: 'Wie der Browser',
  },
  link: {
    label: 'Link',
    unsafe: 'Dieser Link ist nicht sicher',
    change: 'Link ändern',
    remove: 'Link entfernen',
    address: 'Adresse',
    placeholder: 'Adresse einfügen oder eintippen',
    save: 'Link speichern',
    refused: 'Nur Web-, Mail- und Telefonadressen lassen sich verlinken.',
  },
  notices: {
    home: 'Alle Dokumente',
    reload: 'Neu laden',
    noDocument: {
      title: 'Unter dieser Adresse gibt es kein Dokument',
      before: 'Die Adresse eines Dokuments sieht so aus: ',
      after:
        '. Sie besteht aus Buchstaben, Ziffern, Punkten, Binde- und Unterstrichen. Prüfe den Link, dem du gefolgt ' +
        'bist, oder such das Dokument in der Liste.',
    },
    noCopy: {
      title: 'Dieses Dokument ist nicht auf diesem Gerät',
      text:
        'Der Server ist nicht erreichbar, und dieser Browser hat keine Kopie des Dokuments. Das Dokument öffnet sich ' +
        'von selbst, sobald der Server antwortet.',
    },
    unknownContent: {
      title: 'Diese Seite kann das Dokument nicht zeigen',
      text:
        'Das Dokument enthält etwas, das diese Seite nicht kennt, vielleicht aus einer neueren Version von Quire. Es ' +
        'ist nichts verloren: Das Dokument ist unverändert, und diese Seite schreibt nicht mehr hinein. Lade neu, um ' +
        'die neueste Version zu bekommen.',
    },
  },
  oldDocument: {
    label: 'Über dieses Dokument',
    title: 'Dieses Dokument stammt aus einer älteren Version von Quire.',
    text:
      'Es ist nichts verloren, und nichts darin wird geändert, aber diese Version zeigt nur die Wörter. Kopiere sie ' +
      'in ein neues Dokument, um weiterzuschreiben, oder lade sie herunter.',
    noWords: 'Es enthält keine Wörter.',
    copy: 'Wörter kopieren',
    copied: 'Kopiert',
    copyFailed: 'Kopieren fehlgeschlagen',
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
  people: {
    button: (count) => `Personen hier: ${count}. Dein Name und deine Farbe`,
    you: (name) => `${name} (du)`,
    isAway: (name) => `${name} (abwesend)`,
    away: 'abwesend',
    alone: 'Sonst ist niemand hier. Verschick den Link, um zusammen zu schreiben.',
    alsoHere: 'Auch hier',
    guest: 'Gast',
    yourName: 'Dein Name',
    accountName: 'Dein Konto bestimmt diesen Namen, damit andere wissen, dass du es bist.',
    yourColour: 'Deine Farbe',
    colours: {
      rose: 'Rosenrot',
      orange: 'Orange',
      amber: 'Bernstein',
      olive: 'Oliv',
      green: 'Grün',
      jade: 'Jade',
      teal: 'Petrol',
      cyan: 'Cyan',
      blue: 'Blau',
      violet: 'Violett',
      purple: 'Purpur',
      pink: 'Pink',
    },
    birds: [
      ...['Reiher', 'Fink', 'Zaunkönig', 'Regenpfeifer', 'Hänfling', 'Brachvogel'],
      ...['Strandläufer', 'Zeisig', 'Säbelschnäbler', 'Mauersegler', 'Krickente', 'Lerche'],
    ],
  },
  problems: {
    unreachable: 'Der Server ist nicht erreichbar.',
    serverSays: (sentence) => `Der Server meldet: „${sentence}“`,
    status: (status) => `Der Server hat mit einem Fehler geantwortet (${status}).`,
    rescueRefused: (reason) => `Der Server hat es abgelehnt: ${reason}.`,
    rescueTooLong: 'Der Server hat es nicht innerhalb einer halben Minute gespeichert.',
  },
  sharing: {
    share: 'Teilen',
    copyLink: 'Link kopieren',
    linkCopied: 'Link kopiert',
    copyByHand: 'Bitte aus der Adresszeile kopieren',
    title: 'Dieses Dokument teilen',
    close: 'Schließen',
    explanation: 'Wer den Link hat, kann dieses Dokument öffnen, auch ohne Konto.',
    role: 'Was sie können',
    end: 'Wann er endet',
    create: 'Link erstellen',
    copyTheLink: 'Kopiere den Link',
    none: 'Es gibt keine Links: Nur Personen mit einem Konto können dieses Dokument öffnen.',
    links: 'Links zu diesem Dokument',
    roleOf: (link) => `Was man mit dem Link kann: ${link}`,
    madeOn: (time) => `Erstellt: ${time}`,
    about: (made, by, ends) =>
      `Erstellt: ${made}${by === null ? '' : ` von ${by}`}${ends === null ? '' : `, endet ${ends}`}`,
    withdraw: 'Zurückziehen',
    withdrawQuestion: 'Diesen Link zurückziehen?',
    withdrawEffect: 'Wer durch ihn hereinkam, verliert sofort den Zugang.',
    keep: 'Behalten',
    withdrawIt: 'Zurückziehen',
    roles: { read: 'Darf lesen', comment: 'Darf kommentieren (noch: lesen)', write: 'Darf schreiben' },
    lifetimes: {
      forever: 'Endet nie',
      day: 'Endet in einem Tag',
      week: 'Endet in einer Woche',
      month: 'Endet in einem Monat',
    },
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
  signIn: {
    title: 'Mit dem Admin-Schlüssel des Servers anmelden',
    hint:
      'Der Admin-Schlüssel ist für die Person, die diesen Server betreibt. Der Server hat beim ersten Start gesagt, ' +
      'wo der Schlüssel liegt. Für ein Dokument, das mit dir geteilt wurde, brauchst du nur seinen Link.',
    key: 'Admin-Schlüssel',
    wrongKey: 'Das ist nicht der Schlüssel dieses Servers.',
    name: 'Dein Name, wie andere ihn sehen',
    signIn: 'Anmelden',
    signOut: 'Abmelden',
  },
  status: {
    words: {
      connecting: 'Verbindet …',
      saved: 'Gespeichert',
      saving: 'Speichert …',
      reconnecting: 'Verbindet neu …',
      restarting: 'Server startet neu',
      offline: 'Offline – auf diesem Gerät behalten',
      unsaved: 'Nicht gespeichert – Tab offen lassen',
      restored: 'Wieder online – alles gespeichert',
      reading: 'Du kannst lesen',
      kept: 'Nicht gespeichert – nur auf diesem Gerät',
      refused: 'Nicht verbunden',
    },
    readOnlyHint: 'Du kannst hier nur lesen',
    readOnlySpoken: 'Du kannst dieses Dokument lesen, aber nicht ändern.',
    label: 'Wo deine Wörter sind',
    device: 'Dieses Gerät',
    server: 'Server',
    disk: 'Serverplatte',
    mayNoLonger: 'Du darfst dieses Dokument nicht mehr ändern. Deine letzten Änderungen sind nicht im Dokument.',
    mayOnlyRead:
      'Du kannst dieses Dokument lesen, aber nicht ändern. Wer es mit dir geteilt hat, kann dich schreiben lassen.',
    lookingForCopy: 'Sucht eine Kopie',
    noCopy: 'Behält keine Kopie',
    notKept: (since) =>
      `Änderungen${since === null ? '' : ` seit ${since}`} nicht behalten: Speicher voll oder verboten`,
    keepsCopy: 'Behält eine Kopie',
    notKeptYet: (time) => `Änderung von ${time} noch nicht behalten`,
    allKept: (time) => (time === null ? 'Alle Änderungen behalten' : `Alle Änderungen behalten, ${time}`),
    connecting: 'Verbindet',
    connected: (since) => `Verbunden seit ${since}`,
    restartingSince: (since) => `Startet neu seit ${since}`,
    cutOff: (since) => `Getrennt seit ${since}`,
    refused: (since) => `Nimmt seit ${since} nichts von dieser Seite an`,
    notKnown: 'Noch nicht bekannt',
    wasSaved: (time) => `Alles war gespeichert, ${time}`,
    allSaved: (time) => `Alles gespeichert, ${time}`,
    notAccepted: 'Deine letzten Änderungen wurden nicht angenommen',
    notKnownOffline: 'Nicht bekannt, bis der Server antwortet',
    notSavedYet: (time) => `Änderung von ${time} noch nicht gespeichert`,
    diskFails: (time) => `Änderung von ${time} noch nicht gespeichert: Die Platte versagt`,
  },
  theme: {
    label: 'Farben',
    system: 'Wie das System',
    light: 'Hell',
    dark: 'Dunkel',
  },
  time: {
    justNow: 'gerade eben',
  },
};
