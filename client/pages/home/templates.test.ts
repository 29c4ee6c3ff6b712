import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';

import { newDocument } from '../../../protocol/api.ts';
import { readContent } from '../../../protocol/format/read-content.ts';
import { chooseLanguage } from '../../texts/languages.ts';
import { builtInTemplates } from './templates.ts';

afterEach(() => chooseLanguage('en'));

test('each template is a document that the server takes, in the language of the person', async () => {
  for (const language of ['en', 'de', 'zh'] as const) {
    await chooseLanguage(language);
    for (const { label, document } of builtInTemplates(new Date(2026, 10, 26), language)) {
      const taken = newDocument.parse(document);
      const read = readContent(taken.content ?? '', taken.format);
      assert.ok(read.type === 'document' && read.blocks.length > 5 && read.title === taken.title, label);
    }
  }
  assert.match(builtInTemplates(new Date(2026, 10, 26), 'zh')[0]!.document.title!, /^会议记录 2026年11月26日$/);
});
