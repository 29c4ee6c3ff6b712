// bench:page: the page on documents of several lengths, and the same keys in several editors, over several rounds; then
// the results as a table, as JSON and as a picture. Exits with 1 when Quire or the bench itself failed.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type StartedBrowser, startBrowser } from '../../e2e/kit/browsers.ts';
import { machine, versions } from '../machine.ts';
import { duration, short } from '../numbers.ts';
import { type PageOptions, readPageOptions } from '../options.ts';
import { Server } from '../processes.ts';
import { peerOf } from '../servers.ts';
import { documents } from './documents.ts';
import { editors } from './editors.ts';
import { measurePage, type PageFigures } from './page.ts';
import { pictureOf } from './picture.ts';
import { replay } from './replay.ts';
import { type PageRun, pageResultsOf, type ReplayRun, replayResultsOf } from './results.ts';
import { legend, tableOf } from './table.ts';
import { traces } from './traces.ts';

/** Runs one measurement, prints its name and what came of it, and gives figures or the reason of the failure. */
async function attempt<F>(name: string, measure: () => Promise<F>, inShort: (figures: F) => string) {
  try {
    const figures = await measure();
    console.log(`${name}  ${inShort(figures)}`);
    return { figures, failure: null };
  } catch (error) {
    const { message } = error as Error;
    console.log(`${name}  FAILED: ${message}`);
    return { figures: null, failure: message };
  }
}

/** All documents in each round, on one server and in one browser. */
async function runPages({ rounds, keys }: PageOptions, browser: StartedBrowser): Promise<PageRun[]> {
  const server = await Server.start(peerOf('quire'));
  const runs: PageRun[] = [];
  const inShort = ({ first, ownScript, othersScript }: PageFigures) =>
    `opened in ${duration(first)}, an own key ${duration(ownScript)}, another's ${duration(othersScript)}`;
  for (let round = 1; round <= rounds; round++) {
    for (const document of documents) {
      const name = `${document.name}-${round}`;
      const measure = () => measurePage(browser, server.ports[0]!, name, document, keys);
      const outcome = await attempt(`round ${round}  ${document.name.padEnd(9)}`, measure, inShort);
      runs.push({ document: document.name, round, ...outcome });
    }
  }
  await server.stop();
  return runs;
}

/** In each round the editors follow one another, and each round begins with another editor. */
async function runReplays({ rounds }: PageOptions): Promise<ReplayRun[]> {
  const runs: ReplayRun[] = [];
  for (const { name: trace, write } of traces) {
    const written = write();
    for (let round = 1; round <= rounds; round++) {
      for (let i = 0; i < editors.length; i++) {
        const { name: editor } = editors[(i + round - 1) % editors.length]!;
        const name = `round ${round}  ${trace.padEnd(9)}  ${editor.padEnd(5)}`;
        const inShort = ({ cpuPerKey }: { cpuPerKey: number }) => `${duration(cpuPerKey / 1000)} each key`;
        runs.push({ trace, editor, round, ...(await attempt(name, () => replay(editor, written), inShort)) });
      }
    }
  }
  return runs;
}

async function main(): Promise<void> {
  const options = readPageOptions(process.argv.slice(2));
  const { parts, rounds, keys, out } = options;
  const computer = machine();
  if (computer.busy > 0.5) {
    console.warn(`Other processes keep this machine busy (load ${short(computer.busy)}): the figures may mean little.`);
  }
  const browser = await startBrowser('chromium');
  const chromium = browser.browser.version();
  const pageRuns = parts.includes('pages') ? await runPages(options, browser) : [];
  await browser.browser.close();
  const replayRuns = parts.includes('replays') ? await runReplays(options) : [];
  const about = {
    date: new Date().toISOString().slice(0, 10),
    machine: computer,
    versions: { ...versions(editors), chromium },
  };
  const [pages, replays] = [pageResultsOf(pageRuns), replayResultsOf(replayRuns)];
  console.log(`\n${tableOf(pages, replays)}\n\n${legend}`);
  mkdirSync(out, { recursive: true });
  const json = { ...about, rounds, keys, pages, replays, runs: { pages: pageRuns, replays: replayRuns } };
  writeFileSync(join(out, 'page.json'), `${JSON.stringify(json, null, 2)}\n`);
  writeFileSync(join(out, 'page.svg'), pictureOf(pages, replays, about.machine, about.versions, about.date));
  console.log(`\nThe same is in ${join(out, 'page.json')}, and as a picture in ${join(out, 'page.svg')}.`);
  const failed = [...pages, ...replays.filter(({ editor }) => editor !== 'tree')].some(
    ({ failure }) => failure !== null,
  );
  if (failed) process.exitCode = 1;
}

main().catch(({ message }: Error) => {
  console.error(message);
  process.exit(1); // with the server and the browser, if either still runs
});
