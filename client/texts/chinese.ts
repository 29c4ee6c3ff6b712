// The words of the interface in simplified Chinese, as english.ts has them.

import type { Texts } from './english.ts';

export const chinese: Texts = {
  language: {
    name: '简体中文',
  },
};
