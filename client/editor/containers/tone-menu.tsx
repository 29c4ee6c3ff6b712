// The menu of a callout: what it is, and the way to take it away. It comes up at the button of the callout.

import { Menu } from '@base-ui/react/menu';
import { useLexicalComposerContext } from '@lexical/react/LexicalComposerContext';
import { $getNodeByKey, COMMAND_PRIORITY_EDITOR } from 'lexical';
import { Check, CircleCheck, CircleX, Info, SquareDashed, TriangleAlert } from 'lucide-react';
import { useEffect, useState } from 'react';

import { type Tone, toneOf, tones } from '../../../protocol/format/container-paths.ts';
import { $isContainerNode, type ContainerNode } from '../../../protocol/format/containers.ts';
import { texts } from '../../texts/texts.ts';
import { returnFocus } from '../return-focus.ts';
import { $setTone, $unwrap } from './editing.ts';
import { SHOW_TONES_COMMAND } from './view.ts';

const icons = { note: Info, tip: CircleCheck, warning: TriangleAlert, danger: CircleX };

interface Shown {
  readonly key: string;
  readonly button: HTMLElement;
  readonly tone: Tone;
}

export function ToneMenu() {
  const [editor] = useLexicalComposerContext();
  const [shown, setShown] = useState<Shown | null>(null);
  const [open, setOpen] = useState(false);
  useEffect(
    () =>
      editor.registerCommand(
        SHOW_TONES_COMMAND,
        ({ key, button }) => {
          const node = $getNodeByKey(key);
          if (!$isContainerNode(node)) return false;
          setShown({ key, button, tone: toneOf(node.getContainer()) });
          setOpen(true);
          return true;
        },
        COMMAND_PRIORITY_EDITOR,
      ),
    [editor],
  );
  if (shown === null) return null;
  const change = (act: (container: ContainerNode) => void) =>
    editor.update(() => {
      const node = $getNodeByKey(shown.key);
      if ($isContainerNode(node)) act(node);
    });
  return (
    <Menu.Root open={open} onOpenChange={setOpen} modal={false}>
      <Menu.Portal>
        <Menu.Positioner
          anchor={shown.button}
          positionMethod="fixed"
          className="floating"
          align="start"
          sideOffset={6}
          collisionPadding={8}
        >
          <Menu.Popup className="menu" finalFocus={returnFocus(editor)}>
            <Menu.RadioGroup
              value={shown.tone}
              onValueChange={(tone: Tone) => change((container) => $setTone(container, tone))}
            >
              {tones.map((tone) => {
                const Icon = icons[tone];
                return (
                  <Menu.RadioItem key={tone} value={tone} className="menu-item" closeOnClick>
                    <Icon aria-hidden size={17} strokeWidth={1.75} className={`tone-${tone}`} />
                    {texts.containers.tones[tone]}
                    <Menu.RadioItemIndicator className="menu-check">
                      <Check aria-hidden size={16} />
                    </Menu.RadioItemIndicator>
                  </Menu.RadioItem>
                );
              })}
            </Menu.RadioGroup>
            <Menu.Item className="menu-item" onClick={() => change($unwrap)}>
              <SquareDashed aria-hidden size={17} strokeWidth={1.75} />
              {texts.containers.remove}
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
