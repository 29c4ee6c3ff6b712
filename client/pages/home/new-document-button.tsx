// The button for a new document, which is blank at once, and beside it the button for one from a template.

import { ChevronDown, FilePlus2, FileText } from 'lucide-react';
import { useState } from 'react';

import type { Arrangement, Template } from '../../device/arrangement.ts';
import { texts } from '../../texts/home-texts.ts';
import { createDocument, duplicateDocument } from '../documents/documents-api.ts';
import type { MenuEntry } from './anchored-menu.tsx';
import { AnchoredMenu } from './menu.tsx';
import { builtInTemplates } from './templates.ts';

export interface NewDocumentButtonProps {
  readonly isBusy: boolean;
  readonly templates: Arrangement['templates'];
  readonly onCreate: () => void;
  /** `make` makes the document from a template, and gives its name; `template` is the person's own, if it is one. */
  readonly onCreateBy: (make: () => Promise<string>, template: Template | null) => void;
}

export function NewDocumentButton({ isBusy, templates, onCreate, onCreateBy }: NewDocumentButtonProps) {
  const { home } = texts;
  const [button, setButton] = useState<HTMLButtonElement | null>(null);
  const [isOpen, setOpen] = useState(false);
  const icon = <FileText aria-hidden size={17} strokeWidth={1.75} />;
  const builtIn = builtInTemplates(new Date(), document.documentElement.lang).map(
    ({ label, document: made }): MenuEntry => ({
      label,
      icon,
      act: () => onCreateBy(() => createDocument(made), null),
    }),
  );
  const own = templates.map((template): MenuEntry => ({
    label: template.title || home.untitled,
    icon,
    act: () => onCreateBy(() => duplicateDocument(template.name, {}), template),
  }));
  const blank: MenuEntry = { label: home.blank, icon: <FilePlus2 aria-hidden size={17} />, act: onCreate };
  return (
    <span className="home-new">
      <button type="button" className="button button-primary" disabled={isBusy} onClick={onCreate}>
        <FilePlus2 aria-hidden size={17} strokeWidth={1.9} />
        {home.newDocument}
      </button>
      <button
        ref={setButton}
        type="button"
        className="button button-primary"
        aria-label={home.newFrom}
        title={home.newFrom}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        disabled={isBusy}
        onClick={() => setOpen(!isOpen)}
      >
        <ChevronDown aria-hidden size={15} strokeWidth={2} />
      </button>
      {isOpen && button && (
        <AnchoredMenu
          anchor={button}
          onClose={() => setOpen(false)}
          groups={[
            { entries: [blank] },
            { heading: home.templates, entries: builtIn },
            ...(own.length > 0 ? [{ heading: home.ownTemplates, entries: own }] : []),
          ]}
        />
      )}
    </span>
  );
}
