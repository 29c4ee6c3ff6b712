// The choice of the theme and of the language, as two submenus of a menu. Both are kept on this device.

import { Menu } from '@base-ui/react/menu';
import { Check, ChevronRight, Languages, type LucideIcon, SunMoon } from 'lucide-react';
import { type ReactNode, useState } from 'react';

import { chooseTheme, chosenLanguage, currentTheme, themes } from '../../device/appearance.ts';
import { languageNames, languages } from '../../texts/languages.ts';
import { texts } from '../../texts/texts.ts';
import { siteStorage } from '../device.ts';
import { changeLanguage } from '../language.ts';

export function ThemeMenu() {
  const [theme, setTheme] = useState(currentTheme);
  const choose = (choice: typeof theme) => {
    setTheme(choice);
    chooseTheme(siteStorage, choice);
  };
  return (
    <ChoiceMenu icon={SunMoon} label={texts.theme.label} value={theme} onChoose={choose}>
      {themes.map((choice) => (
        <Choice key={choice} value={choice}>
          {texts.theme[choice]}
        </Choice>
      ))}
    </ChoiceMenu>
  );
}

/** Each language has its name in itself, so that people find theirs. */
export function LanguageMenu() {
  const [language, setLanguage] = useState(() => chosenLanguage(siteStorage));
  const choose = (choice: typeof language) => {
    setLanguage(choice);
    void changeLanguage(choice);
  };
  return (
    <ChoiceMenu icon={Languages} label={texts.language.label} value={language} onChoose={choose}>
      <Choice value={null}>{texts.language.byBrowser}</Choice>
      {languages.map((choice) => (
        <Choice key={choice} value={choice}>
          <span lang={choice}>{languageNames[choice]}</span>
        </Choice>
      ))}
    </ChoiceMenu>
  );
}

interface ChoiceMenuProps<Value> {
  icon: LucideIcon;
  label: string;
  value: Value;
  onChoose: (value: Value) => void;
  children: ReactNode;
}

function ChoiceMenu<Value>({ icon: Icon, label, value, onChoose, children }: ChoiceMenuProps<Value>) {
  return (
    <Menu.SubmenuRoot>
      <Menu.SubmenuTrigger className="menu-item">
        <Icon aria-hidden size={17} strokeWidth={1.75} />
        {label}
        <ChevronRight aria-hidden className="menu-check" size={16} />
      </Menu.SubmenuTrigger>
      <Menu.Portal>
        <Menu.Positioner positionMethod="fixed" className="floating" sideOffset={4} collisionPadding={8}>
          <Menu.Popup className="menu">
            <Menu.RadioGroup value={value} onValueChange={onChoose}>
              {children}
            </Menu.RadioGroup>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.SubmenuRoot>
  );
}

function Choice({ value, children }: { value: unknown; children: ReactNode }) {
  return (
    <Menu.RadioItem className="menu-item" value={value} closeOnClick>
      <span className="menu-check">
        <Menu.RadioItemIndicator>
          <Check aria-hidden size={16} />
        </Menu.RadioItemIndicator>
      </span>
      <span>{children}</span>
    </Menu.RadioItem>
  );
}
