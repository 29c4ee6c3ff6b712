// Finds or installs Chromium and Firefox for the end-to-end tests, and prints which ones the tests use.
// Tries in turn: installed browsers, Debian's packages (as root), Playwright's own downloads.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { browserNames, findBrowser } from '../e2e/kit/browsers.ts';

const missing = () => browserNames.filter((name) => !findBrowser(name));

/** Runs a command without its output. A failure shows afterwards: the browser is still missing. */
function quietly(command: string, ...args: string[]): void {
  spawnSync(command, args, { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
}

function installDebians(): void {
  const packages = { chromium: 'chromium', firefox: 'firefox-esr' };
  console.log(`Installing Debian's ${missing().join(' and ')} …`);
  quietly('apt-get', 'update');
  quietly('apt-get', 'install', '-y', '--no-install-recommends', ...missing().map((name) => packages[name]));
}

function installPlaywrights(): void {
  console.log(`Installing Playwright's ${missing().join(' and ')} …`);
  quietly(
    process.execPath,
    resolve(import.meta.dirname, '../node_modules/@playwright/test/cli.js'),
    'install',
    ...missing(),
  );
}

if (missing().length > 0 && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) installDebians();
if (missing().length > 0) installPlaywrights();

for (const name of browserNames) {
  const found = findBrowser(name);
  if (found) console.log(`Testing in ${found.whose} ${name}: ${found.executable}`);
  else console.error(`There is no ${name}: install Debian's package, or run "npx playwright install ${name}".`);
}
if (missing().length > 0) process.exitCode = 1;
