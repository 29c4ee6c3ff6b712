// The cells of all tables that the editor shows, each with the text that is bound to its body. A text stays with its
// cell while rows and columns move. A cell whose body nobody made yet has none, and gets it with the first words.

import { $isTableCellNode, $isTableNode, type TableNode } from '@lexical/table';
import { $getNodeByKey, type EditorState, type ElementNode, type NodeKey, type UpdateListenerPayload } from 'lexical';
import type * as Y from 'yjs';

import type { Keys } from '../../../protocol/format/body.ts';
import { cellBody, cellOfBody, clearBody, makeCellBody, touchedCells } from '../../../protocol/format/tables.ts';
import type { BoundText } from './bound-text.ts';
import { $shapeOf } from './table-nodes.ts';

export type DirtyElements = UpdateListenerPayload['dirtyElements'];

interface Cell {
  readonly table: string;
  readonly name: string;
  text: BoundText | null;
}

/** What a transaction changed in cells. */
export interface TouchedCells {
  readonly texts: readonly BoundText[];
  /** Cells that have their body now. */
  readonly unbound: readonly NodeKey[];
  /** The tables of all touched cells; true for one with cells that the editor does not show, or not in each copy. */
  readonly tables: ReadonlyMap<string, boolean>;
}

export class CellTexts {
  readonly #doc: Y.Doc;
  readonly #open: (body: Y.Text, $element: () => ElementNode) => BoundText;
  readonly #cells = new Map<NodeKey, Cell>();
  readonly #keysOfTables = new Map<NodeKey, Set<NodeKey>>();
  readonly #keysByName = new Map<string, Set<NodeKey>>();

  constructor(doc: Y.Doc, open: (body: Y.Text, $element: () => ElementNode) => BoundText) {
    this.#doc = doc;
    this.#open = open;
  }

