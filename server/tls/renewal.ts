// A renewed certificate, without a restart. The server looks into both files again and again, since programs that renew
// certificates replace links and folders, of which a watch of the system tells nothing. A pair that cannot be used
// changes nothing: the server goes on with the last good one, and the log says why, once.

import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { limits } from '../limits/limits.ts';
import { messageOf } from '../../protocol/error-message.ts';
import { dateProblem, type Pair, type PairFiles, type PairTexts, pairOf, readTexts } from './pair.ts';

export interface RenewalDeps {
  /** Takes a new pair for all handshakes from now on. */
  readonly use: (pair: Pair) => void;
  readonly clock: Clock;
  readonly log: Logger;
}

export class Renewal {
  readonly #files: PairFiles;
  readonly #deps: RenewalDeps;
  #pair: Pair;
  /** What the files held at the last look. */
  #seen: PairTexts;
  /** The problems that the log has named since the last good pair. */
  readonly #told = new Set<string>();
  #looking: Promise<void> = Promise.resolve();

  /** Begins to look. `pair` is what the server uses already. */
  constructor(files: PairFiles, pair: Pair, deps: RenewalDeps) {
    this.#files = files;
    this.#pair = this.#seen = pair;
    this.#deps = deps;
    this.#tellDates();
    this.#lookLater();
  }

  /** Looks now, for an operator who wants to hear what came of it, also a second time. */
  look(): Promise<void> {
    return this.#afterOthers(async () => {
      this.#told.clear();
      const pair = this.#pair;
      this.#seen = pair;
      await this.#look();
      if (this.#pair === pair && this.#told.size === 0) {
        this.#deps.log.info('the files of TLS_CERT and TLS_KEY have not changed');
      }
    });
  }

  #lookLater(): void {
    const look = () => void this.#afterOthers(() => this.#look()).then(() => this.#lookLater());
    this.#deps.clock.after(limits.certificateCheckInterval, look, 'idle');
  }

  /** Two looks at once could take an older pair after a newer one. */
  #afterOthers(look: () => Promise<void>): Promise<void> {
    return (this.#looking = this.#looking.then(look));
  }

  async #look(): Promise<void> {
    try {
      const texts = await readTexts(this.#files);
      if (texts.cert !== this.#seen.cert || texts.key !== this.#seen.key) {
        this.#seen = texts;
        this.#take(pairOf(texts));
      }
    } catch (error) {
      this.#tell(messageOf(error), 'the server goes on with the certificate and key that it has');
    }
    this.#tellDates();
  }

  #take(pair: Pair): void {
    this.#deps.use(pair);
    this.#pair = pair;
    this.#told.clear();
    const { subjectAltName: names, serialNumber: serial, validTo: until } = pair.certificate;
    this.#deps.log.info({ names, serial, until }, 'the server uses the certificate now in TLS_CERT');
  }

  #tellDates(): void {
    const problem = dateProblem(this.#pair.certificate, this.#deps.clock.date());
    if (problem !== null) this.#tell(problem, 'browsers refuse the certificate of this server');
  }

  #tell(problem: string, message: string): void {
    if (this.#told.has(problem)) return;
    this.#told.add(problem);
    this.#deps.log.warn({ problem }, message);
  }
}
