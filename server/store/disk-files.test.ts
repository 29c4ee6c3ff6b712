import { readdirSync } from 'node:fs';
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { testFiles } from '../testing/files-contract.ts';
import { temporaryDirectory } from '../testing/server.ts';
import { DiskFiles } from './disk-files.ts';

testFiles('On the disk', async (t) => {
  const directory = join(temporaryDirectory(t), 'files');
  const filesIn = (path: string) =>
    readdirSync(path, { recursive: true, withFileTypes: true }).filter((e) => e.isFile());
  return {
    files: new DiskFiles(directory),
    async grow(hash, age) {
      const paths = filesIn(directory).map(({ parentPath, name }) => join(parentPath, name));
      const time = (Date.now() - age) / 1000;
      for (const path of paths) if (path.includes(hash ?? 'incoming')) await utimes(path, time, time);
    },
    count: async () => filesIn(directory).length,
  };
});
