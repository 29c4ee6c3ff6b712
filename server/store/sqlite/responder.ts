// Answers batches as long as the database is in its place. Where the files are gone it writes them back and goes on;
// where others took their names it fails everything, and leaves those as they are.

import { messageOf } from '../../../protocol/error-message.ts';
import type { Outcome } from '../outcome.ts';
import { DatabaseFile } from './database-file.ts';
import { Dispatcher } from './dispatcher.ts';
import type { Answers, Batch } from './requests.ts';

export class Responder {
  #file: DatabaseFile;
  #dispatcher: Dispatcher;
  /** The sentence on why everything fails, which was logged; null while nothing does. */
  #trouble: string | null = null;

  /** Opens the database at `path`. Throws a sentence when it cannot be used. */
  constructor(path: string) {
    this.#file = new DatabaseFile(path);
    this.#dispatcher = new Dispatcher(this.#file);
  }

  answer(batch: Batch): { answers: Answers; transfer: readonly ArrayBuffer[] } {
    const warnings: string[] = [];
    const trouble = this.#putInPlace(warnings);
    if (trouble !== null && trouble !== this.#trouble) warnings.push(`${trouble}. Until then nothing is saved`);
    this.#trouble = trouble;
    try {
      if (trouble !== null) throw new Error('the files of the database were taken away');
      const { answers, transfer } = this.#dispatcher.answer(batch);
      return { answers: { ...answers, warnings: [...warnings, ...answers.warnings] }, transfer };
    } catch (error) {
      return { answers: this.#failed(batch, messageOf(error), warnings), transfer: [] };
    }
  }

  /** To be called after the answers were sent. */
  tidy(): void {
    if (this.#trouble === null) this.#dispatcher.tidy();
  }

  /** Puts the files back where they are gone. A sentence on why they are not in their place; null when they are. */
  #putInPlace(warnings: string[]): string | null {
    const { path, place, database } = this.#file;
    if (place === 'kept') return null;
    try {
      if (place === 'taken' && database.isOpen) {
        return (
          `Another file took the place of ${path} or its log, and is left as it is. Everything acknowledged is in ` +
          `${this.#file.keepCopy()}. Stop the server; give that file the name quire.db and remove quire.db-wal, ` +
          'or start once with ACCEPT_LOSS=1 to take the file that is in place'
        );
      }
      if (database.isOpen) this.#file.putBack();
      this.#reopen();
    } catch (error) {
      return `${path} or its log is gone and cannot be written again: ${messageOf(error)}. Restore the directory`;
    }
    warnings.push(
      `${path} or its log was gone. Everything was written back from the open file; nothing acknowledged is lost. ` +
        'Other files of the directory, such as keys, have to be restored',
    );
    return null;
  }

  #reopen(): void {
    this.#file = new DatabaseFile(this.#file.path);
    this.#dispatcher = new Dispatcher(this.#file);
  }

  #failed({ appends, requests }: Batch, reason: string, warnings: readonly string[]): Answers {
    const failed: Outcome<never> = { type: 'failed', reason };
    const outcomes = requests.map(({ type }): Outcome => {
      if (type !== 'close') return failed;
      this.#file.close();
      return { type: 'done', value: undefined };
    });
    return { appended: appends.counts.map(() => failed), outcomes, unsettled: null, warnings };
  }
}
