// The formatting bar: below the page's bar on a wide screen, above the keyboard on a phone. It shows the format of the
// selection and changes it. A press never takes the focus from the text, so that a phone's keyboard stays open.

import { Menu } from '@base-ui/react/menu';
import { Toolbar } from '@base-ui/react/toolbar';
import { Tooltip } from '@base-ui/react/tooltip';
import { useLexicalComposerContext } from '@lexical/react/LexicalComposerContext';
import { FORMAT_TEXT_COMMAND, REDO_COMMAND, UNDO_COMMAND } from 'lexical';
import {
  Bold,
  Check,
  ChevronDown,
  Code,
  Heading1,
  Heading2,
  Heading3,
  Italic,
  Link,
  List,
  ListChecks,
  ListOrdered,
  type LucideIcon,
  Pilcrow,
  Redo2,
  SquareCode,
  Strikethrough,
  TextQuote,
  Underline,
  Undo2,
} from 'lucide-react';
import { type MouseEvent, type ReactElement, useRef } from 'react';

import { texts } from '../texts/texts.ts';
import { type BlockType, SET_BLOCK_COMMAND } from './blocks.ts';
import { ColorMenu } from './color-menu.tsx';
import { EDIT_LINK_COMMAND } from './links.ts';
import { returnFocus } from './return-focus.ts';
import { blockKeys, formatKeys, historyKeys, keysText, linkKeys } from './shortcuts.ts';
import { useAboveKeyboard } from './use-above-keyboard.ts';
import { type Format, formats, useHistoryState, useSelectionState } from './use-selection.ts';
import './formatting-bar.css';

const blocks: readonly { type: BlockType; icon: LucideIcon }[] = [
  { type: 'text', icon: Pilcrow },
  { type: 'h1', icon: Heading1 },
  { type: 'h2', icon: Heading2 },
  { type: 'h3', icon: Heading3 },
  { type: 'bullet', icon: List },
  { type: 'number', icon: ListOrdered },
  { type: 'check', icon: ListChecks },
  { type: 'quote', icon: TextQuote },
  { type: 'code', icon: SquareCode },
];

const formatIcons: Record<Format, LucideIcon> = {
  bold: Bold,
  italic: Italic,
  underline: Underline,
  strikethrough: Strikethrough,
  code: Code,
};

const keepFocus = (event: MouseEvent) => event.preventDefault();

export function FormattingBar() {
  const [editor] = useLexicalComposerContext();
  const { canUndo, canRedo } = useHistoryState();
  const words = texts.formatting;
  const bar = useRef<HTMLDivElement>(null);
  useAboveKeyboard(bar);
  return (
    <Tooltip.Provider delay={500}>
      <div className="formatting" ref={bar}>
        <Toolbar.Root className="formatting-bar" aria-label={words.label}>
          <Tool
            label={words.undo}
            keys={keysText(historyKeys.undo)}
            icon={Undo2}
            disabled={!canUndo}
            onPress={() => editor.dispatchCommand(UNDO_COMMAND, undefined)}
          />
          <Tool
            label={words.redo}
            keys={keysText(historyKeys.redo)}
            icon={Redo2}
            disabled={!canRedo}
            onPress={() => editor.dispatchCommand(REDO_COMMAND, undefined)}
          />
          <Toolbar.Separator className="formatting-gap" />
          <SelectionTools />
        </Toolbar.Root>
      </div>
    </Tooltip.Provider>
  );
}

/** The tools for what is selected, for every bar that has them. Must stand in a toolbar. */
export function SelectionTools() {
  const [editor] = useLexicalComposerContext();
  const { block, formats: active, link } = useSelectionState();
  const words = texts.formatting;
  return (
    <>
      <BlockMenu block={block} onChoose={(type) => editor.dispatchCommand(SET_BLOCK_COMMAND, type)} />
      <Toolbar.Separator className="formatting-gap" />
      {formats.map((format) => (
        <Tool
          key={format}
          label={words.formats[format]}
          icon={formatIcons[format]}
          keys={formatKeys[format] && keysText(formatKeys[format])}
          pressed={active[format]}
          onPress={() => editor.dispatchCommand(FORMAT_TEXT_COMMAND, format)}
        />
      ))}
      <ColorMenu />
      <Tool
        label={words.link}
        icon={Link}
        keys={keysText(linkKeys)}
        pressed={link}
        onPress={() => editor.dispatchCommand(EDIT_LINK_COMMAND, undefined)}
      />
    </>
  );
}

interface ToolProps {
  label: string;
  icon: LucideIcon;
  keys?: string | undefined;
  pressed?: boolean;
  disabled?: boolean;
  onPress: () => void;
}

function Tool({ label, icon: Icon, keys, pressed, disabled, onPress }: ToolProps) {
  return (
    <WithTooltip label={label} keys={keys}>
      <Toolbar.Button
        className="tool"
        aria-label={label}
        aria-pressed={pressed}
        disabled={disabled}
        onMouseDown={keepFocus}
        onClick={onPress}
      >
        <Icon aria-hidden size={17} strokeWidth={1.9} />
      </Toolbar.Button>
    </WithTooltip>
  );
}

/** Adds a tooltip with a tool's name and keys. */
function WithTooltip({ label, keys, children }: { label: string; keys?: string | undefined; children: ReactElement }) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger render={children} />
      <Tooltip.Portal>
        <Tooltip.Positioner positionMethod="fixed" className="tooltip-place" sideOffset={6}>
          <Tooltip.Popup className="tooltip">
            {label}
            {keys && <kbd>{keys}</kbd>}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}

/** The menu has a fixed position, as the bar has; otherwise the menu would leave the bar when the page scrolls. */
function BlockMenu({ block, onChoose }: { block: BlockType | null; onChoose: (type: BlockType) => void }) {
  const [editor] = useLexicalComposerContext();
  const words = texts.formatting;
  const current = words.blocks[block ?? 'text'];
  return (
    <Menu.Root modal={false}>
      <Toolbar.Button
        className="tool tool-block"
        aria-label={words.blockType(current)}
        render={<Menu.Trigger />}
        onMouseDown={keepFocus}
      >
        <span>{current}</span>
        <ChevronDown aria-hidden size={14} strokeWidth={1.9} />
      </Toolbar.Button>
      <Menu.Portal>
        <Menu.Positioner positionMethod="fixed" className="floating" align="start" sideOffset={6} collisionPadding={8}>
          <Menu.Popup className="menu" finalFocus={returnFocus(editor)}>
            <Menu.RadioGroup value={block} onValueChange={onChoose}>
              {blocks.map(({ type, icon: Icon }) => (
                <Menu.RadioItem key={type} className="menu-item" value={type} closeOnClick>
                  <Icon aria-hidden size={17} strokeWidth={1.75} />
                  <span>{words.blocks[type]}</span>
                  <Menu.RadioItemIndicator className="menu-check">
                    <Check aria-hidden size={15} />
                  </Menu.RadioItemIndicator>
                  <kbd>{keysText(blockKeys[type])}</kbd>
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
