// The words of the interface in English. A group for each part of the page, in alphabetical order; what depends on a
// value is a function of it. german.ts and chinese.ts have the same shape, so that no language lacks a text.

const number = new Intl.NumberFormat('en').format;
const plural = new Intl.PluralRules('en');
const isOne = (count: number): boolean => plural.select(count) === 'one';

/** "Ada", "Ada and Ben", "Ada, Ben and Cyd"; the British list has no comma before "and". */
const names = new Intl.ListFormat('en-GB');
const are = (people: readonly string[]): string => `${names.format(people)} ${isOne(people.length) ? 'is' : 'are'}`;

const onlyHere = 'Your last changes are only on this device.';

export const english = {
  announcements: {
    /** Stands in a list of names for the people that it does not name. */
    others: (count: number) => (isOne(count) ? `${count} other` : `${count} others`),
    here: (people: readonly string[]) => `${are(people)} here.`,
    joined: (people: readonly string[]) => `${names.format(people)} joined.`,
    left: (people: readonly string[]) => `${names.format(people)} left.`,
    writing: (people: readonly string[]) => `${are(people)} writing in your paragraph.`,
  },
  bar: {
    home: 'All documents',
    title: 'Title',
    untitled: 'Untitled',
  },
  codeBlock: {
    tools: 'Code block',
    language: 'Language',
    plain: 'Plain text',
    search: 'Search languages',
    none: 'No such language',
    copy: 'Copy code',
    copied: 'Copied',
    notCopied: 'Could not copy',
  },
  color: {
    button: 'Colours',
    words: 'Text',
    highlight: 'Highlight',
    none: 'None',
    names: {
      gray: 'Gray',
      red: 'Red',
      orange: 'Orange',
      yellow: 'Yellow',
      green: 'Green',
      blue: 'Blue',
      purple: 'Purple',
      pink: 'Pink',
    },
  },
  company: {
    follow: (name: string) => `Go to ${name} and follow`,
    followShort: 'Follow',
    following: (name: string) => `Following ${name}`,
    stop: 'Stop',
  },
  confirm: {
    cancel: 'Cancel',
    nothingChanged: 'Nothing has changed.',
  },
  crash: {
    title: 'This page stopped working',
    text: 'This is our mistake, not yours. Everything that the server has received is safe. Reload to continue.',
  },
  documentMenu: {
    more: 'More',
    share: 'Share…',
    downloadMarkdown: 'Download as Markdown',
    downloadText: 'Download as text',
    print: 'Print',
    printAddresses: 'Print with link addresses',
    announce: 'Announce people',
    signOut: 'Sign out',
    remove: 'Delete document…',
    removeQuestion: (title: string) => `Delete “${title}”?`,
    removeEffect:
      'The document disappears for everyone, and cannot be brought back. People who have it open keep the text on ' +
      'their screen, and can save it as a new document.',
    removeAction: 'Delete',
  },
  dropping: {
    refused: 'Files cannot be added here. Nothing was changed.',
  },
  editor: {
    label: 'Document text',
    placeholder: 'Start writing…',
    nothingYet: 'Nothing is written here yet.',
    leaving: 'Press Escape, then Tab, to leave the text',
    loading: 'Loading the document…',
    /** Stands in place of a block of a type that the page does not know. */
    unknown: (type: string) => `This page cannot show this: ${type}`,
  },
  end: {
    label: 'What happened to this document',
    signIn: 'Sign in',
    save: 'Save as a new document',
    saving: 'Saving…',
    stillHere: 'Your text is still here: try again, or download it.',
    openNew: 'Open the new one',
    newDocument: 'New document',
    discardQuestion: 'Discard what is on this device?',
    discardAction: 'Discard',
    discard: 'Discard it',
    discardAndOpen: 'Discard it and open the new one',
    discardChanges: 'Discard your last changes',
    lossOfCopy: 'The copy on this device will be erased. Everything that you wrote is on the server.',
    lossOfText: 'As far as this page knows, the text is nowhere else. Once discarded, the text cannot be brought back.',
    lossOfChanges:
      'As far as this page knows, your last changes are nowhere else. Once discarded, they cannot be brought back.',
    onlyHere,
    everythingSaved: 'Everything that you wrote was saved. New changes of others are not shown here.',
    copyShown: 'You see the copy on this device. Its last changes may not be on the server.',
    copyOnly: 'You see the copy on this device. The server’s copy could not be loaded; its log has the details.',
    serverReason: (reason: string) => `The server’s reason: ${reason}.`,
    /** The notice over a document with content on this device: a first sentence, and those after it. */
    notices: {
      deleted: {
        title: 'This document was deleted.',
        text: 'The text below is only on this device, and nobody can change it any more.',
      },
      replaced: {
        title: 'This document was replaced by another of the same name.',
        text: 'The text below is the old document. It is only on this device.',
      },
      damaged: {
        title: 'This document is damaged on the server.',
        text: 'You see the last state that the server can read. The server’s log has the details.',
      },
      tooLarge: {
        title: 'This document has become too large for the server.',
        text: `The server accepts no more changes. ${onlyHere}`,
      },
      duplicate: {
        title: 'Another tab is a copy of this one.',
        text:
          `What you wrote in this tab cannot be added to the document. ${onlyHere} ` +
          'Save it as a new document to keep it.',
      },
      refused: {
        title: 'The server accepts no more changes from this page.',
        text: 'You can read and download the text, but not change it here.',
      },
      readOnly: { title: 'You may no longer change this document.', text: onlyHere },
      notFound: {
        title: 'There is no such document on the server.',
        text: 'The text below is only on this device.',
      },
      locked: { title: 'You need a share link or to sign in to open this document.' },
      unauthorized: { title: 'You are not signed in any more.' },
      unlinked: { title: 'The link to this document is no longer valid.' },
      forbidden: { title: 'You may no longer open this document.' },
    },
    /** The page in place of a document without content on this device. */
    pages: {
      deleted: { title: 'This document was deleted', text: 'There is no copy of it on this device.' },
      replaced: {
        title: 'This document was replaced',
        text: 'Another document has this name now. There is no copy of the old one on this device.',
      },
      damaged: {
        title: 'This document is damaged on the server',
        text: 'Its last readable state could not be loaded.',
        log: 'The server’s log has the details.',
      },
      unauthorized: {
        title: 'You are not signed in any more',
        text: 'Your sign-in has ended. Sign in again to open the document.',
      },
      locked: {
        title: 'You need a link or to sign in',
        text: 'This document is not open to everybody. Ask the person who shares it for a link.',
      },
      unlinked: {
        title: 'This link is no longer valid',
        text: 'The link has ended, was withdrawn, or is incomplete. Ask the person who sent it for a new one.',
      },
      forbidden: {
        title: 'You may not open this document',
        text: 'It is not shared with you, or not any more. Ask the person who shares it to let you in.',
      },
      notFound: {
        title: 'There is no such document',
        text: 'No document has this name, or it is gone. Check the link that you followed.',
      },
      refused: {
        title: 'This document cannot be opened',
        text: (reason: string) => `The server refused this page: ${reason}.`,
      },
    },
  },
  find: {
    label: 'Find and replace',
    find: 'Find',
    showReplace: 'Replace',
    /** `current` counts from 1, and is 0 when there is no match. */
    count: (current: number, all: number) => (all === 0 ? 'No matches' : `${current} of ${all}`),
    matchCase: 'Match case',
    wholeWords: 'Whole words',
    previous: 'Previous match',
    next: 'Next match',
    close: 'Close',
    replaceBy: 'Replace with',
    replace: 'Replace',
    replaceAll: 'Replace all',
    replaced: (count: number) => `${count} replaced`,
  },
  formatting: {
    label: 'Formatting',
    undo: 'Undo',
    redo: 'Redo',
    link: 'Link',
    blockType: (block: string) => `Block type: ${block}`,
    blocks: {
      text: 'Text',
      h1: 'Heading 1',
      h2: 'Heading 2',
      h3: 'Heading 3',
      bullet: 'Bullet list',
      number: 'Numbered list',
      check: 'Check list',
      quote: 'Quote',
      code: 'Code block',
    },
    formats: {
      bold: 'Bold',
      italic: 'Italic',
      underline: 'Underline',
      strikethrough: 'Strikethrough',
      code: 'Code',
    },
  },
  formula: {
    dialog: 'Formula',
    source: 'Formula in the notation of TeX',
    placeholder: 'E = mc^2',
    empty: 'Empty formula',
    wrong: (why: string) => `This formula cannot be drawn: ${why}`,
    refused: (command: string) => `A formula cannot use ${command}.`,
  },
  home: {
    newDocument: 'New document',
    newFrom: 'Begin with a template',
    templates: 'Templates',
    ownTemplates: 'Your templates',
    blank: 'Blank document',
    search: 'Search titles and text',
    searchHint: 'Search',
    clearSearch: 'Clear the search',
    sortBy: 'Sort by',
    sortUpdated: 'Last changed',
    sortCreated: 'Created',
    sortTitle: 'Title',
    showMore: 'Show more',
    untitled: 'Untitled',
    pinned: 'Pinned',
    /** For screens that are read aloud. */
    hereNow: (names: string) => `Here now: ${names}`,
    andMore: (count: number) => `and ${count} more`,
    away: (name: string) => `${name} (away)`,
    found: (count: number, more: boolean) =>
      count === 1 ? '1 document found' : `${more ? 'More than ' : ''}${count} documents found`,
    nothingFound: (words: string) => `Nothing found for “${words}”`,
    nothingFoundHint: 'Search looks for all words in titles and text. Try fewer or other words.',
    empty: 'There are no documents yet',
    emptyHint: 'Make a new document and send its link to somebody: you will see each other write.',
    loading: 'Loading the documents…',
    keptHere: 'Kept on this device',
    actions: (title: string) => `Actions for “${title}”`,
    open: 'Open',
    rename: 'Rename',
    duplicate: 'Duplicate',
    pin: 'Pin to the top',
    unpin: 'Unpin',
    useAsTemplate: 'Use as a template',
    noTemplate: 'No longer a template',
    copyLink: 'Copy link',
    delete: 'Delete',
    newTitle: 'New title',
    copyOf: (title: string) => `Copy of ${title}`,
    deleted: (title: string) => `“${title}” is deleted.`,
    undo: 'Undo',
    linkCopied: 'The link is copied.',
    linkNotCopied: 'The link could not be copied.',
    copied: (title: string) => `“${title}” is there.`,
    isTemplate: (title: string) => `“${title}” is now in your templates, on this device.`,
    retry: 'Try again',
    close: 'Close',
    notCreated: 'No document was created',
    othersUnchanged: 'Your other documents are unchanged.',
    listOld: 'The list may be out of date',
    listMissing: 'The list could not be loaded',
    documentsUnchanged: 'The documents themselves are unchanged.',
    notRenamed: (title: string) => `“${title}” was not renamed`,
    notDuplicated: (title: string) => `“${title}” was not duplicated`,
    notDeleted: (title: string) => `“${title}” was not deleted`,
    meetingNotes: 'Meeting notes',
    meetingTitle: (date: string) => `Meeting notes, ${date}`,
    meetingPeople: 'People',
    meetingTopics: 'Topics',
    meetingDecisions: 'Decisions',
    meetingTasks: 'To do',
    decisionRecord: 'Decision record',
    decisionTitle: 'Decision: ',
    decisionStatus: 'Status: proposed',
    decisionContext: 'Context',
    decisionContextHint: 'What makes a decision necessary?',
    decisionOptions: 'Options',
    decisionOption: 'Option, and what speaks for and against it',
    decisionChoice: 'Decision',
    decisionChoiceHint: 'We choose … because …',
    decisionConsequences: 'Consequences',
    decisionConsequencesHint: 'What becomes easier, and what harder?',
  },
  language: {
    /** The BCP 47 tag for the browser's dates and numbers. */
    tag: 'en',
    label: 'Language',
    byBrowser: 'As the browser',
  },
  link: {
    label: 'Link',
    unsafe: 'This link is not safe to open',
    change: 'Change link',
    remove: 'Remove link',
    address: 'Address',
    placeholder: 'Paste or type an address',
    save: 'Save link',
    refused: 'Only web, mail and phone addresses can be linked.',
  },
  linkCard: {
    open: 'Open link',
    copy: 'Copy link address',
    copied: 'Copied',
    notCopied: 'Could not copy',
    untitled: 'Untitled document',
    deceptive: 'The words of this link look like another address.',
  },
  notices: {
    home: 'All documents',
    reload: 'Reload',
    noDocument: {
      title: 'There is no document at this address',
      /** An example of an address stands between the two. */
      before: 'A document’s address looks like ',
      after:
        ', with letters, digits, dots, dashes and underscores. Check the link that you followed, or look for the ' +
        'document in the list.',
    },
    noCopy: {
      title: 'This document is not on this device',
      text:
        'The server cannot be reached, and this browser has no copy of the document. The document opens by itself as ' +
        'soon as the server answers.',
    },
    unknownContent: {
      title: 'This page cannot show the document',
      text:
        'The document has content that this page does not know, perhaps from a newer version of Quire. Nothing is ' +
        'lost: the document is unchanged, and this page no longer writes to it. Reload to get the newest version.',
    },
  },
  oldDocument: {
    label: 'About this document',
    title: 'An older version of Quire wrote this document.',
    text:
      'Nothing is lost, and nothing in it is changed, but this version shows only its words. Copy them into a new ' +
      'document to go on writing, or download them.',
    noWords: 'There are no words in it.',
    copy: 'Copy the words',
    copied: 'Copied',
    copyFailed: 'Copying failed',
  },
  outline: {
    label: 'Outline',
    show: 'Outline',
    none: 'Headings appear here.',
    count: ({ words, selected }: { words: number; selected: number }) =>
      selected > 0
        ? `${number(selected)} of ${number(words)} words`
        : words === 1
          ? '1 word'
          : `${number(words)} words`,
  },
  people: {
    button: (count: number) => `People here: ${count}. Your name and colour`,
    you: (name: string) => `${name} (you)`,
    isAway: (name: string) => `${name} (away)`,
    away: 'away',
    alone: 'Nobody else is here. Send the link to write together.',
    alsoHere: 'Also here',
    guest: 'Guest',
    yourName: 'Your name',
    accountName: 'Your account sets this name, so that others know that it is you.',
    yourColour: 'Your colour',
    colours: {
      rose: 'Rose',
      orange: 'Orange',
      amber: 'Amber',
      olive: 'Olive',
      green: 'Green',
      jade: 'Jade',
      teal: 'Teal',
      cyan: 'Cyan',
      blue: 'Blue',
      violet: 'Violet',
      purple: 'Purple',
      pink: 'Pink',
    },
    /** A person without a name gets one of these. */
    birds: [
      ...['Heron', 'Finch', 'Wren', 'Plover', 'Linnet', 'Curlew'],
      ...['Dunlin', 'Siskin', 'Avocet', 'Swift', 'Teal', 'Lark'],
    ],
  },
  problems: {
    unreachable: 'The server could not be reached.',
    /** The server's own sentence, which is in English. */
    serverSays: (sentence: string) => sentence,
    status: (status: number) => `The server answered with an error (${status}).`,
    rescueRefused: (reason: string) => `The server refused it: ${reason}.`,
    rescueTooLong: 'The server has not saved it within half a minute.',
  },
  sharing: {
    share: 'Share',
    copyLink: 'Copy link',
    linkCopied: 'Link copied',
    copyByHand: 'Copy it from the address bar',
    title: 'Share this document',
    close: 'Close',
    explanation: 'Anyone who has the link can open this document, without an account.',
    role: 'What they can do',
    end: 'When it ends',
    create: 'Make a link',
    copyTheLink: 'Copy the link',
    none: 'There are no links: only people with an account can open this document.',
    links: 'Links to this document',
    roleOf: (link: string) => `What people can do with the link: ${link}`,
    madeOn: (time: string) => `Made on ${time}`,
    /** When and by whom a link was made, and when it ends; null for what is not known or never happens. */
    about: (made: string, by: string | null, ends: string | null) =>
      `Made ${made}${by === null ? '' : ` by ${by}`}${ends === null ? '' : `, ends ${ends}`}`,
    withdraw: 'Withdraw',
    withdrawQuestion: 'Withdraw this link?',
    withdrawEffect: 'People who came by it lose access at once.',
    keep: 'Keep it',
    withdrawIt: 'Withdraw it',
    roles: { read: 'Can read', comment: 'Can comment (for now: read)', write: 'Can write' },
    lifetimes: {
      forever: 'Never ends',
      day: 'Ends in a day',
      week: 'Ends in a week',
      month: 'Ends in a month',
    },
  },
  shortcuts: {
    title: 'Keyboard shortcuts',
    close: 'Close',
    titles: { writing: 'Writing', formats: 'Formats', blocks: 'Blocks', marks: 'Typed at the start of a line' },
    labels: {
      undo: 'Undo',
      redo: 'Redo',
      find: 'Find',
      replace: 'Find and replace',
      leave: 'Leave the text',
      sheet: 'Show these shortcuts',
      bold: 'Bold',
      italic: 'Italic',
      underline: 'Underline',
      strikethrough: 'Strikethrough',
      code: 'Code',
      link: 'Link',
      text: 'Text',
      h1: 'Heading 1',
      h2: 'Heading 2',
      h3: 'Heading 3',
      check: 'Check list',
      bullet: 'Bullet list',
      number: 'Numbered list',
      codeBlock: 'Code block',
      quote: 'Quote',
    },
    /** What one types, and what becomes of it. */
    marks: [
      ['# ', 'Heading'],
      ['- ', 'Bullet list'],
      ['1. ', 'Numbered list'],
      ['[] ', 'Check list'],
      ['> ', 'Quote'],
      ['``` ', 'Code block'],
      ['--- ', 'Rule'],
    ] as readonly (readonly [string, string])[],
  },
  signIn: {
    title: 'Sign in with the server’s admin key',
    hint:
      'The admin key is for the person who runs this server. The server printed where the key is when it first ' +
      'started. To open a document that was shared with you, you need only its link.',
    key: 'Admin key',
    wrongKey: 'This is not the key of this server.',
    name: 'Your name, as others see it',
    signIn: 'Sign in',
    signOut: 'Sign out',
  },
  status: {
    words: {
      connecting: 'Connecting…',
      saved: 'Saved',
      saving: 'Saving…',
      reconnecting: 'Reconnecting…',
      restarting: 'Server restarting — reconnecting',
      offline: 'Offline — changes kept on this device',
      unsaved: 'Not saved — keep this tab open',
      restored: 'Back online — all changes saved',
      reading: 'You can read',
      kept: 'Not saved — kept on this device',
      refused: 'Not connected',
    },
    /** For a person who types where they may only read. The visible text has to fit in the place of the status. */
    readOnlyHint: 'You can read this, but not change it',
    readOnlySpoken: 'You can read this document, but not change it.',
    label: 'Where your words are',
    device: 'This device',
    server: 'Server',
    disk: 'Server disk',
    mayNoLonger: 'You may no longer change this document. Your last changes are not in the document.',
    mayOnlyRead: 'You can read this document, but not change it. The person who shared it with you can let you write.',
    lookingForCopy: 'Looking for a copy',
    noCopy: 'Keeps no copy',
    notKept: (since: string | null) =>
      `Changes not kept${since === null ? '' : ` since ${since}`}: storage is full or forbidden`,
    keepsCopy: 'Keeps a copy',
    notKeptYet: (time: string) => `Change of ${time} not kept yet`,
    allKept: (time: string | null) => (time === null ? 'All changes kept' : `All changes kept, ${time}`),
    connecting: 'Connecting',
    connected: (since: string) => `Connected since ${since}`,
    restartingSince: (since: string) => `Restarting since ${since}`,
    cutOff: (since: string) => `Cut off since ${since}`,
    refused: (since: string) => `Accepts nothing from this page since ${since}`,
    notKnown: 'Not known yet',
    wasSaved: (time: string) => `Everything was saved, ${time}`,
    allSaved: (time: string) => `Everything saved, ${time}`,
    notAccepted: 'Your last changes were not accepted',
    notKnownOffline: 'Not known until the server answers',
    notSavedYet: (time: string) => `Change of ${time} not saved yet`,
    diskFails: (time: string) => `Change of ${time} not saved yet: the disk fails`,
  },
  theme: {
    label: 'Theme',
    system: 'As the system',
    light: 'Light',
    dark: 'Dark',
  },
  time: {
    justNow: 'just now',
  },
};

/** The words of the interface, in any language. */
export type Texts = typeof english;
