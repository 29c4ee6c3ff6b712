// The compressed forms of built files, for the server to choose from.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const brotli = promisify(brotliCompress);

const forms = {
  '.br': (text: Buffer) => brotli(text, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }),
  '.gz': (text: Buffer) => promisify(gzip)(text, { level: constants.Z_BEST_COMPRESSION }),
};

async function compress(path: string): Promise<void> {
  const text = await readFile(path);
  for (const [suffix, compressed] of Object.entries(forms)) {
    const form = await compressed(text);
    if (form.length < text.length) await writeFile(path + suffix, form);
  }
}

/**
 * Writes a compressed form beside each file of text: `.br` and `.gz`. A form that is no shorter is left out. The forms
 * are no part of the bundle, so the list of files does not have them. The server puts addresses into the HTML, and
 * serves the HTML, which fits a packet, as it is.
 */
export function compressFiles(): Plugin {
  return {
    name: 'quire:compress-files',
    apply: 'build',
    async writeBundle({ dir = '' }, bundle) {
      const texts = Object.keys(bundle).filter((name) => /\.(?:js|css|svg)$/.test(name));
      await Promise.all(texts.map((name) => compress(join(dir, name))));
    },
  };
}
