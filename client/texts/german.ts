// The words of the interface in German, as english.ts has them. People are addressed with "du".

import type { Texts } from './english.ts';

const number = new Intl.NumberFormat('de').format;
const plural = new Intl.PluralRules('de');
const isOne = (count: number): boolean => plural.select(count) === 'one';

const names = new Intl.ListFormat('de');
const are = (people: readonly string[]): string => `${names.format(people)} ${isOne(people.length) ? 'ist' : 'sind'}`;

const doctorSeconds = (count: number): string => (isOne(count) ? 'eine Sekunde' : `${count} Sekunden`);

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
  codeBlock: {
    tools: 'Codeblock',
    language: 'Sprache',
    plain: 'Nur Text',
    search: 'Sprache suchen',
    none: 'Keine solche Sprache',
    copy: 'Code kopieren',
    copied: 'Kopiert',
    notCopied: 'Kopieren ging nicht',
  },
  color: {
    button: 'Farben',
    words: 'Schrift',
    highlight: 'Markierung',
    none: 'Keine',
    names: {
      gray: 'Grau',
      red: 'Rot',
      orange: 'Orange',
      yellow: 'Gelb',
      green: 'Grün',
      blue: 'Blau',
      purple: 'Violett',
      pink: 'Rosa',
    },
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
  containers: {
    close: 'Zuklappen',
    open: 'Aufklappen',
    other: 'Gruppe',
    remove: 'Hinweis entfernen',
    toggle: 'Aufklappbarer Bereich',
    tone: (tone: string) => `${tone}: Art des Hinweises ändern`,
    tones: { danger: 'Gefahr', note: 'Hinweis', tip: 'Tipp', warning: 'Warnung' },
  },
  crash: {
    title: 'Diese Seite funktioniert nicht mehr',
    text: 'Das ist unser Fehler, nicht deiner. Was der Server erhalten hat, ist sicher. Lade neu, um weiterzumachen.',
  },
  doctor: {
    title: 'Ist der Weg zum Server frei?',
    lead: 'Diese Seite probiert, was Proxys, Firewalls und Netze zwischen dir und dem Server oft stören.',
    running: (left) => `Wird untersucht … noch ${doctorSeconds(left)}.`,
    well: 'Alles ist gut.',
    unwell: (count) =>
      isOne(count) ? 'Eine Sache braucht Aufmerksamkeit.' : `${count} Dinge brauchen Aufmerksamkeit.`,
    again: 'Noch einmal untersuchen',
    home: 'Alle Dokumente',
    waiting: 'Wird untersucht …',
    fine: 'Gut',
    fault: 'Braucht Aufmerksamkeit',
    mend: 'Zeilen für Proxys',
    mendIn: (proxy) => `In ${proxy}`,
    mendHere: 'Für Quire',
    others: 'Andere Proxys',
    checks: {
      tls: 'Verschlüsselung',
      http: 'Anfragen',
      host: 'Host',
      addresses: 'Adressen der Besucher',
      clock: 'Uhr',
      servers: 'Server',
      socket: 'WebSocket',
      frame: 'Große Nachrichten',
      idle: 'Stille',
      stream: 'Ströme',
      body: 'Große Anfragen',
    },
    verdicts: {
      certificateHolds: ({ days }) => `Das Zertifikat gilt noch ${isOne(days) ? 'einen Tag' : `${days} Tage`}.`,
      certificateEnds: ({ days }) =>
        days < 0
          ? 'Das Zertifikat ist abgelaufen, und Browser lehnen es ab. Erneuere es.'
          : `Das Zertifikat gilt nur noch ${isOne(days) ? 'einen Tag' : `${days} Tage`}. Erneuere es, ` +
            'bevor Browser es ablehnen.',
      certificateRefused: ({ reason }) =>
        `Das Zertifikat gilt nicht für diese Adresse, und Browser warnen davor (${reason}).`,
      tlsSeen: () => 'Diese Seite kam verschlüsselt. „npm run doctor“ sagt auch, bis wann das Zertifikat gilt.',
      onlyHere: () => 'Die Adresse gehört nur diesem Gerät. Da muss nichts verschlüsselt sein.',
      noTls: () =>
        'Nichts ist verschlüsselt: Jeder auf dem Weg kann lesen und ändern, was Leute schreiben. Nimm https.',
      reached: ({ milliseconds }) => `Der Server antwortet in ${milliseconds} ms.`,
      unreachable: ({ reason }) =>
        `Es kam keine Antwort (${reason}). Prüfe die Adresse, und ob Server und Proxy laufen.`,
      notQuire: ({ status }) =>
        `Es kam eine Antwort, aber nicht von Quire (Status ${status}). Prüfe die Adresse, ihren ` +
        'Pfad, und wohin der Proxy Anfragen schickt.',
      hostPassed: () => 'Der Server sieht den Host, nach dem der Browser gefragt hat.',
      hostReplaced: ({ detail }) =>
        'Ein Proxy ersetzt den Host. So hält der Server seine eigenen Seiten für fremde und nimmt ' +
        `nichts von ihnen an. ${detail}`,
      addressesFit: ({ proxies }) =>
        proxies === 0
          ? 'Kein Proxy fügt eine Adresse hinzu, und TRUST_PROXY=0 passt.'
          : 'Der Server sieht die Adresse jedes Besuchers, durch ' +
            `${isOne(proxies) ? 'einen Proxy' : `${proxies} Proxys`}, und TRUST_PROXY passt.`,
      addressMissing: () =>
        'Ein Proxy beendet die Verschlüsselung, nennt aber die Adressen der Besucher nicht. So ' +
        'teilen sich alle die Grenzen für einen.',
      trustTooLow: ({ added, trusted }) =>
        `TRUST_PROXY ist ${trusted}, aber unterwegs ` +
        `${isOne(added) ? 'kommt eine Adresse' : `kommen ${added} Adressen`} dazu. So teilen sich ` +
        'alle Besucher die Grenzen für einen.',
      trustTooHigh: ({ added, trusted }) =>
        `TRUST_PROXY ist ${trusted}, aber unterwegs ` +
        `${added === 0 ? 'kommt keine Adresse' : `kommen nur ${added} Adressen`} dazu. So können ` +
        'Besucher jede Adresse vorgeben. Setze TRUST_PROXY, oder lass jeden Proxy eine Adresse ' +
        'hinzufügen.',
      clockFits: () => 'Die Uhren des Servers und dieses Geräts stimmen überein.',
      clockDiffers: ({ ahead }) =>
        `Die Uhr des Servers geht gegenüber diesem Gerät ${doctorSeconds(Math.abs(ahead))} ` +
        `${ahead > 0 ? 'vor' : 'nach'}. So laufen Tokens vielleicht zu früh oder zu spät ab. Stelle ` +
        'die falsche Uhr.',
      oneServer: () => 'Alle Anfragen zu einem Dokument kommen zum selben Server.',
      severalServers: ({ count }) =>
        `Anfragen zu einem Dokument kommen zu ${count} Servern. Leute, deren Netz WebSockets sperrt, ` +
        'können dann nicht schreiben. Lass den Load-Balancer nach dem Pfad wählen.',
      socketOpens: () => 'Ein WebSocket öffnet sich, mit seinem Subprotokoll.',
      socketFails: () =>
        'Ein WebSocket öffnet sich nicht, obwohl Anfragen durchkommen: Etwas entfernt die Header ' +
        'Upgrade und Connection. Leute schreiben stattdessen über HTTP, etwas langsamer.',
      subprotocolLost: () =>
        'Ein WebSocket öffnet sich ohne sein Subprotokoll. So erfahren Seiten nie, dass Worte ' +
        'gespeichert sind. Ein Proxy entfernt den Header Sec-WebSocket-Protocol.',
      frameFits: () => 'Eine Nachricht von 16 MiB kommt an, in beiden Richtungen.',
      frameLost: () =>
        'Eine Nachricht von 16 MiB kommt nicht zurück. So öffnen sich große Dokumente vielleicht ' +
        'nicht. Eine Firewall begrenzt die Größe, oder ein Zeitlimit ist zu kurz.',
      idleKept: ({ seconds }) => `Ein WebSocket bleibt offen, auch wenn er ${doctorSeconds(seconds)} lang still ist.`,
      idleCut: ({ seconds }) =>
        `Ein stiller WebSocket wird nach ${doctorSeconds(seconds)} getrennt. Seiten verbinden sich ` +
        'wieder und verlieren nichts, doch immer aufs Neue. Ein Zeitlimit ist zu kurz.',
      streamFlows: () => 'Ereignisse eines Stroms kommen an, wie der Server sie sendet.',
      streamHeldBack: ({ seconds }) =>
        `Ein Proxy hält Ströme zurück: Das erste Ereignis kam erst nach ${doctorSeconds(Math.round(seconds))}, ` +
        'mit allen anderen. ' +
        'Wo WebSockets gesperrt sind, schreiben Leute dann langsamer.',
      streamFails: ({ status }) =>
        `Ein Strom bricht ab${status === 0 ? '' : ` (Status ${status})`}. Wo WebSockets gesperrt ` +
        'sind, schreiben Leute dann langsamer.',
      bodyFits: () => 'Eine Anfrage von 16 MiB kommt an.',
      bodyRefused: ({ status }) =>
        `Eine Anfrage von 16 MiB wird mit ${status} abgelehnt. So lassen sich große Dateien nicht ` +
        'senden, und große Dokumente nicht über HTTP.',
      bodyLost: () =>
        'Eine Anfrage von 16 MiB kommt nicht an. So lassen sich große Dateien nicht senden, und ' +
        'große Dokumente nicht über HTTP.',
      busy: () => 'Andere untersuchen den Server zur selben Zeit. Versuch es in zwei Minuten noch einmal.',
      notTried: () => 'Nicht untersucht, denn der Fehler oben kommt zuerst.',
    },
  },
  documentMenu: {
    more: 'Mehr',
    share: 'Teilen …',
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
  download: {
    markdown: 'Als Markdown herunterladen',
    text: 'Als Text herunterladen',
  },
  dropping: {
    here: 'Lass Dateien hier los, um sie zu importieren',
    refused: 'Dateien lassen sich hier nicht einfügen. Es wurde nichts geändert.',
  },
  editor: {
    label: 'Text des Dokuments',
    nothingYet: 'Hier steht noch nichts.',
    leaving: 'Mit Escape und dann Tab verlässt du den Text',
    placeholder: 'Tippe / für Blöcke',
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
  files: {
    loading: 'Wird geladen …',
    awaited: 'Noch unterwegs von der Person, die es hinzugefügt hat …',
    unreachable: 'Nicht auf diesem Gerät. Es erscheint, sobald der Server antwortet.',
    missing: 'Das Dokument sagt nicht, welche Datei das ist.',
    noImage: 'Diese Datei ist kein Bild, das gezeigt werden kann.',
    waiting: 'Wartet auf diesem Gerät auf den Server',
    sending: (percent: number) => `Wird gespeichert … ${percent} %`,
    refusals: {
      tooLarge: 'Der Server nimmt diese Datei nicht: Sie ist zu groß. Niemand sonst sieht sie.',
      forbidden: 'Du darfst diesem Dokument keine Dateien mehr hinzufügen. Niemand sonst sieht diese.',
      refused: 'Der Server nimmt diese Datei nicht. Niemand sonst sieht sie.',
    },
    retry: 'Noch einmal versuchen',
    remove: 'Entfernen',
    caption: 'Bildunterschrift',
    image: 'Bild',
    file: 'Datei',
    alt: 'Beschreib das Bild für alle, die es nicht sehen',
    altLabel: 'Beschreibung',
    width: 'Breite',
    widths: { 33: 'Klein', 66: 'Mittel', 100: 'Ganz' },
    resize: 'Ziehen, um die Größe zu ändern',
    replace: 'Ersetzen',
    download: 'Herunterladen',
    downloadFailed: 'Die Datei ließ sich nicht holen. Versuch es, sobald der Server antwortet.',
    delete: 'Löschen',
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
  formula: {
    dialog: 'Formel',
    source: 'Formel in TeX-Schreibweise',
    placeholder: 'E = mc^2',
    empty: 'Leere Formel',
    wrong: (why) => `Diese Formel lässt sich nicht zeichnen: ${why}`,
    refused: (command) => `In Formeln geht ${command} nicht.`,
  },
  guests: {
    birds: [
      ...['Reiher', 'Fink', 'Zaunkönig', 'Regenpfeifer', 'Hänfling', 'Brachvogel'],
      ...['Strandläufer', 'Zeisig', 'Säbelschnäbler', 'Mauersegler', 'Krickente', 'Lerche'],
    ],
  },
  home: {
    newDocument: 'Neues Dokument',
    newFrom: 'Mit einer Vorlage beginnen',
    templates: 'Vorlagen',
    ownTemplates: 'Deine Vorlagen',
    blank: 'Leeres Dokument',
    search: 'Titel und Text durchsuchen',
    searchHint: 'Suchen',
    clearSearch: 'Suche leeren',
    sortBy: 'Sortieren nach',
    sortUpdated: 'Zuletzt geändert',
    sortCreated: 'Angelegt',
    sortTitle: 'Titel',
    showMore: 'Mehr zeigen',
    untitled: 'Ohne Titel',
    pinned: 'Angeheftet',
    hereNow: (names) => `Gerade hier: ${names}`,
    andMore: (count) => `und ${count} weitere`,
    away: (name) => `${name} (abwesend)`,
    found: (count, more) =>
      count === 1 ? '1 Dokument gefunden' : `${more ? 'Mehr als ' : ''}${count} Dokumente gefunden`,
    nothingFound: (words) => `Nichts gefunden für „${words}“`,
    nothingFoundHint: 'Gesucht wird nach allen Wörtern in Titeln und Texten. Versuch es mit weniger oder anderen.',
    empty: 'Noch gibt es keine Dokumente',
    emptyHint: 'Leg ein Dokument an und schick jemandem den Link: Dann seht ihr einander schreiben.',
    loading: 'Die Dokumente werden geladen …',
    keptHere: 'Auf diesem Gerät',
    actions: (title) => `Aktionen für „${title}“`,
    open: 'Öffnen',
    rename: 'Umbenennen',
    duplicate: 'Duplizieren',
    pin: 'Oben anheften',
    unpin: 'Nicht mehr anheften',
    useAsTemplate: 'Als Vorlage verwenden',
    noTemplate: 'Nicht mehr als Vorlage',
    copyLink: 'Link kopieren',
    delete: 'Löschen',
    newTitle: 'Neuer Titel',
    copyOf: (title) => `Kopie von ${title}`,
    deleted: (title) => `„${title}“ ist gelöscht.`,
    undo: 'Rückgängig',
    linkCopied: 'Der Link ist kopiert.',
    linkNotCopied: 'Der Link konnte nicht kopiert werden.',
    copied: (title) => `„${title}“ ist da.`,
    isTemplate: (title) => `„${title}“ ist jetzt bei deinen Vorlagen, auf diesem Gerät.`,
    retry: 'Noch einmal',
    close: 'Schließen',
    notCreated: 'Es wurde kein Dokument angelegt',
    othersUnchanged: 'Deine anderen Dokumente sind unverändert.',
    listOld: 'Die Liste ist vielleicht veraltet',
    listMissing: 'Die Liste konnte nicht geladen werden',
    documentsUnchanged: 'Die Dokumente selbst sind unverändert.',
    notRenamed: (title) => `„${title}“ wurde nicht umbenannt`,
    notDuplicated: (title) => `„${title}“ wurde nicht dupliziert`,
    notDeleted: (title) => `„${title}“ wurde nicht gelöscht`,
    meetingNotes: 'Besprechungsnotizen',
    meetingTitle: (date) => `Besprechung vom ${date}`,
    meetingPeople: 'Wer ist dabei',
    meetingTopics: 'Themen',
    meetingDecisions: 'Entscheidungen',
    meetingTasks: 'Aufgaben',
    decisionRecord: 'Entscheidungsprotokoll',
    decisionTitle: 'Entscheidung: ',
    decisionStatus: 'Stand: vorgeschlagen',
    decisionContext: 'Ausgangslage',
    decisionContextHint: 'Warum ist eine Entscheidung nötig?',
    decisionOptions: 'Möglichkeiten',
    decisionOption: 'Möglichkeit, und was für und gegen sie spricht',
    decisionChoice: 'Entscheidung',
    decisionChoiceHint: 'Wir wählen …, weil …',
    decisionConsequences: 'Folgen',
    decisionConsequencesHint: 'Was wird leichter, was schwerer?',
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
  linkCard: {
    open: 'Link öffnen',
    copy: 'Adresse kopieren',
    copied: 'Kopiert',
    notCopied: 'Kopieren ging nicht',
    untitled: 'Dokument ohne Titel',
    deceptive: 'Die Worte dieses Links sehen aus wie eine andere Adresse.',
  },
  menus: {
    blocks: 'Blöcke',
    basic: 'Einfache Blöcke',
    media: 'Medien',
    inline: 'In der Zeile',
    people: 'Personen',
    dates: 'Daten',
    emoji: 'Emoji',
    insertable: {
      text: 'Text',
      h1: 'Überschrift 1',
      h2: 'Überschrift 2',
      h3: 'Überschrift 3',
      bullet: 'Aufzählung',
      number: 'Nummerierte Liste',
      check: 'Checkliste',
      quote: 'Zitat',
      code: 'Codeblock',
      rule: 'Trennlinie',
      table: 'Tabelle',
      callout: 'Hinweis',
      toggle: 'Aufklappliste',
      image: 'Bild',
      file: 'Datei',
      formula: 'Formel',
      inlineFormula: 'Formel in der Zeile',
      date: 'Datum',
      mention: 'Person erwähnen',
      emoji: 'Emoji',
    },
    you: 'Du',
    today: 'Heute',
    tomorrow: 'Morgen',
    yesterday: 'Gestern',
    changeDate: 'Datum ändern',
    formatSelection: 'Auswahl formatieren',
    handle: 'Block verschieben oder sein Menü öffnen',
    blockMenu: 'Block',
    turnInto: 'Umwandeln in',
    duplicate: 'Duplizieren',
    moveUp: 'Nach oben',
    moveDown: 'Nach unten',
    delete: 'Löschen',
    copyLink: 'Link zum Block kopieren',
    linkCopied: 'Link kopiert',
    blockGone: 'Den Block, zu dem dieser Link führt, gibt es im Dokument nicht mehr.',
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
      blockMenu: 'Menü eines Blocks öffnen',
      sheet: 'Diese Tastenkürzel zeigen',
      link: 'Link',
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
      kept: 'Nicht gespeichert – hier behalten',
      refused: 'Nicht verbunden',
    },
    readOnlyHint: 'Du kannst hier nur lesen',
    readOnlySpoken: 'Du kannst dieses Dokument lesen, aber nicht ändern.',
  },
  statusCard: {
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
    connectedByHttp: (since) => `Verbunden seit ${since}, über HTTP, da dieses Netz WebSockets blockiert`,
    examine: 'Untersuchen, was im Weg steht',
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
  tables: {
    menu: 'Zeile, Spalte und Tabelle',
    rowAbove: 'Zeile darüber einfügen',
    rowBelow: 'Zeile darunter einfügen',
    rowUp: 'Zeile nach oben',
    rowDown: 'Zeile nach unten',
    deleteRow: 'Zeile löschen',
    columnLeft: 'Spalte links einfügen',
    columnRight: 'Spalte rechts einfügen',
    columnBack: 'Spalte nach links',
    columnOn: 'Spalte nach rechts',
    deleteColumn: 'Spalte löschen',
    ascending: 'Nach dieser Spalte aufsteigend sortieren',
    descending: 'Nach dieser Spalte absteigend sortieren',
    wider: 'Spalte breiter',
    narrower: 'Spalte schmaler',
    headerRow: 'Kopfzeile',
    headerColumn: 'Kopfspalte',
    merge: 'Zellen verbinden',
    split: 'Zelle teilen',
    deleteTable: 'Tabelle löschen',
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
  transfer: {
    downloadAs: 'Herunterladen als',
    formats: { markdown: 'Markdown', html: 'Webseite (HTML)', docx: 'Word (DOCX)', json: 'JSON' },
    import: 'Importieren',
    imports: 'Importierte Dateien',
    close: 'Schließen',
    progress: (done, all) => `${done} von ${all} fertig`,
    waiting: 'Wartet',
    importing: 'Wird importiert …',
    saved: 'Gespeichert',
    untitled: 'Ohne Titel',
    failed: 'Nicht importiert.',
    problems: {
      unknownKind: 'Quire kann Markdown, HTML, Word (.docx), einfachen Text und JSON importieren.',
      notText: 'Diese Datei enthält keinen Text. Vielleicht hat ihr Name die falsche Endung.',
      notWord: 'Das ist kein Word-Dokument, oder es ist beschädigt.',
      notJson: 'Dieses JSON ist kein Dokument von Quire.',
      tooLarge: 'Diese Datei enthält zu viel, um sie zu importieren.',
      tooLong: (megabytes) => `Diese Datei ist größer als ${megabytes} MB. Teile sie, und importiere die Teile.`,
      unreachable: 'Der Server oder ein Teil dieser Seite war nicht erreichbar. Versuch es noch einmal.',
    },
  },
};