  get texts(): BoundText[] {
    return [...this.#cells.values()].flatMap(({ text }) => text ?? []);
  }

  /** Whether a node is the cell of a bound table. */
  has(key: NodeKey): boolean {
    return this.#cells.has(key);
  }

  textOf(key: NodeKey): BoundText | null {
    return this.#cells.get(key)?.text ?? null;
  }

  /** The texts that show a body: one, unless the same table stands in the document twice. */
  textsOn(body: Y.Text): BoundText[] {
    const cell = cellOfBody(body);
    if (cell === null) return [];
    return this.#keysOf(cell.table, cell.name).flatMap((key) => this.#cells.get(key)!.text ?? []);
  }

  #keysOf(table: string, name: string): NodeKey[] {
    return [...(this.#keysByName.get(`${table}/${name}`) ?? [])];
  }

  /** Shows the cells that a rendered table has now. Call it inside an update. */
  $show(table: TableNode): void {
    for (const key of this.#$enter(table).entered) this.$bind(key);
  }

  /** Shows the body of a cell that has one. Call it inside an update. */
  $bind(key: NodeKey): void {
    const cell = this.#cells.get(key)!;
    const body = cellBody(this.#doc, cell.table, cell.name);
    if (body === null) return;
    cell.text = this.#openIn(key, body);
    cell.text.$show();
  }

  #openIn(key: NodeKey, body: Y.Text): BoundText {
    return this.#open(body, () => $getNodeByKey(key) as ElementNode);
  }

  /** Writes the cells that an edited table has now; `before` are its keys before the edit. */
  write(transaction: Y.Transaction, table: TableNode, before: Keys, state: EditorState): void {
    const { entered, left, keys } = this.#$enter(table);
    for (const { table: id, name } of left) {
      const isHidden = id === keys['table'] && hasPlace(keys, name);
      const body = isHidden && this.#keysOf(id, name).length === 0 ? cellBody(this.#doc, id, name) : null;
      if (body !== null) clearBody(transaction, body); // its words are in the merged cell
    }
    for (const key of entered) {
      const { name } = this.#cells.get(key)!;
      const isNew = !hasPlace(before, name);
      if (isNew || !$isBlankCell(key) || cellBody(this.#doc, keys['table'] as string, name) !== null) {
        this.#adopt(transaction, key, isNew, state);
      }
    }
  }

  #adopt(transaction: Y.Transaction, key: NodeKey, isNew: boolean, state: EditorState): void {
    const cell = this.#cells.get(key)!;
    cell.text = this.#openIn(key, makeCellBody(transaction, cell.table, cell.name, isNew));
    cell.text.adopt(state);
  }

  /** Writes what changed within cells. Gives the keys of their tables. */
  writeWithin(transaction: Y.Transaction, dirty: ReadonlyMap<NodeKey, DirtyElements>, state: EditorState): Set<string> {
    const tables = new Set<string>();
    for (const [key, elements] of dirty) {
      const cell = this.#cells.get(key);
      if (cell === undefined) continue;
      tables.add(cell.table);
      if (cell.text === null) this.#adopt(transaction, key, false, state);
      else cell.text.writeDirty(state, elements);
      const mirrors = this.textsOn(cell.text!.body).filter((text) => text !== cell.text);
      for (const mirror of mirrors) queueMicrotask(() => mirror.show());
    }
    return tables;
  }

  /** Notes the cells of a table. Gives those that are new or have another name, and those that are gone. */
  #$enter(table: TableNode): { entered: NodeKey[]; left: Cell[]; keys: Keys } {
    const { keys, names } = $shapeOf(table);
    const id = keys['table'] as string;
    const known = this.#keysOfTables.get(table.getKey()) ?? new Set();
    const left: Cell[] = [];
    const entered = [...names].filter(([key, name]) => {
      const cell = this.#cells.get(key);
      return cell === undefined || cell.name !== name || cell.table !== id;
    });
    for (const key of [...[...known].filter((one) => !names.has(one)), ...entered.map(([one]) => one)]) {
      const cell = this.#leave(key);
      if (cell !== null) left.push(cell);
    }
    for (const [key, name] of entered) {
      this.#cells.set(key, { table: id, name, text: null });
      const place = `${id}/${name}`;
      this.#keysByName.set(place, (this.#keysByName.get(place) ?? new Set()).add(key));
    }
    this.#keysOfTables.set(table.getKey(), new Set(names.keys()));
    return { entered: entered.map(([key]) => key), left, keys };
  }

  #leave(key: NodeKey): Cell | null {
    const cell = this.#cells.get(key);
    if (cell === undefined) return null;
    this.#cells.delete(key);
    const place = `${cell.table}/${cell.name}`;
    const keys = this.#keysByName.get(place)!;
    keys.delete(key);
    if (keys.size === 0) this.#keysByName.delete(place);
    return cell;
  }

  /** Forgets the tables that the editor no longer shows. */
  forget(isShown: (table: NodeKey) => boolean): void {
    for (const [table, keys] of this.#keysOfTables) {
      if (isShown(table)) continue;
      this.#keysOfTables.delete(table);
      for (const key of keys) this.#leave(key);
    }
  }

  /**
   * Parts what an update changed: within cells, by cell, and the rest. In the rest, a table is dirty only when its
   * rows, columns or cells may have changed.
   */
  partition({ editorState, prevEditorState, dirtyElements }: UpdateListenerPayload): {
    rest: DirtyElements;
    cells: Map<NodeKey, DirtyElements>;
  } {
    const cells = new Map<NodeKey, Map<NodeKey, boolean>>();
    if (this.#keysOfTables.size === 0) return { rest: dirtyElements, cells };
    const rest = new Map<NodeKey, boolean>();
    const nodeOf = (key: NodeKey) => editorState._nodeMap.get(key) ?? prevEditorState._nodeMap.get(key);
    for (const [key, isIntended] of dirtyElements) {
      let [cell, table]: [NodeKey | null, NodeKey | null] = [null, null];
      for (let at: NodeKey | null = key; at !== null; at = nodeOf(at)?.__parent ?? null) {
        if (this.#cells.has(at)) cell = at;
        if (this.#keysOfTables.has(at)) table = at;
      }
      const isThere = editorState._nodeMap.has(key);
      if (table === null) rest.set(key, isIntended);
      if (cell !== null && (isThere || cell !== key)) {
        cells.set(cell, (cells.get(cell) ?? new Map<NodeKey, boolean>()).set(key, isIntended));
      }
      const isInCell = cell !== null && cell !== key;
      if (table !== null && !isInCell && (isIntended || !isThere)) rest.set(table, true);
    }
    return { rest, cells };
  }

  touchedBy(transaction: Y.Transaction): TouchedCells {
    const texts: BoundText[] = [];
    const unbound: NodeKey[] = [];
    const tables = new Map<string, boolean>();
    const copies = new Map<string | undefined, number>();
    for (const [first] of this.#keysOfTables.values()) {
      const table = this.#cells.get(first!)?.table;
      copies.set(table, (copies.get(table) ?? 0) + 1);
    }
    for (const { table, name } of touchedCells(transaction)) {
      const keys = this.#keysOf(table, name);
      tables.set(table, keys.length < (copies.get(table) ?? 1) || tables.get(table) === true);
      for (const key of keys) {
        const text = this.textOf(key);
        if (text === null) unbound.push(key);
        else texts.push(text);
      }
    }
    return { texts, unbound, tables };
  }
}

/** Whether a table with these keys has the row and the column of a cell. */
function hasPlace(keys: Keys, name: string): boolean {
  const [row, column] = name.split(':') as [string, string];
  const isListed = (axis: 'rows' | 'columns', id: string) => ((keys[axis] ?? []) as readonly string[]).includes(id);
  return isListed('rows', row) && isListed('columns', column);
}

function $isBlankCell(key: NodeKey): boolean {
  const cell = $getNodeByKey(key);
  return $isTableCellNode(cell) && cell.getChildrenSize() === 1 && cell.getTextContentSize() === 0;
}

/** The cell that a node is in; null for a node outside of all tables. */
export function $cellKeyOf(key: NodeKey, isCell: (key: NodeKey) => boolean): NodeKey | null {
  for (let node = $getNodeByKey(key); node !== null; node = node.getParent()) {
    if (isCell(node.getKey())) return node.getKey();
    if ($isTableNode(node)) return null;
  }
  return null;
}
