// Stands for lib0's log in the build: the part of it by which Yjs warns. lib0's own log colours what it prints, in a
// terminal and on a page, which takes much more code.

type Style = symbol;

export const BOLD: Style = Symbol();
export const UNBOLD: Style = Symbol();
export const RED: Style = Symbol();
export const ORANGE: Style = Symbol();

const plain = (parts: readonly unknown[]) => parts.filter((part) => typeof part !== 'symbol');

export const print = (...parts: readonly unknown[]) => console.log(...plain(parts));
export const warn = (...parts: readonly unknown[]) => console.warn(...plain(parts));
