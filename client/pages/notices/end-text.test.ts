import assert from 'node:assert/strict';
import { test } from 'node:test';

import { CloseCode } from '../../../protocol/close-codes.ts';
import { type EndReason, endReasonOf } from '../../sdk/end-reason.ts';
import { discardFor, lossText, noticeText, pageText } from './end-text.ts';

type Kind = EndReason['kind'];

const gone: readonly Kind[] = ['deleted', 'replaced', 'notFound'];
const withoutKey: readonly Kind[] = ['locked', 'unauthorized', 'unlinked', 'forbidden'];
const kinds: readonly Kind[] = [...gone, ...withoutKey, 'damaged', 'tooLarge', 'duplicate', 'refused', 'readOnly'];

const because = (kind: Kind): EndReason => ({ kind, reason: 'the server is full' });
const saved = { pending: false, writtenHere: true };
const unsaved = { pending: true, writtenHere: true };

test('[RESCUE1] every end reason says what happened and where the text is', () => {
  for (const kind of kinds) {
    for (const { title, text } of [noticeText(because(kind), unsaved, null), pageText(because(kind), null)]) {
      assert.match(title, /^[A-Z]/, kind);
      assert.match(text, /^[A-Z].*\.$/, kind);
    }
  }
});

test('[RESCUE1] a person without a key reads whether their work is safe', () => {
  for (const kind of withoutKey) {
    const text = (work: typeof saved) => noticeText(because(kind), work, null).text;
    assert.match(text(saved), /^Everything that you wrote was saved\./);
    assert.equal(text(unsaved), 'Your last changes are only on this device.');
    assert.match(text({ pending: true, writtenHere: false }), /may not be on the server/);
  }
});

test('what a document has become is said whatever was written', () => {
  for (const kind of [...gone, 'damaged', 'tooLarge', 'duplicate', 'readOnly'] as const) {
    assert.deepEqual(noticeText(because(kind), saved, null), noticeText(because(kind), unsaved, null));
  }
});

test('the server’s own words stand only where nothing better is known', () => {
  for (const kind of kinds) {
    const { text } = noticeText(because(kind), unsaved, null);
    assert.equal(text.includes('the server is full'), kind === 'refused', kind);
  }
  assert.match(pageText(because('refused'), null).text, /: the server is full\.$/);
});

test('a damaged document says when even its readable state did not arrive', () => {
  const problem = 'The server could not be reached.';
  assert.match(noticeText(because('damaged'), saved, null).text, /^You see the last state/);
  assert.match(noticeText(because('damaged'), saved, problem).text, /^You see the copy on this device\./);
  assert.match(
    pageText(because('damaged'), problem).text,
    /loaded\. The server could not be reached\. The server’s log/,
  );
});

test('[RESCUE1] discarding is offered where the copy is of no more use, and leads to what there is', () => {
  const leadsTo = (kind: Kind) => discardFor(kind)?.leadsTo ?? null;
  for (const kind of kinds) {
    const expected = kind === 'damaged' || kind === 'refused' ? null : 'home';
    const reloads = kind === 'replaced' || kind === 'tooLarge' || kind === 'duplicate' || kind === 'readOnly';
    assert.equal(leadsTo(kind), reloads ? 'document' : expected, kind);
  }
});

test('[RESCUE3] a page with the Yjs client id of another keeps its words, and says how to keep them', () => {
  const reason = endReasonOf(CloseCode.duplicate, 'another page uses the same Yjs client id');
  assert.equal(reason.kind, 'duplicate');
  assert.match(noticeText(reason, unsaved, null).text, /only on this device\. Save it as a new document/);
  assert.match(lossText(reason.kind, unsaved), /your last changes are nowhere else/);
});

test('[RESCUE1] the question before discarding names what is lost', () => {
  for (const kind of gone) assert.match(lossText(kind, saved), /the text is nowhere else/);
  for (const kind of withoutKey) {
    assert.match(lossText(kind, saved), /Everything that you wrote is on the server\./);
    assert.match(lossText(kind, unsaved), /your last changes are nowhere else/);
  }
});
