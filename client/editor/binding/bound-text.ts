// The editor and a body of the document, kept the same. An update of the editor becomes the smallest changes of the one
// text; a transaction of the document makes those blocks anew that it touched. Our own caret is kept as a relative
// position, so it goes where its characters go. While a word is composed (IME), nothing is done to its block.

import { $isTableNode } from '@lexical/table';
import { equalityDeep } from 'lib0/function';
import {
  $addUpdateTag,
  $getNodeByKey,
  $getRoot,
  $getSelection,
  $isDecoratorNode,
  $isElementNode,
  $isRangeSelection,
  $isRootNode,
  COLLABORATION_TAG,
  type EditorState,
  type ElementNode,
  HISTORIC_TAG,
  type LexicalEditor,
  type LexicalNode,
  type NodeKey,
  type PointType,
  SKIP_SCROLL_INTO_VIEW_TAG,
  type UpdateListenerPayload,
} from 'lexical';
import * as Y from 'yjs';

import { type Block, bodyOf, restoringClientID } from '../../../protocol/format/body.ts';
import { type Change, changesBetween } from '../../../protocol/format/changes.ts';
import { isPath, pathOf, sharedDepth, withSharedContainers } from '../../../protocol/format/container-paths.ts';
import { flatten, lengthOf, textLength } from '../../../protocol/format/flatten.ts';
import { boundaryAfter } from '../../../protocol/format/graphemes.ts';
import { holdsWords, shownBlock, shownKeys, withoutIdleStarts } from '../../../protocol/format/schema.ts';
import {
  appendBlocks,
  cellBodyAt,
  findPlace,
  isLive,
  isLiveMarker,
  type Line,
  markerMap,
  type Place,
  readLines,
  type RelativePlace,
  relativePlace,
  type Units,
  unitsOf,
  writeChanges,
} from '../../../protocol/format/shared-text.ts';
import { cellOfBody, isSettled, settleTable, tableHasWords, tablesOf } from '../../../protocol/format/tables.ts';
import { $cellKeyOf, CellTexts, type DirtyElements } from './cell-texts.ts';
import { $blockNodeOf, $blockNodes, $blockOf, $blockWithoutCells, $keysOf, type BlockNode } from './lexical-blocks.ts';
import { Lines, type ShownLine } from './lines.ts';
import { $caretIn, $offsetOf, $pointIn, $select, type EditorPoint } from './points.ts';
import { affectedLines, isRearranged, isShown, readAll, readRegions, readWithCells, type Region } from './regions.ts';
import { $childAround, $replaceChildren } from './children.ts';
import { $gatherBlocks, type Rendered } from './list-trees.ts';
import { $renderBlock } from './render.ts';
import { type ChangedItems, changedItems, touchedMarkers, wasThere } from './touched.ts';

/** The places of a selection in the document; both are the same for a caret. */
export interface SharedSelection {
  readonly anchor: RelativePlace;
  readonly focus: RelativePlace;
}

/** What waits for the end of a composition. */
interface Held {
  /** What the body held when the editor last showed all of it. */
  readonly units: Units;
  /** What the editor changed since. */
  readonly dirty: DirtyElements;
}

export interface BoundTextOptions {
  readonly editor: LexicalEditor;
  readonly doc: Y.Doc;
  /** The text to be bound; by default, the body of the document. */
  readonly body?: Y.Text;
  /** The element whose children show the body; by default, the root. */
  readonly $element?: () => ElementNode;
  /** For the body of a cell, the text that the cell's table stands in. */
  readonly parent?: BoundText;
  /** The page keeps what the person reads in its place while `render` changes the text. */
  readonly keepInView?: (editor: LexicalEditor, text: BoundText, render: () => void) => void;
  /** Has the editor hear of the selection on the page. False when the editor has heard of it before. */
  readonly tellSelection?: () => boolean;
}

export class BoundText {
  /** The origin of the transactions that the editor makes. */
  readonly origin: BoundText;
  readonly body: Y.Text;
  /** Called before changes of the editor are written. */
  beforeWrite: (changes: readonly Change[]) => void = () => {};
  readonly #editor: LexicalEditor;
  readonly #doc: Y.Doc;
  readonly #$element: () => ElementNode;
  readonly #lines: Lines;
  /** The texts of cells; none within a cell. */
  readonly #cells: CellTexts | null;
  readonly #keepInView: (render: () => void) => void;
  readonly #tellSelection: () => boolean;
  #selection: SharedSelection | null = null;
  /** The transaction that the editor does not show yet. */
  #followed: Y.Transaction | null = null;
  /** Set once others changed the block of a composition: until its end, nothing is written and nothing is shown. */
  #held: Held | null = null;

