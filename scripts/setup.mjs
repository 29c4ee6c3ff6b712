// Makes a fresh clone ready: the packages, and with `--browsers` the browsers that the end-to-end tests drive, with
// `--bench` the servers that Quire is measured beside. Runs before anything is installed, so it is plain JavaScript for
// Node 20. What is there already is left alone; what goes wrong is one sentence and exit code 1.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const ownNode = join(root, 'node_modules/.bin/node');
const windows = process.platform === 'win32';

/** Says what is wrong and ends. */
function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}

/** The packages of a lock file by their place, without the project itself; none when the file is not there. */
function packagesIn(file) {
  if (!existsSync(file)) return {};
  const { packages = {} } = JSON.parse(readFileSync(file, 'utf8'));
  delete packages[''];
  return packages;
}

/**
 * Whether node_modules of a folder holds what its package-lock.json asks for. npm writes its own account of what it
 * installed as the very last thing, so an interrupted install has none. Packages for other machines (optional) may be
 * missing.
 */
function packagesAreThere(folder) {
  const installed = packagesIn(join(folder, 'node_modules/.package-lock.json'));
  return Object.entries(packagesIn(join(folder, 'package-lock.json'))).every(([place, wanted]) =>
    installed[place] ? installed[place].version === wanted.version : wanted.optional,
  );
}

/**
 * Runs `npm ci` in a folder. Under npm, `node` is the one in node_modules/.bin when there is one, which npm is about to
 * replace: those folders are taken off the PATH. npm's own output names registries and is kept back but for its error
 * code.
 */
function installPackages(folder) {
  console.log('Installing the packages …');
  const path = (process.env.PATH ?? '').split(delimiter).filter((entry) => !/node_modules[\\/]\.bin$/.test(entry));
  const { status, stderr, error } = spawnSync('npm', ['ci', '--include=dev', '--no-audit', '--no-fund'], {
    cwd: folder,
    env: { ...process.env, PATH: path.join(delimiter) },
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    shell: windows,
  });
  if (status === 0) return;
  const code = error?.code ?? stderr?.match(/npm (?:error|ERR!) code (\S+)/)?.[1] ?? `exit code ${status}`;
  fail(`The packages could not be installed (${code}): run "npm ci" in ${folder} to see why, then try again.`);
}

/** The major version of the Node that the npm scripts use; 0 when it does not run. */
function nodeVersion() {
  const { stdout } = spawnSync(existsSync(ownNode) ? ownNode : 'node', ['--version'], {
    encoding: 'utf8',
    shell: windows,
  });
  return Number(stdout?.match(/^v(\d+)/)?.[1] ?? 0);
}

const folders = process.argv.includes('--bench') ? [root, join(root, 'bench')] : [root];
for (const folder of folders) if (!packagesAreThere(folder)) installPackages(folder);
if (nodeVersion() < 24) {
  fail('Node 24 is missing. Its install script brings it: run "npm rebuild node", or install Node 24.');
}
if (process.argv.includes('--browsers')) {
  const { status } = spawnSync('node', [join(root, 'scripts/browsers.ts')], {
    stdio: 'inherit',
    env: { ...process.env, PATH: join(root, 'node_modules/.bin') + delimiter + process.env.PATH },
    shell: windows,
  });
  process.exitCode = status ?? 1;
}
