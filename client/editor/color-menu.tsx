// The menu of colours: a sample for each colour of the words, and for each highlight behind them. Arrows go through the
// samples as they stand.

import { Menu } from '@base-ui/react/menu';
import { Toolbar } from '@base-ui/react/toolbar';
import { useLexicalComposerContext } from '@lexical/react/LexicalComposerContext';
import { $getSelection, $isRangeSelection, type LexicalEditor } from 'lexical';
import { Baseline, Check, ChevronDown } from 'lucide-react';
import { type CSSProperties, type KeyboardEvent, useState } from 'react';

import type { Formats } from '../../protocol/format/body.ts';
import { colorNames } from '../../protocol/format/schema.ts';
import { texts } from '../texts/texts.ts';
import { $colorsAt } from './colors.ts';
import { SET_COLOR_COMMAND } from './commands.ts';
import { returnFocus } from './return-focus.ts';
import { highlightKeys, keysText } from './shortcuts.ts';
import './color-menu.css';

const samples = [null, ...colorNames];

function colorsAt(editor: LexicalEditor): Formats {
  return editor.read('latest', () => {
    const selection = $getSelection();
    return $isRangeSelection(selection) ? $colorsAt(selection) : {};
  });
}

/** What color-menu.css paints a sample with. */
function colorsOf(name: string): CSSProperties {
  return { '--words': `var(--text-${name})`, '--behind': `var(--mark-${name})` } as CSSProperties;
}

/** Up and down go to the sample above or below; Base UI itself handles left and right. */
function moveAcross(event: KeyboardEvent<HTMLElement>): void {
  const rows = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (rows === undefined) return;
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('.color-sample')];
  const next = all[all.indexOf(document.activeElement as HTMLElement) + rows * samples.length];
  event.preventDefault();
  event.stopPropagation();
  next?.focus();
}

export function ColorMenu() {
  const [editor] = useLexicalComposerContext();
  const [current, setCurrent] = useState<Formats>({});
  return (
    <Menu.Root modal={false} orientation="horizontal" onOpenChange={(open) => open && setCurrent(colorsAt(editor))}>
      <Toolbar.Button
        className="tool color-button"
        aria-label={texts.color.button}
        title={texts.color.button}
        render={<Menu.Trigger />}
        onMouseDown={(event) => event.preventDefault()}
      >
        <Baseline aria-hidden size={17} strokeWidth={1.9} />
        <ChevronDown aria-hidden size={14} strokeWidth={1.9} />
      </Toolbar.Button>
      <Menu.Portal>
        <Menu.Positioner positionMethod="fixed" className="floating" align="start" sideOffset={6} collisionPadding={8}>
          <Menu.Popup className="menu color-menu" finalFocus={returnFocus(editor)} onKeyDownCapture={moveAcross}>
            <Samples of="text" chosen={current['color']} />
            <Samples of="highlight" chosen={current['highlight'] === true ? 'yellow' : current['highlight']} />
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

function Samples({ of, chosen }: { of: 'text' | 'highlight'; chosen: unknown }) {
  const [editor] = useLexicalComposerContext();
  const label = of === 'text' ? texts.color.words : texts.color.highlight;
  const choose = (color: string | null) => editor.dispatchCommand(SET_COLOR_COMMAND, { of, color });
  return (
    <Menu.Group>
      <Menu.GroupLabel className="color-label">
        {label}
        {of === 'highlight' && <kbd>{keysText(highlightKeys)}</kbd>}
      </Menu.GroupLabel>
      <Menu.RadioGroup className="color-samples" value={chosen ?? null} onValueChange={choose}>
        {samples.map((name) => {
          const words = name === null ? texts.color.none : texts.color.names[name];
          return (
            <Menu.RadioItem
              key={name}
              value={name}
              className="color-sample"
              aria-label={`${label}: ${words}`}
              title={words}
              data-of={of}
              style={name === null ? undefined : colorsOf(name)}
              closeOnClick
            >
              <span aria-hidden>A</span>
              <Menu.RadioItemIndicator className="color-chosen">
                <Check aria-hidden size={10} strokeWidth={3} />
              </Menu.RadioItemIndicator>
            </Menu.RadioItem>
          );
        })}
      </Menu.RadioGroup>
    </Menu.Group>
  );
}
