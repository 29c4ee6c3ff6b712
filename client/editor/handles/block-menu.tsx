// The menu of a block: turn it into another type, duplicate, move or delete it, copy a link to it.

import { Menu } from '@base-ui/react/menu';
import { useLexicalComposerContext } from '@lexical/react/LexicalComposerContext';
import { useExtensionSignalValue } from '@lexical/react/useExtensionSignalValue';
import { $getNodeByKey, $getSelection, $isRangeSelection, type NodeKey } from 'lexical';
import { ArrowDown, ArrowUp, ChevronRight, Copy, Link, type LucideIcon, RefreshCw, Trash2 } from 'lucide-react';
import type { RefObject } from 'react';

import { texts } from '../../texts/texts.ts';
import { copyText } from '../../ui/clipboard.ts';
import { CollaborationExtension } from '../binding/binding.ts';
import { $blockNodeOf } from '../binding/lexical-blocks.ts';
import { type BlockType, SET_BLOCK_COMMAND } from '../blocks.ts';
import { insertables } from '../insertables.ts';
import { hasGoneOn } from '../return-focus.ts';
import { blockKeys, keysText, wholeBlockKeys } from '../shortcuts.ts';
import { $do } from './block-commands.ts';
import { blockAddress } from './block-links.tsx';
import { $deleteBlocks, $stretchOf, type Stretch } from './moving.ts';

const types = insertables.filter((one): one is typeof one & { id: BlockType } => Object.hasOwn(blockKeys, one.id));

interface BlockMenuProps {
  /** The block that the menu is of. */
  readonly block: NodeKey;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly anchor: RefObject<HTMLElement | null>;
}

export function BlockMenu({ block, open, onOpenChange, anchor }: BlockMenuProps) {
  const [editor] = useLexicalComposerContext();
  const text = useExtensionSignalValue(CollaborationExtension, 'text');
  const { menus } = texts;
  const id = text?.idOf(block) ?? null;
  const act = ($act: (stretch: Stretch) => void) => () =>
    editor.update(() => {
      const stretch = $stretchOf($getNodeByKey(block));
      if (stretch !== null) $act(stretch);
    });
  const turnInto = (type: BlockType) =>
    editor.update(() => {
      $selectBlock(block);
      editor.dispatchCommand(SET_BLOCK_COMMAND, type);
    });
  const focusText = () => {
    if (!hasGoneOn(editor)) editor.focus(); // with the selection, which a press on the menu may have taken away
    return false;
  };
  return (
    <Menu.Root modal={false} open={open} onOpenChange={onOpenChange}>
      <Menu.Portal>
        <Menu.Positioner
          anchor={anchor}
          positionMethod="fixed"
          className="floating"
          side="bottom"
          align="start"
          sideOffset={4}
          collisionPadding={8}
        >
          <Menu.Popup className="menu" aria-label={menus.blockMenu} finalFocus={focusText}>
            <Menu.SubmenuRoot>
              <Menu.SubmenuTrigger className="menu-item">
                <RefreshCw aria-hidden size={16} />
                <span>{menus.turnInto}</span>
                <ChevronRight aria-hidden size={15} className="menu-more" />
              </Menu.SubmenuTrigger>
              <Menu.Portal>
                <Menu.Positioner positionMethod="fixed" className="floating" collisionPadding={8}>
                  <Menu.Popup className="menu">
                    {types.map(({ id: type, icon: Icon, shortcut }) => (
                      <Menu.Item key={type} className="menu-item" onClick={() => turnInto(type)}>
                        <Icon aria-hidden size={17} strokeWidth={1.75} />
                        <span>{menus.insertable[type]}</span>
                        <kbd>{shortcut}</kbd>
                      </Menu.Item>
                    ))}
                  </Menu.Popup>
                </Menu.Positioner>
              </Menu.Portal>
            </Menu.SubmenuRoot>
            <Action
              label={menus.duplicate}
              icon={Copy}
              keys={keysText(wholeBlockKeys.duplicate)}
              onClick={act((stretch) => $do('duplicate', stretch))}
            />
            <Action
              label={menus.moveUp}
              icon={ArrowUp}
              keys={keysText(wholeBlockKeys.up)}
              onClick={act((stretch) => $do('up', stretch))}
            />
            <Action
              label={menus.moveDown}
              icon={ArrowDown}
              keys={keysText(wholeBlockKeys.down)}
              onClick={act((stretch) => $do('down', stretch))}
            />
            <Action
              label={menus.copyLink}
              icon={Link}
              disabled={id === null}
              onClick={() => void copyText(blockAddress(window.location.href, id ?? ''))}
            />
            <Action danger label={menus.delete} icon={Trash2} onClick={act($deleteBlocks)} />
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

interface ActionProps {
  readonly label: string;
  readonly icon: LucideIcon;
  readonly keys?: string;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly onClick: () => void;
}

function Action({ label, icon: Icon, keys, danger, disabled = false, onClick }: ActionProps) {
  const className = danger ? 'menu-item menu-danger' : 'menu-item';
  return (
    <Menu.Item className={className} disabled={disabled} onClick={onClick}>
      <Icon aria-hidden size={16} />
      <span>{label}</span>
      {keys && <kbd>{keys}</kbd>}
    </Menu.Item>
  );
}

/** Selects the block, unless the selection is within it. */
function $selectBlock(key: NodeKey): void {
  const [block, selection] = [$getNodeByKey(key), $getSelection()];
  const isWithin =
    $isRangeSelection(selection) &&
    [selection.anchor, selection.focus].every((point) => $blockNodeOf(point.getNode())?.node.is(block));
  if (!isWithin) block?.selectStart();
}
