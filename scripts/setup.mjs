// Makes a fresh clone ready: installs the packages; with `--browsers` also the browsers of the end-to-end tests, with
// `--databases` the databases of the tests; with `--bench` also the servers that the bench compares. Installs nothing
// twice. Runs before anything is installed, so it is plain JavaScript for Node 20. An error is one sentence and exit
// code 1.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const ownNode = join(root, 'node_modules/.bin/node');
const windows = process.platform === 'win32';

/** Prints a sentence, and exits with 1. */
function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}

/** The packages of a lock file by their paths, without the project itself; none when the file is missing. */
function packagesIn(file) {
  if (!existsSync(file)) return {};
  const { packages = {} } = JSON.parse(readFileSync(file, 'utf8'));
  delete packages[''];
  return packages;
}

/**
 * Whether node_modules of a folder holds the packages of its package-lock.json. npm writes its own lock file there as
 * the very last thing, so an interrupted install has none. Optional packages may be missing: they are for other
 * systems.
 */
function packagesAreThere(folder) {
  const installed = packagesIn(join(folder, 'node_modules/.package-lock.json'));
  return Object.entries(packagesIn(join(folder, 'package-lock.json'))).every(([place, wanted]) =>
    installed[place] ? installed[place].version === wanted.version : wanted.optional,
  );
}

/**
 * Runs `npm ci` in a folder, with the system's Node: the one in node_modules/.bin, which npm scripts put first in the
 * PATH, is about to be replaced. Hides npm's output, which names registries; an error shows its code.
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

/** The major version of the Node that the npm scripts use; 0 when that Node does not run. */
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
  fail(
    'Node 24 is missing: the "node" package did not install it. Run "npm rebuild node", or install Node 24 yourself.',
  );
}
for (const kind of ['databases', 'browsers']) {
  if (!process.argv.includes(`--${kind}`)) continue;
  const { status } = spawnSync('node', [join(root, `scripts/${kind}.ts`)], {
    stdio: 'inherit',
    env: { ...process.env, PATH: join(root, 'node_modules/.bin') + delimiter + process.env.PATH },
    shell: windows,
  });
  process.exitCode ||= status ?? 1;
}
