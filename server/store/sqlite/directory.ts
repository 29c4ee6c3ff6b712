// Directories and their entries, made durable.

import { closeSync, existsSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a directory and its parents. Not mkdirSync with `recursive`: that never returns where a file system denies that
 * an existing parent exists (/proc).
 */
export function makeDirectory(path: string): void {
  if (existsSync(path)) return;
  if (!existsSync(dirname(path))) makeDirectory(dirname(path));
  mkdirSync(path);
}

/** Takes a file, or the entries of a directory, to the disk. */
export function syncPath(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** The time, for the names of files that are kept aside. */
export function timeInNames(): string {
  return new Date().toISOString().replaceAll(/[:.]/g, '-');
}
