// The English words that a page needs before anything else: what the entry and the page of a document say by
// themselves, without the parts that come on demand.

export const firstEnglish = {
  bar: {
    home: 'All documents',
    title: 'Title',
    untitled: 'Untitled',
  },
  crash: {
    title: 'This page stopped working',
    text: 'This is our mistake, not yours. Everything that the server has received is safe. Reload to continue.',
  },
  download: {
    markdown: 'Download as Markdown',
    text: 'Download as text',
  },
  dropping: {
    here: 'Drop files to import them',
    refused: 'Files cannot be added here. Nothing was changed.',
  },
  editor: {
    label: 'Document text',
    nothingYet: 'Nothing is written here yet.',
    leaving: 'Press Escape, then Tab, to leave the text',
    /** The placeholder of an empty document, and of an empty paragraph with the caret. */
    placeholder: 'Type / for blocks',
    loading: 'Loading the document…',
    /** Stands in place of a block of a type that the page does not know. */
    unknown: (type: string) => `This page cannot show this: ${type}`,
  },
  guests: {
    /** A person without a name gets one of these. */
    birds: [
      ...['Heron', 'Finch', 'Wren', 'Plover', 'Linnet', 'Curlew'],
      ...['Dunlin', 'Siskin', 'Avocet', 'Swift', 'Teal', 'Lark'],
    ],
  },
  language: {
    /** The BCP 47 tag for the browser's dates and numbers. */
    tag: 'en',
    label: 'Language',
    byBrowser: 'As the browser',
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
  problems: {
    unreachable: 'The server could not be reached.',
    /** The server's own sentence, which is in English. */
    serverSays: (sentence: string) => sentence,
    status: (status: number) => `The server answered with an error (${status}).`,
    rescueRefused: (reason: string) => `The server refused it: ${reason}.`,
    rescueTooLong: 'The server has not saved it within half a minute.',
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
  },
  time: {
    justNow: 'just now',
  },
};
