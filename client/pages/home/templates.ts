// The templates that every home has: a title and blocks, in the person's language. The person's own templates are
// documents, which are copied.

import type { NewDocument } from '../../../protocol/api.ts';
import type { Block } from '../../../protocol/format/body.ts';
import { jsonOf } from '../../../protocol/format/json.ts';
import { texts } from '../../texts/home-texts.ts';

export interface BuiltInTemplate {
  readonly label: string;
  readonly document: NewDocument;
}

const words = (insert: string): Block['content'] => (insert === '' ? [] : [{ insert, formats: {} }]);
const heading = (insert: string): Block => ({ keys: { type: 'heading', level: 2 }, content: words(insert) });
const paragraph = (insert = ''): Block => ({ keys: {}, content: words(insert) });
const bullet = (insert = ''): Block => ({ keys: { type: 'listItem', list: 'bullet' }, content: words(insert) });
const documentOf = (title: string, blocks: readonly Block[]): NewDocument => ({
  title,
  format: 'json',
  content: jsonOf({ title, blocks }),
});
const task: Block = { keys: { type: 'listItem', list: 'check', checked: false }, content: [] };

/** The templates, of which meeting notes have `today` in the title. */
export function builtInTemplates(today: Date, language: string): BuiltInTemplate[] {
  const { home } = texts;
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(today);
  return [
    {
      label: home.meetingNotes,
      document: documentOf(home.meetingTitle(date), [
        heading(home.meetingPeople),
        bullet(),
        heading(home.meetingTopics),
        bullet(),
        heading(home.meetingDecisions),
        bullet(),
        heading(home.meetingTasks),
        task,
      ]),
    },
    {
      label: home.decisionRecord,
      document: documentOf(home.decisionTitle, [
        paragraph(home.decisionStatus),
        heading(home.decisionContext),
        paragraph(home.decisionContextHint),
        heading(home.decisionOptions),
        bullet(home.decisionOption),
        bullet(),
        heading(home.decisionChoice),
        paragraph(home.decisionChoiceHint),
        heading(home.decisionConsequences),
        paragraph(home.decisionConsequencesHint),
      ]),
    },
  ];
}
