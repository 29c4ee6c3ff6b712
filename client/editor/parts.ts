// The parts of the editor that come once it shows: in one file, as each costs a request.

export { announcePeople } from './announcements.ts';
export { CodeTools } from './code-tools.tsx';
export { ToneMenu } from './containers/tone-menu.tsx';
export { FilesPart } from './files/files-part.tsx';
export { FindBar } from './find/find-bar.tsx';
export { Following } from './following.tsx';
export { FormattingBar } from './formatting-bar.tsx';
export { FormulaEditor } from './formulas/formula-editor.tsx';
export { LinkEditor } from './link-editor.tsx';
export { Menus } from './menus.tsx';
export { Outline } from './outline/outline.tsx';
export { ShortcutsSheet } from './shortcuts-sheet.tsx';
export { TableMenu } from './tables/table-menu.tsx';
