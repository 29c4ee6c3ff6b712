// The machine and the versions that the figures belong to.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  /** Bytes. */
  readonly memory: number;
  readonly system: string;
  /** The load average of the minute before the bench began, in processors; always 0 on Windows. */
  readonly busy: number;
  readonly node: string;
}

export function machine(): Machine {
  const cores = cpus();
  return {
    processor: cores[0]?.model.trim() ?? 'unknown',
    cores: cores.length,
    memory: totalmem(),
    system: `${type()} ${release()}`,
    busy: loadavg()[0]!,
    node: process.version,
  };
}

/** The version of each of these by its name: that of a package of this folder, or Quire's for null. */
export function versions(all: readonly { name: string; package: string | null }[]): Record<string, string> {
  return Object.fromEntries(
    all.map(({ name, package: own }) => [
      name,
      own === null ? quireVersion() : versionIn(`node_modules/${own}/package.json`),
    ]),
  );
}

/** With its commit where git knows it. */
function quireVersion(): string {
  const { stdout, status } = spawnSync('git', ['rev-parse', '--short', 'HEAD'], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  });
  return versionIn('../package.json') + (status === 0 ? ` (${stdout.trim()})` : '');
}

function versionIn(file: string): string {
  return (JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as { version: string }).version;
}
