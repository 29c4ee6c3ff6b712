// For the tests of the Dockerfile: reads it, with .dockerignore and the imports of what it copies, on a machine without
// an engine. It knows the instructions that this Dockerfile uses, and throws for any other.

import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, posix, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '..');

export const read = (file: string): string => readFileSync(join(root, file), 'utf8');

export interface Instruction {
  readonly name: string;
  /** Such as `from` and `interval`, without the dashes. */
  readonly flags: Readonly<Record<string, string>>;
  /** What follows the flags. */
  readonly text: string;
}

/** What stands between one FROM and the next. */
export interface Stage {
  readonly image: string;
  /** The name after AS; empty for the last stage. */
  readonly name: string;
  readonly instructions: readonly Instruction[];
}

const known = ['CMD', 'COPY', 'ENV', 'EXPOSE', 'FROM', 'HEALTHCHECK', 'RUN', 'USER', 'VOLUME', 'WORKDIR'];

/** The stages of a Dockerfile, in their order. */
export function parseDockerfile(text: string): Stage[] {
  const stages: { image: string; name: string; instructions: Instruction[] }[] = [];
  for (const instruction of instructionsIn(text)) {
    if (instruction.name === 'FROM') {
      const match = /^(\S+)(?: AS (\S+))?$/.exec(instruction.text);
      if (match === null) throw new Error(`FROM ${instruction.text}`);
      stages.push({ image: match[1]!, name: match[2] ?? '', instructions: [] });
    } else {
      const stage = stages.at(-1);
      if (stage === undefined) throw new Error(`${instruction.name} stands before FROM`);
      stage.instructions.push(instruction);
    }
  }
  return stages;
}

function instructionsIn(text: string): Instruction[] {
  const lines = text.split('\n').filter((line) => !/^\s*#/.test(line));
  const joined = lines.join('\n').replaceAll(/\\\n\s*/g, '');
  return joined
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, name, flags, rest] = /^(\S+)((?: --[a-z-]+=\S+)*)(?: (.+))?$/.exec(line) ?? [];
      if (name === undefined || !known.includes(name) || rest === undefined) throw new Error(`unknown: ${line}`);
      const pairs = [...flags!.matchAll(/--([a-z-]+)=(\S+)/g)].map(([, key, value]) => [key!, value!]);
      return { name, flags: Object.fromEntries(pairs), text: rest };
    });
}

/** The instructions of one name in a stage. */
export const named = (stage: Stage, name: string): Instruction[] =>
  stage.instructions.filter((instruction) => instruction.name === name);

/** The text of the only instruction of that name. */
export function only(stage: Stage, name: string): string {
  const found = named(stage, name);
  if (found.length !== 1) throw new Error(`there are ${found.length} ${name}`);
  return found[0]!.text;
}

/** The command of CMD or HEALTHCHECK in exec form: no shell stands between the engine and the process. */
export function execForm(text: string): string[] {
  const command: unknown = JSON.parse(text.replace(/^CMD /, ''));
  if (!Array.isArray(command)) throw new Error(`this is not in exec form: ${text}`);
  return command.map(String);
}

/** The variables that ENV sets in a stage. */
export function variablesOf(stage: Stage): Record<string, string> {
  const pairs = named(stage, 'ENV').flatMap(({ text }) => text.split(/\s+/));
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
}

/** One source of a COPY. */
export interface Copy {
  /** The stage that it comes from; undefined for the files of the repository. */
  readonly from: string | undefined;
  readonly source: string;
  /** An absolute path in the image. */
  readonly target: string;
}

/** What a stage copies, each source with its place. A source that is a folder gives its content to the target. */
export function copiesOf(stage: Stage): Copy[] {
  const workDir = only(stage, 'WORKDIR');
  return named(stage, 'COPY').flatMap(({ flags, text }) => {
    const words = text.split(/\s+/);
    const target = words.pop()!;
    if (words.length > 1 && !target.endsWith('/')) throw new Error(`COPY ${text}: the target is not a folder`);
    return words.map((source) => ({
      from: flags['from'],
      source,
      target: posix.resolve(workDir, target, target.endsWith('/') ? posix.basename(source) : ''),
    }));
  });
}

/**
 * Whether .dockerignore leaves a file out. The last line that matches the file, or a folder with it, decides; `!` takes
 * back in.
 *
 *     isIgnored('client/dist/index.html', '*\n!client\n**\/dist') // true
 */
export function isIgnored(file: string, rules: string): boolean {
  const segments = file.split('/');
  const folders = segments.map((_, index) => segments.slice(0, index + 1).join('/'));
  let ignored = false;
  for (const line of rules.split('\n')) {
    const rule = line.trim();
    if (rule === '' || rule.startsWith('#')) continue;
    const pattern = rule.replace(/^!/, '').replace(/\/$/, '');
    if (folders.some((path) => matches(path, pattern))) ignored = !rule.startsWith('!');
  }
  return ignored;
}

/** Whether a pattern of .dockerignore matches a path. Unlike in a shell, a star also stands for a leading dot. */
function matches(path: string, pattern: string): boolean {
  const parts = pattern.split(/(\*\*\/|\*)/).map((part) => {
    if (part === '**/') return '(?:.*/)?';
    return part === '*' ? '[^/]*' : part.replaceAll(/[^\w/-]/g, String.raw`\$&`);
  });
  return new RegExp(`^${parts.join('')}$`).test(path);
}

/** The files that the engine gets: those on this disk that .dockerignore does not leave out. */
export function buildContext(): string[] {
  const rules = read('.dockerignore');
  return filesIn('').filter((file) => !isIgnored(file, rules));
}

/** All files in a folder of the repository, but those of packages and of git. */
function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === 'node_modules' || entry.name === '.git') return [];
    const path = posix.join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : [path];
  });
}

/** What programs need to run: files of the repository, and packages. */
export interface Imports {
  readonly files: Set<string>;
  readonly packages: Set<string>;
}

const importForms = [
  /^(?:import|export)\s(?!type\s)(?:[^'"`;]*?\sfrom\s)?'([^']+)'/gm,
  /\bimport\('([^']+)'\)/g,
  /new URL\('(\.[^']+)', import\.meta\.url\)/g,
];

/** Follows the imports of `entries`, lazy ones and workers included. Imports of types alone are none. */
export function importsOf(...entries: readonly string[]): Imports {
  const found: Imports = { files: new Set(entries), packages: new Set() };
  for (const file of found.files) {
    if (!/\.(js|mjs|ts|tsx)$/.test(file)) continue;
    const text = read(file).replaceAll(/^\s*(\/\/|\/?\*).*/gm, ''); // without comments, which show examples
    for (const [, specifier] of importForms.flatMap((form) => [...text.matchAll(form)])) {
      if (specifier!.startsWith('.')) {
        const path = posix.join(posix.dirname(file), specifier!.replace(/\?.*$/, ''));
        if (/\.\w+$/.test(path)) found.files.add(path);
      } else if (!isBuiltin(specifier!)) {
        found.packages.add(/^(@[^/]+\/)?[^/]+/.exec(specifier!)![0]);
      }
    }
  }
  return found;
}

/** The packages that `npm ci --omit=dev` puts at the top of node_modules, by the lock file. */
export function productionPackages(): string[] {
  const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, { dev?: boolean }> };
  return Object.entries(lock.packages)
    .filter(([, { dev }]) => !dev)
    .map(([path]) => /^node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path)?.[1])
    .filter((name) => name !== undefined);
}
