// The menu of a table: a handle at the corner of the current cell, which opens what can be done with its row, its
// column, and the table. The handle comes behind the text in the order of the Tab key.

import { Menu } from '@base-ui/react/menu';
import { useLexicalComposerContext } from '@lexical/react/LexicalComposerContext';
import { type LexicalEditor, mergeRegister } from 'lexical';
import { Check, Ellipsis } from 'lucide-react';
import { Fragment, type SyntheticEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';

import { texts } from '../../texts/texts.ts';
import { hasHeader, inHeaderColumn, inHeaderRow } from '../binding/table-nodes.ts';
import { registerColumnWidths } from './column-widths.ts';
import { $act, $cellPlace, $selectedCells, type TableAction } from './structure.ts';
import './table-menu.css';

/** What the menu depends on. */
interface Current {
  readonly key: string;
  readonly top: number;
  readonly left: number;
  readonly rows: number;
  readonly columns: number;
  readonly isSimple: boolean;
  readonly hasHeaderRow: boolean;
  readonly hasHeaderColumn: boolean;
  readonly mayMerge: boolean;
  readonly maySplit: boolean;
}

function $current(): Current | null {
  const place = $cellPlace();
  if (place === null) return null;
  const { cell, top, left, rows, columns, cells, isSimple } = place;
  return {
    ...{ key: cell.getKey(), top, left, rows, columns, isSimple },
    hasHeaderRow: hasHeader(cells, inHeaderRow),
    hasHeaderColumn: hasHeader(cells, inHeaderColumn),
    mayMerge: $selectedCells().length > 1,
    maySplit: cell.getColSpan() > 1 || cell.getRowSpan() > 1,
  };
}

const keepSelection = (event: SyntheticEvent) => event.stopPropagation();

/** Must stand in the positioned element that holds the text. */
export function TableMenu() {
  const [editor] = useLexicalComposerContext();
  const current = useCurrent(editor);
  const handle = useRef<HTMLButtonElement>(null);
  useEffect(() => registerColumnWidths(editor), [editor]);
  useLayoutEffect(() => {
    if (current !== null && handle.current !== null) placeAt(handle.current, editor.getElementByKey(current.key));
  });
  if (current === null) return null;
  const act = (action: TableAction) => {
    editor.update(() => $act(action));
    editor.focus();
  };
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger
        className="table-handle"
        ref={handle}
        aria-label={texts.tables.menu}
        title={texts.tables.menu}
        onPointerDown={keepSelection}
        onMouseDown={keepSelection}
      >
        <Ellipsis aria-hidden size={16} strokeWidth={1.9} />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className="floating" align="end" sideOffset={4} collisionPadding={8}>
          <Menu.Popup className="menu" onPointerDown={keepSelection} onMouseDown={keepSelection}>
            {groupsFor(current).map((group, i) => (
              <Fragment key={i}>
                {i > 0 && <Menu.Separator className="table-menu-gap" />}
                {group.map(([action, enabled, checked]) =>
                  checked === undefined ? (
                    <Menu.Item key={action} className={classOf(action)} disabled={!enabled} onClick={() => act(action)}>
                      {texts.tables[action]}
                    </Menu.Item>
                  ) : (
                    <Menu.CheckboxItem
                      key={action}
                      className={classOf(action)}
                      checked={checked}
                      closeOnClick
                      onCheckedChange={() => act(action)}
                    >
                      {texts.tables[action]}
                      <Menu.CheckboxItemIndicator className="menu-check">
                        <Check aria-hidden size={16} />
                      </Menu.CheckboxItemIndicator>
                    </Menu.CheckboxItem>
                  ),
                )}
              </Fragment>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

function classOf(action: TableAction): string {
  return `menu-item table-menu-item${action === 'deleteTable' ? ' menu-danger' : ''}`;
}

/** The entries, each with whether it can be chosen, and whether it is ticked where it is a choice. */
function groupsFor(current: Current): (readonly [TableAction, boolean, boolean?])[][] {
  const { top, left, rows, columns, isSimple, hasHeaderRow, hasHeaderColumn, mayMerge, maySplit } = current;
  return [
    [
      ['rowAbove', true],
      ['rowBelow', true],
      ['rowUp', isSimple && top > 0],
      ['rowDown', isSimple && top < rows - 1],
      ['deleteRow', true],
    ],
    [
      ['columnLeft', true],
      ['columnRight', true],
      ['columnBack', isSimple && left > 0],
      ['columnOn', isSimple && left < columns - 1],
      ['wider', true],
      ['narrower', true],
      ['deleteColumn', true],
    ],
    [
      ['ascending', isSimple],
      ['descending', isSimple],
    ],
    [
      ['headerRow', true, hasHeaderRow],
      ['headerColumn', true, hasHeaderColumn],
      ...(maySplit ? ([['split', true]] as const) : ([['merge', mayMerge]] as const)),
    ],
    [['deleteTable', true]],
  ];
}

function useCurrent(editor: LexicalEditor): Current | null {
  const [current, setCurrent] = useState<Current | null>(null);
  useEffect(() => {
    const update = () => {
      const next = editor.read('latest', $current);
      setCurrent((previous) => (JSON.stringify(previous) === JSON.stringify(next) ? previous : next));
    };
    update();
    const onScroll = () => setCurrent((previous) => previous && { ...previous });
    window.addEventListener('resize', onScroll);
    document.addEventListener('scroll', onScroll, true); // also of a table that scrolls in itself
    return mergeRegister(editor.registerUpdateListener(update), () => {
      window.removeEventListener('resize', onScroll);
      document.removeEventListener('scroll', onScroll, true);
    });
  }, [editor]);
  return current;
}

/** Puts the handle on the upper edge of a cell, within what is in view of its table. */
function placeAt(handle: HTMLElement, cell: HTMLElement | null): void {
  const parent = handle.offsetParent;
  const area = cell?.closest('.table-scroll');
  if (!cell || !parent || !area) return;
  const [own, around, view] = [cell, parent, area].map((element) => element.getBoundingClientRect());
  const right = Math.max(view!.left + handle.offsetWidth, Math.min(own!.right, view!.right));
  handle.style.left = `${right - around!.left - handle.offsetWidth}px`;
  handle.style.top = `${own!.top - around!.top - handle.offsetHeight / 2}px`;
}
