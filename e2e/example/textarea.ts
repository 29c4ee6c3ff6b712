// All that the kit has to be told about the example's editor and its server.
import { expect } from '@playwright/test';
import type { Editor, ServerSetup } from '../kit/index.ts';

export const textareaServer: ServerSetup = {
  command: [process.execPath, `${import.meta.dirname}/server.ts`],
  env: (port, dataDir) => ({ PORT: String(port), DATA_DIR: dataDir }),
  listening: /listening on (\d+)/,
};

export const textarea: Editor = {
  path: (document) => `/${document}`,
  introduce: async () => {},
  ready: (page) => expect(page.getByRole('textbox')).toBeEnabled(),
  surface: (page) => page.getByRole('textbox'),
  read: async (page) => (await page.getByRole('textbox').inputValue()).split('\n'),
  cursors: async () => [],
  present: async () => [],
};
