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

import { type BlockType, SET_BLOCK_COMMAND } from './blocks.ts';
import { EDIT_LINK_COMMAND } from './links.ts';
import { blockKeys, formatKeys, historyKeys, keysText, linkKeys } from './shortcuts.ts';
import { useAboveKeyboard } from './use-above-keyboard.ts';
import { type Format, formats, useHistoryState, useSelectionState } from './use-selection.ts';
import './formatting-bar.css';

const blocks: readonly { type: BlockType; label: string; icon: LucideIcon }[] = [
  { type: 'text', label: 'Text', icon: Pilcrow },
  { type: 'h1', label: 'Heading 1', icon: Heading1 },
  { type: 'h2', label: 'Heading 2', icon: Heading2 },
  { type: 'h3', label: 'Heading 3', icon: Heading3 },
  { type: 'bullet', label: 'Bullet list', icon: List },
  { type: 'number', label: 'Numbered list', icon: ListOrdered },
  { type: 'check', label: 'Check list', icon: ListChecks },
  { type: 'quote', label: 'Quote', icon: TextQuote },
  { type: 'code', label: 'Code block', icon: SquareCode },
];

const formatButtons: Record<Format, { label: string; icon: LucideIcon }> = {
  bold: { label: 'Bold', icon: Bold },
  italic: { label: 'Italic', icon: Italic },
  underline: { label: 'Underline', icon: Underline },
  strikethrough: { label: 'Strikethrough', icon: Strikethrough },
  code: { label: 'Code', icon: Code },
};

const keepFocus = (event: MouseEvent) => event.preventDefault();

export function FormattingBar() {
  const [editor] = useLexicalComposerContext();
  const { block, formats: active, link } = useSelectionState();
  const { canUndo, canRedo } = useHistoryState();
  const bar = useRef<HTMLDivElement>(null);
  useAboveKeyboard(bar);
  return (
    <Tooltip.Provider delay={500}>
      <div className="formatting" ref={bar}>
        <Toolbar.Root className="formatting-bar" aria-label="Formatting">
          <Tool
            label="Undo"
            keys={keysText(historyKeys.undo)}
            icon={Undo2}
            disabled={!canUndo}
            onPress={() => editor.dispatchCommand(UNDO_COMMAND, undefined)}
          />
          <Tool
            label="Redo"
            keys={keysText(historyKeys.redo)}
            icon={Redo2}
            disabled={!canRedo}
            onPress={() => editor.dispatchCommand(REDO_COMMAND, undefined)}
          />
          <Toolbar.Separator className="formatting-gap" />
          <BlockMenu block={block} onChoose={(type) => editor.dispatchCommand(SET_BLOCK_COMMAND, type)} />
          <Toolbar.Separator className="formatting-gap" />
          {formats.map((format) => (
            <Tool
              key={format}
              label={formatButtons[format].label}
              icon={formatButtons[format].icon}
              keys={formatKeys[format] && keysText(formatKeys[format])}
              pressed={active[format]}
              onPress={() => editor.dispatchCommand(FORMAT_TEXT_COMMAND, format)}
            />
          ))}
          <Tool
            label="Link"
            icon={Link}
            keys={keysText(linkKeys)}
            pressed={link}
            onPress={() => editor.dispatchCommand(EDIT_LINK_COMMAND, undefined)}
          />
        </Toolbar.Root>
      </div>
    </Tooltip.Provider>
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
  const current = blocks.find(({ type }) => type === block) ?? blocks[0];
  return (
    <Menu.Root modal={false}>
      <Toolbar.Button
        className="tool tool-block"
        aria-label={`Block type: ${current?.label}`}
        render={<Menu.Trigger />}
        onMouseDown={keepFocus}
      >
        <span>{current?.label}</span>
        <ChevronDown aria-hidden size={14} strokeWidth={1.9} />
      </Toolbar.Button>
      <Menu.Portal>
        <Menu.Positioner positionMethod="fixed" className="floating" align="start" sideOffset={6} collisionPadding={8}>
          <Menu.Popup className="menu" finalFocus={() => editor.getRootElement()}>
            <Menu.RadioGroup value={block} onValueChange={onChoose}>
              {blocks.map(({ type, label, icon: Icon }) => (
                <Menu.RadioItem key={type} className="menu-item" value={type} closeOnClick>
                  <Icon aria-hidden size={17} strokeWidth={1.75} />
                  <span>{label}</span>
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
