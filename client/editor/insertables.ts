// What the slash menu offers. Each thing is found by its words in every language of the interface, whichever language
// the person reads. `act` runs inside an update; a thing whose command nobody handles does nothing.

import { INSERT_HORIZONTAL_RULE_COMMAND } from '@lexical/extension';
import { $getSelection, $isRangeSelection, type LexicalEditor } from 'lexical';
import {
  AtSign,
  Calendar,
  ChevronRight,
  Heading1,
  Heading2,
  Heading3,
  Image,
  List,
  ListChecks,
  ListOrdered,
  type LucideIcon,
  Megaphone,
  Minus,
  Paperclip,
  Pilcrow,
  Radical,
  Sigma,
  Smile,
  SquareCode,
  Table,
  TextQuote,
} from 'lucide-react';

import type { Texts } from '../texts/english.ts';
import { type BlockType, SET_BLOCK_COMMAND } from './blocks.ts';
import {
  CHOOSE_FILES_COMMAND,
  INSERT_CALLOUT_COMMAND,
  INSERT_FORMULA_COMMAND,
  INSERT_TABLE_COMMAND,
  INSERT_TOGGLE_COMMAND,
} from './commands.ts';
import { blockKeys, keysText } from './shortcuts.ts';
import { isoDay } from './typeahead/days.ts';
import { $insertObject } from './typeahead/insert.ts';

type Id = keyof Texts['menus']['insertable'];

export interface Insertable {
  readonly id: Id;
  readonly group: 'basic' | 'media' | 'inline';
  /** Words in English, German and Chinese by which people look for it, the labels among them. */
  readonly keywords: string;
  readonly icon: LucideIcon;
  /** The keys that do the same, as people write them. */
  readonly shortcut?: string;
  readonly act: (editor: LexicalEditor) => void;
}

const block = (id: BlockType & Id, icon: LucideIcon, keywords: string): Insertable => ({
  id,
  group: 'basic',
  keywords,
  icon,
  get shortcut() {
    return keysText(blockKeys[id]);
  },
  act: (editor) => void editor.dispatchCommand(SET_BLOCK_COMMAND, id),
});

/** Types a character that opens another menu. */
const typing = (character: string) => () => {
  const selection = $getSelection();
  if ($isRangeSelection(selection)) selection.insertText(character);
};

export const insertables: readonly Insertable[] = [
  block('text', Pilcrow, 'text paragraph plain Absatz Fließtext 正文 文本 段落'),
  block('h1', Heading1, 'heading 1 h1 title Überschrift 1 Titel 一级标题 标题'),
  block('h2', Heading2, 'heading 2 h2 subtitle Überschrift 2 二级标题 标题'),
  block('h3', Heading3, 'heading 3 h3 Überschrift 3 三级标题 标题'),
  block('bullet', List, 'bullet list ul unordered Aufzählung Liste 项目符号列表 列表'),
  block('number', ListOrdered, 'numbered list ol ordered Nummerierte Liste 编号列表 列表'),
  block('check', ListChecks, 'check list todo task Checkliste Aufgaben 待办列表 任务'),
  block('quote', TextQuote, 'quote blockquote citation Zitat 引用'),
  block('code', SquareCode, 'code block pre snippet Codeblock Quelltext 代码块'),
  {
    id: 'rule',
    group: 'basic',
    keywords: 'divider rule horizontal line hr Trennlinie Linie 分割线',
    icon: Minus,
    act: (editor) => void editor.dispatchCommand(INSERT_HORIZONTAL_RULE_COMMAND, undefined),
  },
  {
    id: 'table',
    group: 'basic',
    keywords: 'table grid Tabelle Raster 表格',
    icon: Table,
    act: (editor) => void editor.dispatchCommand(INSERT_TABLE_COMMAND, { rows: 3, columns: 3 }),
  },
  {
    id: 'callout',
    group: 'basic',
    keywords: 'callout note info warning Hinweis Kasten Warnung 提示框 注意',
    icon: Megaphone,
    act: (editor) => void editor.dispatchCommand(INSERT_CALLOUT_COMMAND, undefined),
  },
  {
    id: 'toggle',
    group: 'basic',
    keywords: 'toggle collapse details fold Aufklappliste Klappen 折叠列表',
    icon: ChevronRight,
    act: (editor) => void editor.dispatchCommand(INSERT_TOGGLE_COMMAND, undefined),
  },
  {
    id: 'image',
    group: 'media',
    keywords: 'image picture photo Bild Foto 图片 照片',
    icon: Image,
    act: (editor) => void editor.dispatchCommand(CHOOSE_FILES_COMMAND, 'image'),
  },
  {
    id: 'file',
    group: 'media',
    keywords: 'file attachment upload Datei Anhang 文件 附件',
    icon: Paperclip,
    act: (editor) => void editor.dispatchCommand(CHOOSE_FILES_COMMAND, 'file'),
  },
  {
    id: 'formula',
    group: 'media',
    keywords: 'formula equation math latex Formel Gleichung Mathe 公式 数学',
    icon: Sigma,
    act: (editor) => void editor.dispatchCommand(INSERT_FORMULA_COMMAND, 'block'),
  },
  {
    id: 'inlineFormula',
    group: 'inline',
    keywords: 'inline formula equation math Formel Gleichung 行内公式',
    icon: Radical,
    act: (editor) => void editor.dispatchCommand(INSERT_FORMULA_COMMAND, 'inline'),
  },
  {
    id: 'date',
    group: 'inline',
    keywords: 'date today day calendar Datum heute Tag Kalender 日期 今天',
    icon: Calendar,
    act: () => $insertObject({ type: 'date', date: isoDay(new Date()) }),
  },
  {
    id: 'mention',
    group: 'inline',
    keywords: 'mention person people at Person erwähnen 提及某人 人员',
    icon: AtSign,
    act: typing('@'),
  },
  { id: 'emoji', group: 'inline', keywords: 'emoji smiley Emoji 表情符号', icon: Smile, act: typing(':') },
];
