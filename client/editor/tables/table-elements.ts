// What Lexical's TableNode needs of other files, in the built page (vite.config.ts). So the nodes, which
// every page has, do not bring the keys and the selection of tables with them. Functions that only those call come with
// them: `provide` hands these in.

import type { TableNode } from '@lexical/table';
import { isHTMLElement } from 'lexical';

export function isHTMLTableElement(element: unknown): element is HTMLTableElement {
  return isHTMLElement(element) && element.nodeName === 'TABLE';
}

/** The table within the element of a node, which may be one that scrolls. */
export function getTableElement(_node: TableNode, element: HTMLElement | null): HTMLTableElement | null {
  return isHTMLTableElement(element) ? element : (element?.querySelector('table') ?? null);
}

type Lookup = (...args: never[]) => unknown;

const missing: Lookup = () => {
  throw new Error('The editing of tables is not loaded.');
};

export let getTable = missing;
export let $getNearestTableCellInTableFromDOMNode = missing;
export let $computeTableMapSkipCellCheck = missing;

/** Called by the modules that have these functions. */
export function provide(lookups: Readonly<Record<string, Lookup>>): void {
  ({
    getTable = getTable,
    $getNearestTableCellInTableFromDOMNode = $getNearestTableCellInTableFromDOMNode,
    $computeTableMapSkipCellCheck = $computeTableMapSkipCellCheck,
  } = lookups);
}
