// All of the project's tests, one stage after another, with live output: format, lint and types; unit tests; end-to-end
// tests. The last line is `N passed, N failed[, N skipped]` over all of them. A stage that breaks down or runs nothing
// counts as a failure, and so does a test that fails only sometimes: nothing is ever tried twice.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

const root = resolve(import.meta.dirname, '..');
const bin = join(root, 'node_modules/.bin');

// Every process keeps what Node made of the TypeScript for the next one, as `npm start` does in server/start.js.
process.env.NODE_COMPILE_CACHE = join(root, 'node_modules/.cache/quire');

/** Runs one of the installed commands in the project's folder; gives its exit code, null when it was killed. */
function command(name, args, env = {}) {
  const child = spawn(name, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env, PATH: `${bin}:${process.env.PATH}` },
  });
  return new Promise((done, failed) => child.on('close', done).on('error', failed));
}

/** What `npm run check` looks at: format, lint with the layers, types. */
async function check() {
  const ok = (await command('npm', ['run', '--silent', 'check'])) === 0;
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
}

async function unit() {
  const hanging = new AbortController();
  const tests = run({
    cwd: root,
    globPatterns: ['{protocol,server,client,e2e,scripts,bench,docs}/**/*.test.ts'],
    concurrency: availableParallelism() + 1, // some wait for a timeout while others work
    timeout: 600_000, // long, for a machine that is busy with other things
    execArgv: ['--import', join(root, 'scripts/same-cases.ts')],
    signal: hanging.signal,
  });
  // A test that has run out of time may wait on, and its file would never end. To end each by force would lose reports.
  tests.on('test:fail', ({ details }) => {
    if (details.error.failureType === 'testTimeoutFailure') setTimeout(() => hanging.abort(), 60_000).unref();
  });
  let counts;
  tests.on('test:summary', (summary) => {
    if (summary.file === undefined) counts = summary.counts; // the others are of one file each
  });
  for await (const text of tests.compose(new spec())) process.stdout.write(text);
  return { passed: counts.passed, failed: counts.failed + counts.cancelled, skipped: counts.skipped + counts.todo };
}

async function endToEnd() {
  const folder = mkdtempSync(join(tmpdir(), 'quire-test-'));
  const report = join(folder, 'report.json');
  try {
    const args = ['test', '--config', 'e2e/playwright.config.ts', '--reporter', 'list,json'];
    const exitCode = await command('playwright', args, { PLAYWRIGHT_JSON_OUTPUT_FILE: report });
    const { stats, errors } = JSON.parse(readFileSync(report, 'utf8'));
    const failed = stats.unexpected + stats.flaky + errors.length;
    return { passed: stats.expected, failed: exitCode === 0 ? failed : Math.max(failed, 1), skipped: stats.skipped };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const total = { passed: 0, failed: 0, skipped: 0 };
for (const [title, stage] of Object.entries({
  'Format, lint and types': check,
  'Unit tests': unit,
  'End-to-end tests': endToEnd,
})) {
  console.log(`\n${title}`);
  let counts;
  try {
    counts = await stage();
    if (counts.passed + counts.failed === 0) throw new Error('nothing was run');
  } catch (error) {
    console.error(`${title}: ${error.message}`);
    counts = { passed: 0, failed: 1, skipped: 0 };
  }
  for (const outcome of Object.keys(total)) total[outcome] += counts[outcome];
}

const { passed, failed, skipped } = total;
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 ? 1 : 0;