  constructor({
    editor,
    doc,
    body = bodyOf(doc),
    $element = $getRoot,
    parent,
    keepInView,
    tellSelection = () => false,
  }: BoundTextOptions) {
    this.origin = parent ?? this;
    this.#cells = parent
      ? null
      : new CellTexts(doc, (body, $element) => new BoundText({ editor, doc, body, $element, parent: this }));
    this.#editor = editor;
    this.#doc = doc;
    this.body = body;
    this.#$element = $element;
    this.#lines = new Lines(this.body);
    this.#tellSelection = tellSelection;
    this.#keepInView = (render) => (keepInView ? keepInView(editor, this, render) : render());
  }

  /** Our own selection as places of the document; null while there is none. */
  get selection(): SharedSelection | null {
    return this.#selection;
  }

  /** Shows the whole document, whatever the editor showed. The caret stays at its characters. */
  show(): void {
    this.#held = null;
    this.#keepInView(() =>
      this.#update(() => {
        this.$show();
        this.#$restoreSelection();
      }),
    );
  }

  /** The same, inside an update. A caret in an element that was empty stays there. */
  $show(): void {
    const element = this.#$element();
    const selection = $getSelection();
    const hasCaret = $isRangeSelection(selection) && element.isParentOf(selection.focus.getNode());
    element.clear();
    this.#lines.replace(0, this.#lines.all.length, []);
    this.#$render({ start: 0, end: 0, lines: readAll(this.body) });
    if (hasCaret && !$isRootNode(element)) element.selectStart();
  }

  /** Whether the editor shows what the document holds. */
  agrees(): boolean {
    // It will, when the composition ends.
    if (this.#held !== null || this.#cells?.texts.some((text) => text.#held !== null)) return true;
    const shown = this.#editor.read(() => $blockNodes(this.#$element()).map($blockOf));
    const wanted = withoutIdleStarts(readWithCells(this.body).map(({ block }) => shownBlock(block)));
    return equalityDeep(withSharedContainers(shown), withSharedContainers(wanted).map(withoutNull));
  }

  // Editor → document

  /** Writes what an update of the editor changed. */
  write(update: UpdateListenerPayload): void {
    const { rest, cells } = this.#cells!.partition({ ...update, dirtyElements: withWordless(update) });
    if (rest.size + cells.size === 0) return;
    this.#doc.transact((transaction) => {
      if (rest.size > 0) this.writeDirty(update.editorState, rest);
      const act = () => this.#cells!.writeWithin(transaction, cells, update.editorState);
      for (const table of update.editorState.read(act, { editor: this.#editor })) this.#settle(table);
    }, this.origin);
  }

  /** Writes what changed of these elements. */
  writeDirty(state: EditorState, dirty: DirtyElements): void {
    if (this.#held === null) return this.#write(state, dirty);
    this.#held = { ...this.#held, dirty: new Map([...this.#held.dirty, ...dirty]) };
    // Later, as Lexical puts off what is shown while it tells of an update.
    if (!this.#editor.isComposing()) queueMicrotask(() => this.#release());
  }

  /** Writes what the element of a cell shows, whatever its body holds. */
  adopt(state: EditorState): void {
    const nodes = state.read(() => $blockNodes(this.#$element()), { editor: this.#editor });
    const lines = readAll(this.body).map(({ marker, block, formats }, i) => {
      return { key: nodes[i]?.node.getKey() ?? `line ${i}`, marker, formats, block: shownBlock(block) };
    });
    this.#lines.replace(0, this.#lines.all.length, lines);
    this.#writeRegion(0, lines.length, nodes, state);
  }

  /** Somebody who types in a row, or a cell, that shows only because it has words wants it there. */
  #settle(table: string): void {
    for (const { marker: item, block } of this.#lines.all.filter((line) => line.block.keys?.['table'] === table)) {
      const marker = item && markerMap(item);
      if (marker !== null) settleTable(marker, block.keys!);
    }
  }

  #write(editorState: EditorState, dirty: DirtyElements): void {
    const region = editorState.read(() => this.#$changed(editorState, dirty), { editor: this.#editor });
    if (region !== null) this.#writeRegion(region.start, region.end, region.nodes, editorState);
  }

  /** The lines that an update may have changed, and the nodes that stand in their place now; null if there are none. */
  #$changed(state: EditorState, dirty: DirtyElements): { start: number; end: number; nodes: BlockNode[] } | null {
    const touched = [...dirty.keys()].flatMap((key) => this.#lines.indexOfKey(key) ?? []);
    const isStructural = [...dirty].some(([key, isIntended]) => this.#isStructural(state, key, isIntended));
    if (!isStructural) {
      if (touched.length === 0) return null;
      const [start, end] = [Math.min(...touched), Math.max(...touched) + 1];
      const nodes = this.#lines.all.slice(start, end).map(({ key }) => this.#$blockNodeOf($getNodeByKey(key)!)!);
      return { start, end, nodes };
    }
    const nodes = $blockNodes(this.#$element());
    const all = this.#lines.all;
    const isSame = (line: ShownLine | undefined, block: BlockNode | undefined) =>
      line !== undefined &&
      block !== undefined &&
      line.key === block.node.getKey() &&
      !dirty.has(line.key) &&
      ((block.list === null && block.path.length + pathOf(line.block.keys).length === 0) ||
        equalityDeep(line.block.keys, shownKeys($keysOf(block))));
    let start = 0;
    while (start < all.length && isSame(all[start], nodes[start])) start += 1;
    // What is added at the end begins where the last line ends.
    if (start === all.length && start < nodes.length && start > 0) start -= 1;
    let end = 0;
    const most = Math.min(all.length, nodes.length) - start;
    while (end < most && isSame(all.at(-1 - end), nodes.at(-1 - end))) end += 1;
    // A block that is now the first of a container says what the container is, if it said something else.
    const next = all[all.length - end];
    if (next !== undefined && !$beginsAsSaid(next, nodes, nodes.length - end)) end -= 1;
    // Words without a marker depend on the block before them.
    if (end > 0 && all[all.length - end]?.marker === null) end -= 1;
    if (start === all.length - end && start === nodes.length - end) return null;
    return { start, end: all.length - end, nodes: nodes.slice(start, nodes.length - end) };
  }

  /** Whether a dirty node may mean that blocks came, went or moved. */
  #isStructural(state: EditorState, key: NodeKey, isIntended: boolean): boolean {
    const node = state._nodeMap.get(key);
    if (this.#lines.indexOfKey(key) !== undefined) return node === undefined;
    if (node === undefined) return isIntended;
    return isIntended && ($isElementNode(node) ? !node.isInline() : true);
  }

  #writeRegion(start: number, end: number, nodes: readonly BlockNode[], state: EditorState): void {
    const old = this.#lines.all.slice(start, end);
    const read = () => {
      const blocks = this.#$blocksOf(nodes, start);
      return [blocks, $caretIn(nodes, blocks, this.#$element())] as const;
    };
    const [now, caret] = state.read(read, { editor: this.#editor });
    const before = old.map((line) => (this.#held === null ? asSaid(line) : line.block));
    const changes = changesBetween(before, now, caret ?? undefined);
    const place = this.#lines.placeOf(start);
    if (changes.length > 0) {
      this.origin.beforeWrite(changes);
      this.#doc.transact((transaction) => {
        writeChanges(transaction, this.body, place, changes, this.#held?.units);
      }, this.origin);
      if (this.#held !== null && changes.some(({ type }) => type === 'insert')) this.#selectEndOfOwnWords();
    }
    const keys = nodes.map(({ node }) => node.getKey());
    this.#lines.replace(start, end, this.#markedLines(start, end, place, keys, now, changes));
    if (this.#cells !== null) this.#writeCells(this.#cells, old, nodes, state);
  }

  /** Writes the cells of the tables among these nodes. */
  #writeCells(cells: CellTexts, old: readonly ShownLine[], nodes: readonly BlockNode[], state: EditorState): void {
    const write = (transaction: Y.Transaction) => {
      for (const blockNode of nodes) {
        const { node } = blockNode;
        const before = old.find(({ key }) => key === node.getKey())?.block.keys ?? {};
        if (!$isTableNode(node)) continue;
        cells.write(transaction, node, before, state);
        this.#settle($keysOf(blockNode)['table'] as string);
      }
    };
    const act = () => this.#doc.transact(write, this.origin);
    if (nodes.some(({ node }) => $isTableNode(node))) state.read(act, { editor: this.#editor });
    cells.forget((key) => this.#lines.indexOfKey(key) !== undefined);
  }

  /** The blocks that these nodes show. The first one needs no marker where words without one are shown anyway. */
  #$blocksOf(nodes: readonly BlockNode[], start: number): Block[] {
    const blocks: Block[] = [];
    for (const blockNode of nodes) {
      const block = $blockWithoutCells(blockNode);
      const index = this.#lines.indexOfKey(blockNode.node.getKey());
      const hadNoMarker = index !== undefined && this.#lines.all[index]!.marker === null;
      const before = blocks.at(-1) ?? this.#lines.all[start - 1]?.block;
      const needsNone = before === undefined || (before.keys !== null && !holdsWords(before.keys));
      const isPlain = block.keys !== null && Object.keys(block.keys).length === 0;
      // Without words there would be nothing of the block in the document.
      const isThere = block.content.length > 0 || (nodes.length === 1 && this.#lines.all.length === 1);
      blocks.push(hadNoMarker && needsNone && isPlain && isThere ? { ...block, keys: null } : block);
    }
    return blocks;
  }

  /** The lines of blocks that were written: each with the marker that it has in the body now. */
  #markedLines(
    start: number,
    end: number,
    { left, formats }: Place,
    keys: readonly NodeKey[],
    blocks: readonly Block[],
    changes: readonly Change[],
  ): ShownLine[] {
    const old = this.#lines.all.slice(start, end);
    const isSame = old.length === keys.length && changes.every(({ type }) => type === 'keep');
    if (isSame) return keys.map((key, i) => ({ ...old[i]!, key, block: blocks[i]! }));
    if (this.#held !== null) {
      // What others inserted since stands between these lines; the release brings them together with their markers.
      return keys.map((key, i) => {
        const { marker = null, formats = {} } = old.find((line) => line.key === key) ?? {};
        return { key, marker, formats, block: blocks[i]! };
      });
    }
    const next = this.#lines.all[end]?.marker;
    // What was inserted may stand before the marker that was the first.
    const right = left === null ? this.body._start : left.right;
    const [lines] = readLines({ left, right, formats }, (marker) => marker === next);
    return keys.map((key, i) => ({
      key,
      marker: lines[i]?.marker ?? null,
      formats: lines[i]?.formats ?? {},
      block: blocks[i]!,
    }));
  }

  // Document → editor

  /** Shows what a transaction of others, or an undo of ours, changed. `isHistory` puts the caret to what changed. */
  follow(transaction: Y.Transaction, isHistory: boolean): void {
    const regions = this.#regionsOf(transaction, changedItems(transaction));
    if (regions !== null) this.#showRegions(regions, isHistory);
  }

  /** Shows what a transaction changed in cells. */
  followCells(transaction: Y.Transaction, isHistory: boolean): void {
    const { texts, unbound, tables } = this.#cells!.touchedBy(transaction);
    const changes = changedItems(transaction);
    const steps = texts.flatMap((text) => {
      const regions = text.#regionsOf(transaction, changes);
      const changed = regions === null ? [] : text.#changedOf(regions);
      return changed.length > 0 ? [() => text.#$showChanged(changed, isHistory)] : [];
    });
    for (const key of unbound) steps.push(() => this.#cells!.$bind(key));
    if (steps.length > 0) this.#render(() => steps.forEach((step) => step()), isHistory);
    if (this.#held !== null) return;
    const markers = this.#lines.all.filter(({ block, marker }) => {
      const table = block.keys?.['table'];
      const lacksCells = typeof table === 'string' ? tables.get(table) : undefined;
      if (lacksCells === undefined || marker === null || !isLiveMarker(marker)) return false;
      return lacksCells || !isSettled(markerMap(marker)!, block.keys!);
    });
    if (markers.length === 0) return;
    const regions = readRegions(this.body, this.#lines, new Set(markers.map(({ marker }) => marker)));
    this.#showRegions(regions, isHistory);
  }

  /** What has to be read anew after a transaction; null if that is nothing, or has to wait. */
  #regionsOf(transaction: Y.Transaction, changes: ChangedItems): Region[] | null {
    if (this.#held !== null) return null;
    const markers = touchedMarkers(changes, this.body, (marker) => this.#lines.hasMarker(marker));
    if (markers.size === 0) return null;
    const read = () => readRegions(this.body, this.#lines, markers);
    const found = read();
    const regions = this.#keepTables(found) ? read() : found;
    if (this.#editor.isComposing() && regions.some((region) => this.#concernsComposition(region))) {
      this.#held = { units: unitsOf(this.body, (item) => wasThere(transaction, item)), dirty: new Map() };
      return null;
    }
    this.#followed = transaction;
    return regions;
  }

  /**
   * Puts tables back that others deleted while the person wrote in them; true if there were any. What is left of their
   * words are those that the others did not know.
   */
  #keepTables(regions: readonly Region[]): boolean {
    const there = new Set(regions.flatMap(({ lines }) => lines.map(({ block }) => block.keys?.['table'])));
    const isOurs = ({ id }: Y.Item) => [this.#doc.clientID, restoringClientID(this.#doc.clientID)].includes(id.client);
    const lost = regions
      .flatMap(({ start, end }) => this.#lines.all.slice(start, end))
      .filter(({ block: { keys } }) => keys?.['type'] === 'table' && !there.has(keys['table']!))
      .filter(({ block: { keys } }) => tableHasWords(this.#doc, keys!['table'] as string, isOurs));
    for (const { marker, formats, block } of lost) {
      const place = { left: marker, right: marker!.right, formats };
      const insert: Change = { type: 'insert', step: { type: 'marker', keys: block.keys! } };
      this.#doc.transact((transaction) => writeChanges(transaction, this.body, place, [insert]), 'kept table');
    }
    return lost.length > 0;
  }

  /** Puts tables at the end that hold words and stand nowhere: nobody who wrote in them saw that they were deleted. */
  keepLostTables(): void {
    const shown = new Set(this.#lines.all.map(({ block }) => block.keys?.['table']));
    const lost = [...tablesOf(this.#doc).keys()].filter((id) => !shown.has(id) && tableHasWords(this.#doc, id));
    const blocks = lost.map((table): Block => {
      return { keys: { type: 'table', table, rows: [], columns: [] }, content: [] };
    });
    const append = (transaction: Y.Transaction) => appendBlocks(transaction, this.body, blocks);
    if (blocks.length > 0) this.#doc.transact(append, 'kept table');
  }

  /** Writes and shows what was held back during a composition. */
  #release(): void {
    if (this.#held === null || this.#editor.isComposing()) return;
    this.#write(this.#editor.getEditorState(), this.#held.dirty);
    this.#held = null;
    const all = () => [{ start: 0, end: this.#lines.all.length, lines: readAll(this.body) }];
    this.#keepTables(all());
    this.#showRegions(all(), false, false); // the page's caret stands in what it showed before
  }

  #showRegions(regions: readonly Region[], isHistory: boolean, tells = !isHistory): void {
    const changed = this.#changedOf(regions);
    if (changed.length > 0) this.#render(() => this.#$showChanged(changed, isHistory), isHistory, tells);
  }

  /** The regions that the editor does not show yet. */
  #changedOf(regions: readonly Region[]): Region[] {
    const changed = regions.filter((region) => !isShown(this.#lines, region));
    for (const region of regions) if (!changed.includes(region)) this.#relabel(region);
    if (changed.length === 0) this.#followed = null;
    return changed;
  }

  /** With `tells`, the caret is first taken from the page, where a key may just have moved it. */
  #render(act: () => void, isHistory: boolean, tells = !isHistory): void {
    if (isHistory) {
      // After an undo the page shows what changed, wherever the person looked before.
      this.#update(act, isHistory);
      return this.readSelection();
    }
    const { origin } = this;
    const isNewlyTold = tells && origin.#held === null && origin.#tellSelection();
    const $act = () => {
      if (isNewlyTold && $hasMoved(this.#editor)) origin.#selection = origin.#$sharedSelection();
      act();
    };
    this.#keepInView(() => this.#update($act));
  }

  #$showChanged(changed: readonly Region[], isHistory: boolean): void {
    let place: ChangedPlace | null = null;
    const isConcerned = this.#$isSelectionIn(changed);
    this.#followed = null;
    // From behind, so that the lines before a region keep their numbers.
    for (const region of [...changed].sort((a, b) => b.start - a.start)) {
      const before = this.#lines.all.slice(region.start, region.end).map(({ block }) => block);
      this.#$render(region);
      if (isHistory) place = changedPlace(before, region);
    }
    if (place !== null) this.#$selectChange(place);
    else if (isConcerned) this.#$restoreSelection();
  }

  /** Notes the formats before lines that look as they did. */
  #relabel({ start, end, lines }: Region): void {
    const old = this.#lines.all.slice(start, end);
    this.#lines.replace(
      start,
      end,
      old.map((line, i) => ({ ...line, formats: lines[i]!.formats })),
    );
  }

  #concernsComposition(region: Region): boolean {
    const key = this.#editor._compositionKey;
    const index = this.#editor.read(() => {
      const node = key === null ? null : $getNodeByKey(key);
      const block = node === null ? null : this.#$blockNodeOf(node);
      return block === null ? undefined : this.#lines.indexOfKey(block.node.getKey());
    });
    if (index === undefined) return false;
    const [first, last] = affectedLines(this.#lines, region);
    return first <= index && index < last;
  }

  #$render(region: Region): void {
    const { start, end, lines } = region;
    const old = this.#lines.all.slice(start, end);
    const mustArrange = isRearranged(this.#lines, region);
    const [first, last] = affectedLines(this.#lines, region);
    const ownerOf = (all: readonly { marker: Y.Item | null }[], index: number) =>
      (index > 0 ? all[index - 1] : this.#lines.all[start - 1])?.marker ?? null;
    const markers = new Set(lines.map(({ marker }) => marker));
    const tables = new Map(
      old.filter(({ marker }) => !markers.has(marker)).map((line) => [line.block.keys?.['table'], line]),
    );
    const rendered = lines.map((line, i): Rendered & { line: Line } => {
      const isSame = (one: ShownLine, index: number) =>
        one.marker === line.marker && (one.marker !== null || ownerOf(old, index) === ownerOf(lines, i));
      const shown = old.find(isSame) ?? takeTable(tables, line);
      const block = shownBlock(line.block);
      return { node: $renderBlock(block, shown ? $getNodeByKey(shown.key) : null, shown?.block ?? null), block, line };
    });
    if (mustArrange) this.#$arrange(region, rendered, first, last);
    const shown = rendered.map(({ node, block, line }) => ({
      key: node.getKey(),
      marker: line.marker,
      formats: line.formats,
      block: this.#$shownAs(node, block),
    }));
    this.#lines.replace(start, end, shown);
    this.#$readContainers(first, start);
    this.#$readContainers(start + lines.length, last - end + start + lines.length);
    for (const { node } of rendered) if ($isTableNode(node)) this.#cells?.$show(node);
    this.#cells?.forget((key) => this.#lines.indexOfKey(key) !== undefined);
  }

  /** Gives the nodes of a region, and of the lines around it from `first` to `last`, their places in the tree. */
  #$arrange({ start, end }: Region, rendered: readonly Rendered[], first: number, last: number): void {
    const { all } = this.#lines;
    const others = (from: number, to: number): Rendered[] =>
      all.slice(from, to).map((line) => ({ node: $getNodeByKey(line.key)!, block: asSaid(line) }));
    const old = this.#$topNodes(all.slice(first, last));
    const before = first === 0 ? null : (this.#$topNodes([all[first - 1]!])[0] ?? null);
    const now = $gatherBlocks([...others(first, start), ...rendered, ...others(end, last)]);
    const index = before === null ? 0 : before.getIndexWithinParent() + 1;
    const element = this.#$element();
    $replaceChildren(
      element,
      index,
      old.filter((node) => element.is(node.getParent())),
      now,
    );
  }

  /** The children of the element that show these lines. */
  #$topNodes(lines: readonly ShownLine[]): LexicalNode[] {
    const element = this.#$element();
    const tops = new Map<NodeKey, LexicalNode>();
    for (const { key } of lines) {
      const node = $getNodeByKey(key);
      const top = node && $childAround(element, node);
      if (top !== null) tops.set(top.getKey(), top);
    }
    return [...tops.values()];
  }

  #$blockNodeOf(node: LexicalNode): BlockNode | null {
    return $blockNodeOf(node, this.#$element());
  }

  /** The block that a node shows, which may hide some of what the keys of `block` say. */
  #$shownAs(node: LexicalNode, block: Block): Block {
    const blockNode = this.#$blockNodeOf(node);
    if (blockNode === null) return block;
    const shown = $blockWithoutCells(blockNode);
    return block.keys === null ? { ...shown, keys: null } : shown;
  }

  /** Notes what is around these lines now. */
  #$readContainers(from: number, to: number): void {
    const read = (line: ShownLine): ShownLine => {
      if (pathOf(line.block.keys).length === 0) return line;
      const keys = shownKeys($keysOf(this.#$blockNodeOf($getNodeByKey(line.key)!)!));
      return { ...line, block: { ...line.block, keys } };
    };
    if (from < to) this.#lines.replace(from, to, this.#lines.all.slice(from, to).map(read));
  }

  #update(act: () => void, isHistory = false): void {
    this.#editor.update(
      () => {
        $addUpdateTag(COLLABORATION_TAG);
        if (isHistory) $addUpdateTag(HISTORIC_TAG);
        else $addUpdateTag(SKIP_SCROLL_INTO_VIEW_TAG);
        act();
      },
      { discrete: true, skipTransforms: true },
    );
  }

  // Carets

  /** Takes our own selection from the editor. */
  readSelection(): void {
    if (this.origin !== this) return this.origin.readSelection();
    if (this.#held !== null) return;
    this.#selection = this.#editor.getEditorState().read(() => this.#$sharedSelection(), { editor: this.#editor });
  }

  #$sharedSelection(): SharedSelection | null {
    const selection = $getSelection();
    if (!$isRangeSelection(selection)) return null;
    const isCaret = selection.isCollapsed();
    const backward = selection.isBackward();
    const placeOf = (point: PointType, isStart: boolean) =>
      this.$placeOf(point, !isCaret && isStart ? 'after' : 'before');
    const [anchor, focus] = [placeOf(selection.anchor, !backward), placeOf(selection.focus, backward)];
    return anchor === null || focus === null ? null : { anchor, focus };
  }

  /**
   * The relative position of a point of the editor; null for one that is in no block. With `side` before, what comes
   * before the point holds the position. Call it inside an editor read or update.
   */
  $placeOf(point: EditorPoint, side: 'before' | 'after'): RelativePlace | null {
    const cell = this.#cells && $cellKeyOf(point.key, (key) => this.#cells!.has(key));
    if (cell !== null) return this.#cells!.textOf(cell)?.$placeOf(point, side) ?? null;
    const found = $offsetOf(point, this.#$element());
    const index = found === null ? undefined : this.#lines.indexOfKey(found.block.node.getKey());
    if (found === null || index === undefined) return null;
    const offset = found.offset + (this.#lines.all[index]!.marker === null ? 0 : 1);
    const transaction = this.#followed;
    const isShown = transaction === null ? isLive : (item: Y.Item) => item.countable && wasThere(transaction, item);
    return relativePlace(this.#lines.placeOf(index), offset, side, isShown, this.body);
  }

  /**
   * Where a relative position is in the editor; null for one that is not in the text. Call it inside an editor read or
   * update.
   */
  $pointOf(place: unknown): EditorPoint | null {
    const cell = this.#cells && cellBodyAt(this.#doc, place);
    if (cell !== null) return this.#cells!.textsOn(cell)[0]?.$pointOf(place) ?? null;
    const found = findPlace(this.body, place);
    const index = found === null ? undefined : this.#lines.indexOfWordsBehind(found.marker);
    return found === null || index === undefined ? null : this.#$pointAt(index, found.offset);
  }

  #$pointAt(index: number, offset: number): EditorPoint | null {
    const node = $getNodeByKey(this.#lines.all[index]!.key);
    return node === null ? null : $pointIn(node, offset);
  }

  /** The caret of a composition stands behind what was composed. */
  #selectEndOfOwnWords(): void {
    const client = this.#doc.clientID;
    const end = { item: { client, clock: Y.getState(this.#doc.store, client) - 1 }, assoc: -1 };
    this.origin.#selection = { anchor: end, focus: end };
  }

  // Links to blocks

  /** The id of a block, which stays when the block changes its type; null for words without a marker. */
  idOf(key: NodeKey): string | null {
    const index = this.#lines.indexOfKey(key);
    const marker = index === undefined ? null : this.#lines.all[index]!.marker;
    return marker === null ? null : `${marker.id.client}.${marker.id.clock}`;
  }

  /** The node of the block with this id; null when the block is gone, and undefined when it has never been here. */
  keyOf(id: string): NodeKey | null | undefined {
    const [client, clock] = /^\d{1,16}\.\d{1,16}$/.test(id) ? id.split('.').map(Number) : [];
    if (client === undefined || clock === undefined || clock >= Y.getState(this.#doc.store, client)) return undefined;
    const index = this.#lines.all.findIndex(({ marker }) => marker?.id.client === client && marker.id.clock === clock);
    return this.#lines.all[index]?.key ?? null;
  }

  #$isSelectionIn(regions: readonly Region[]): boolean {
    const selection = $getSelection();
    if (!$isRangeSelection(selection)) return false;
    const affected = regions.map((region) => affectedLines(this.#lines, region));
    return [selection.anchor, selection.focus].some((point) => {
      const block = $offsetOf(point, this.#$element())?.block;
      const index = block && this.#lines.indexOfKey(block.node.getKey());
      return index === undefined || affected.some(([start, end]) => start <= index && index < end);
    });
  }

  #$restoreSelection(): void {
    const selection = $getSelection();
    const { origin } = this;
    if (origin.#selection === null || !$isRangeSelection(selection)) return;
    const { anchor: from, focus: to } = origin.#selection;
    const [anchor, focus] = [origin.$pointOf(from), origin.$pointOf(to)];
    if (anchor !== null && focus !== null) $select(anchor, focus);
  }

  /** Puts the caret to a change. In a line that changed as a whole, a caret stays where it is. */
  #$selectChange({ line, offset }: ChangedPlace): void {
    const { block } = this.#lines.all[line]!;
    const end = textLength(flatten([{ ...block, keys: null }]));
    if (offset === null && this.#indexOfCaret() === line) return this.#$restoreSelection();
    const point = this.#$pointAt(line, offset ?? end);
    if (point !== null) $select(point, point);
  }

  /** The index of the line in which our own caret is. */
  #indexOfCaret(): number | undefined {
    const { focus = null } = this.origin.#selection ?? {};
    const cell = this.#cells && cellBodyAt(this.#doc, focus);
    if (cell !== null) {
      const { table } = cellOfBody(cell)!;
      return this.#lines.all.findIndex(({ block }) => block.keys?.['table'] === table);
    }
    const found = focus && findPlace(this.body, focus);
    return found ? this.#lines.indexOfWordsBehind(found.marker) : undefined;
  }
}

/** Whether the selection is another one than before the update. */
function $hasMoved(editor: LexicalEditor): boolean {
  const [now, before] = [$getSelection(), editor.getEditorState().read($getSelection)];
  return now !== null && !now.is(before);
}

/** The old line of a table whose marker is another one now. */
function takeTable(tables: Map<unknown, ShownLine>, { block: { keys } }: Line): ShownLine | undefined {
  const table = keys?.['type'] === 'table' ? keys['table'] : undefined;
  const line = table === undefined ? undefined : tables.get(table);
  if (line !== undefined) tables.delete(table);
  return line;
}

/** The elements that an update changed, with the blocks without words, which are leaves for Lexical. */
function withWordless({ editorState, dirtyElements, dirtyLeaves }: UpdateListenerPayload): DirtyElements {
  const isBlock = (key: NodeKey) => {
    const node = editorState._nodeMap.get(key);
    return $isDecoratorNode(node) && !node.isInline();
  };
  return new Map([...dirtyElements, ...[...dirtyLeaves].filter(isBlock).map((key) => [key, false] as const)]);
}

/** Where something changed: `offset` units behind the start of a line, or null for the line as a whole. */
interface ChangedPlace {
  readonly line: number;
  readonly offset: number | null;
}

/** The words of a block, with a control character for each object. */
function wordsOf({ content }: Block): string {
  return content.map(({ insert }) => (typeof insert === 'string' ? insert : '\u0001')).join('');
}

/** Where the last change of a region ends; never within a character. */
function changedPlace(before: readonly Block[], { start, lines }: Region): ChangedPlace | null {
  const now = lines.map(({ block }) => shownBlock(block));
  let [at, end, isOfWords]: [number, number | null, boolean] = [0, null, false];
  for (const change of changesBetween(before, now)) {
    if (change.type === 'keep') at += change.length;
    if (change.type === 'insert') at += lengthOf(change.step);
    if (change.type === 'keep' && !change.formats && !change.keys) continue;
    [end, isOfWords] = [at, change.type !== 'keep' || change.formats !== undefined];
  }
  if (end === null) return null;
  let left = end;
  for (const [i, block] of now.entries()) {
    const length = textLength(flatten([block]));
    const marker = block.keys === null ? 0 : 1;
    if (left <= length) {
      return { line: start + i, offset: isOfWords ? boundaryAfter(wordsOf(block), Math.max(0, left - marker)) : null };
    }
    left -= length;
  }
  return null;
}

/** The block of a line with what its own marker says of the containers around it, whatever their first blocks say. */
function asSaid({ marker, block }: ShownLine): Block {
  const said: unknown = marker === null ? undefined : markerMap(marker)?.get('in');
  return isPath(said) && block.keys !== null ? { ...block, keys: { ...block.keys, in: said } } : block;
}

/** Whether a line says what the editor shows of it, or begins no container. */
function $beginsAsSaid(line: ShownLine, nodes: readonly BlockNode[], index: number): boolean {
  const { path } = nodes[index]!;
  const begins = sharedDepth(nodes[index - 1]?.path ?? [], path) < path.length;
  return !begins || equalityDeep(asSaid(line).keys, line.block.keys);
}

/** Words without a marker look like any paragraph. */
function withoutNull(block: Block): Block {
  return { ...block, keys: block.keys ?? {} };
}
