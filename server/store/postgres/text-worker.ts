// The thread that knows the words of texts. It has no index of its own: the words come from the tokenizer of the other
// stores (FTS5, in memory), so that a search finds the same, and PostgreSQL keeps them. It also checks what PostgreSQL
// found, since an index of words knows no phrases, and marks what was found.

import { DatabaseSync } from 'node:sqlite';
import { parentPort } from 'node:worker_threads';
import { messageOf } from '../../../protocol/error-message.ts';
import { limits } from '../../limits/limits.ts';
import type { Outcome } from '../outcome.ts';
import { documentText } from '../search/document-text.ts';
import { pairsIn, wordsTyped } from '../search/query.ts';
import { SearchIndex } from '../search/search-index.ts';
import type { Excerpt, IndexedText, TextRequest, Words } from './text-requests.ts';

const index = new SearchIndex(new DatabaseSync(':memory:'));
const all = { patterns: ['*'], prefix: '', after: null };

const port = parentPort!;
port.on('message', (request: TextRequest) => port.postMessage(outcomeOf(request)));
port.postMessage(null);

function outcomeOf(request: TextRequest): Outcome {
  try {
    return { type: 'done', value: answer(request) };
  } catch (error) {
    return { type: 'failed', reason: messageOf(error) };
  }
}

function answer(request: TextRequest): unknown {
  switch (request.type) {
    case 'read':
      return read(request.title, documentText(request.updates));
    case 'query':
      return queryFor(request.typed);
    case 'excerpts':
      return excerpts(request.typed, request.documents);
  }
}

function read(title: string, body: string): Words {
  return indexed([{ name: '', title, body }], () => {
    const titleWords = bounded([...index.words('title'), ...pairsIn(title)]);
    const words = bounded([...titleWords, ...index.words('body'), ...pairsIn(body)]);
    return { body, titleWords, words };
  });
}

/** In the form of PostgreSQL's tsquery: all words, the last of which may go on. */
function queryFor(typed: string): string | null {
  return indexed([{ name: '', title: typed, body: '' }], () => {
    const last = index.lastWord();
    if (last === undefined) return null;
    const others = index.words('title').filter((word) => word !== last);
    const whole = bounded([...others, ...wordsTyped(typed).flatMap(pairsIn)]);
    return [...whole.map(quoted), `${quoted(cut(last))}:*`].join(' & ');
  });
}

function excerpts(typed: string, documents: readonly IndexedText[]): Excerpt[] {
  return indexed(documents, () =>
    index.search(typed, documents.length, all).map(({ position, title, text }) => {
      return { name: position.name, title, text };
    }),
  );
}

/** Runs `act` while the index holds these documents alone. */
function indexed<Result>(documents: readonly IndexedText[], act: () => Result): Result {
  try {
    for (const { name, title, body } of documents) {
      index.put({ name, epoch: '', sequence: 0, title, text: body, updatedAt: 0 });
    }
    return act();
  } finally {
    for (const { name } of documents) index.remove(name);
  }
}

const cut = (word: string): string => word.slice(0, limits.indexedWord).toWellFormed();

/** The different words, cut, and as many as an index row of PostgreSQL holds. */
function bounded(words: readonly string[]): string[] {
  let bytes = 0;
  return [...new Set(words.map(cut))].filter((word) => (bytes += Buffer.byteLength(word)) <= limits.indexedWordBytes);
}

const quoted = (word: string): string => `'${word.replaceAll(/['\\]/g, '$&$&')}'`;
