// The words of the interface in simplified Chinese, as english.ts has them.

import type { Texts } from './english.ts';

const number = new Intl.NumberFormat('zh').format;

export const chinese: Texts = {
  company: {
    follow: (name) => `转到${name}并跟随`,
    followShort: '跟随',
    following: (name) => `正在跟随${name}`,
    stop: '停止',
  },
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
  outline: {
    label: '大纲',
    show: '大纲',
    none: '标题会显示在这里。',
    count: ({ words, selected }) =>
      selected > 0 ? `已选 ${number(selected)} 词，共 ${number(words)} 词` : `${number(words)} 词`,
  },
  shortcuts: {
    title: '键盘快捷键',
    close: '关闭',
    titles: { writing: '书写', formats: '格式', blocks: '块', marks: '在行首输入' },
    labels: {
      undo: '撤销',
      redo: '重做',
      find: '查找',
      replace: '查找和替换',
      leave: '离开正文',
      sheet: '显示这些快捷键',
      bold: '粗体',
      italic: '斜体',
      underline: '下划线',
      strikethrough: '删除线',
      code: '代码',
      link: '链接',
      text: '正文',
      h1: '一级标题',
      h2: '二级标题',
      h3: '三级标题',
      check: '待办列表',
      bullet: '项目符号列表',
      number: '编号列表',
      codeBlock: '代码块',
      quote: '引用',
    },
    marks: [
      ['# ', '标题'],
      ['- ', '项目符号列表'],
      ['1. ', '编号列表'],
      ['[] ', '待办列表'],
      ['> ', '引用'],
      ['``` ', '代码块'],
      ['--- ', '分隔线'],
    ],
  },
};
