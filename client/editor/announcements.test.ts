import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { $getRoot, createEditor } from 'lexical';
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate, removeAwarenessStates } from 'y-protocols/awareness';
import { applyUpdate, Doc, encodeStateAsUpdate } from 'yjs';

import { textClientID } from '../../protocol/format/body.ts';
import { nodes } from '../../protocol/format/nodes.ts';
import { seedIfEmpty } from '../../protocol/format/seed.ts';
import { Presence } from '../sdk/presence.ts';
import { memoryProfiles } from '../sdk/testing/memory.ts';
import { announcement, announcePeople, type Company } from './announcements.ts';
import { bindEditor } from './binding/binding.ts';

const company = (present: string[], writing: string[] = []): Company => ({
  present: new Map(present.map((name) => [`id of ${name}`, name])),
  writing: new Set(writing.map((name) => `id of ${name}`)),
});

test('one sentence for all who joined, one for all who left, and one for all who write beside oneself', () => {
  const say = (before: Company | null, after: Company) => announcement(before, after);
  assert.equal(say(null, company([])), '');
  assert.equal(say(null, company(['Ada'])), 'Ada is here.');
  assert.equal(say(null, company(['Ada', 'Ben'])), 'Ada and Ben are here.');
  const cyd = company(['Cyd']);
  assert.equal(
    say(cyd, company(['Cyd', 'Ada', 'Ben'], ['Cyd'])),
    'Ada and Ben joined. Cyd is writing in your paragraph.',
  );
  assert.equal(say(company(['Cyd', 'Ada', 'Ben', 'Dan']), cyd), 'Ada, Ben and Dan left.');
  assert.equal(say(company(['Ada'], ['Ada']), company(['Ada'], ['Ada'])), '', 'who still writes is not said again');
  assert.equal(
    say(company(['Ada', 'Ben']), company(['Ada', 'Ben'], ['Ada', 'Ben'])),
    'Ada and Ben are writing in your paragraph.',
  );
  assert.equal(say(cyd, company(['Cyd', 'A', 'B', 'C', 'D', 'E'])), 'A, B, C and 2 others joined.');
});

/** A person without a page, with an editor and an awareness, until the test ends. */
function person(t: TestContext, name: string) {
  const doc = new Doc();
  doc.clientID = textClientID(doc.clientID);
  seedIfEmpty(doc);
  const awareness = new Awareness(doc);
  const presence = new Presence(awareness, memoryProfiles(name), 'plan');
  const editor = createEditor({ nodes: [...nodes], onError: (error) => assert.fail(error) });
  const { text, unbind } = bindEditor(editor, doc);
  t.after(() => {
    unbind();
    presence.destroy();
    awareness.destroy();
  });
  return {
    doc,
    awareness,
    presence,
    editor,
    text,
    /** Types at the end of the first or the last paragraph. */
    type(where: 'first' | 'last', words: string) {
      const type = () => {
        const root = $getRoot();
        const point = (where === 'first' ? root.getFirstChildOrThrow() : root.getLastChildOrThrow()).selectEnd();
        if (words === '\n') point.insertParagraph();
        else point.insertText(words);
      };
      editor.update(type, { discrete: true });
      const { anchor, focus } = text.selection ?? {};
      awareness.setLocalState({ ...awareness.getLocalState(), anchorPos: anchor, focusPos: focus, focusing: true });
    },
  };
}

type Person = ReturnType<typeof person>;

/** Brings what one person wrote, and who they are, to another. */
function relay(from: Person, to: Person): void {
  applyUpdate(to.doc, encodeStateAsUpdate(from.doc), 'relay');
  applyAwarenessUpdate(to.awareness, encodeAwarenessUpdate(from.awareness, [from.awareness.clientID]), 'relay');
}

const goes = (who: Person, from: Person) => removeAwarenessStates(from.awareness, [who.awareness.clientID], 'relay');

test('announcements come in batches, and not while the page is offline', (t) => {
  const [ada, ben, cyd] = [person(t, 'Ada'), person(t, 'Ben'), person(t, 'Cyd')];
  const said: string[] = [];
  let due: (() => void)[] = [];
  let connected = true;
  const stop = announcePeople({
    ...ada,
    isConnected: () => connected,
    announce: (sentences) => said.push(sentences),
    timers: {
      after(_delay, action) {
        due.push(action);
        return () => (due = due.filter((other) => other !== action));
      },
    },
  });
  /** Lets the time of one batch pass, and gives what was said. */
  const pass = () => {
    assert.ok(due.length <= 1, 'one announcement at a time');
    for (const action of due.splice(0)) action();
    return said.splice(0).join(' | ');
  };
  assert.equal(pass(), '');
  ada.type('first', 'Plans');
  ada.type('first', '\n');
  relay(ada, ben);
  relay(ada, cyd);
  ada.type('last', '!');

  ben.type('first', ' of ours');
  relay(ben, ada);
  relay(cyd, ada);
  assert.equal(pass(), 'Ben and Cyd joined.', 'Ben writes elsewhere');

  cyd.type('last', ' of Cyd');
  relay(cyd, ada);
  cyd.type('last', ' and more');
  relay(cyd, ada);
  assert.equal(pass(), 'Cyd is writing in your paragraph.');
  cyd.type('last', ' and more');
  relay(cyd, ada);
  assert.equal(pass(), '', 'who still writes there is not said again');

  connected = false;
  goes(ben, ada);
  goes(cyd, ada);
  assert.equal(pass(), '', 'offline, nobody is known to be gone');
  connected = true;
  cyd.awareness.setLocalState(cyd.awareness.getLocalState());
  cyd.awareness.setLocalState(cyd.awareness.getLocalState());
  relay(cyd, ada);
  assert.equal(pass(), 'Ben left.');

  goes(cyd, ada);
  stop();
  assert.equal(pass(), '');
});
