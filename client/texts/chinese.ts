// The words of the interface in simplified Chinese, as english.ts has them.

import type { Texts } from './english.ts';

export const chinese: Texts = {
  find: {
    label: '查找和替换',
    find: '查找',
    showReplace: '替换',
    count: (current, all) => (all === 0 ? '无匹配项' : `第 ${current} 项，共 ${all} 项`),
    matchCase: '区分大小写',
    wholeWords: '全字匹配',
    previous: '上一个匹配项',
    next: '下一个匹配项',
    close: '关闭',
    replaceBy: '替换为',
    replace: '替换',
    replaceAll: '全部替换',
    replaced: (count) => `已替换 ${count} 处`,
  },
  language: {
    name: '简体中文',
  },
};
