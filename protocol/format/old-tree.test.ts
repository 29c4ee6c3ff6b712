import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as Y from 'yjs';
import { bodyOf } from './body.ts';
import { isOldTree, oldTreeBlocks } from './old-tree.ts';
import { seedIfEmpty } from './seed.ts';

/** A document that an older Quire wrote, with its editor, @lexical/yjs 0.50: an update of Yjs, in Base64. */
const written =
  'AkjsrtGbBAAAA0cBAAMHaGVhZGluZygA7K7RmwQDBV9fdGFnAXcCaDIHAOyu0ZsEAwYEAOyu0ZsEBQRQbGFux+yu0ZsEAwEAAwlwYXJhZ3JhcGgH' +
  'AOyu0ZsECgYEAOyu0ZsECwNXZSCE7K7RmwQOAW3G7K7RmwQO7K7RmwQPAXAOeyJfX2Zvcm1hdCI6MX3G7K7RmwQQ7K7RmwQPAWkBMYHsrtGbBA8B' +
  'huyu0ZsEEgFpBG51bGzE7K7RmwQP7K7RmwQSA3VzdMTsrtGbBBbsrtGbBBIBIMbsrtGbBBbsrtGbBBcBcARudWxsxuyu0ZsEGOyu0ZsEFwFpATLB' +
  '7K7RmwQS7K7RmwQTAcTsrtGbBBLsrtGbBBoNZ28g8J+YgCwgc2VlIMHsrtGbBCXsrtGbBBoQh+yu0ZsECwMIYXV0b2xpbmsHAOyu0ZsENgYEAOyu' +
  '0ZsENxFodHRwczovL2V4YW1wbGUubyEA7K7RmwQ2BV9fdXJsAoTsrtGbBEgBcqjsrtGbBEoBdxNodHRwczovL2V4YW1wbGUub3JnhOyu0ZsESwFn' +
  'h+yu0ZsENgYEAOyu0ZsETgUgc29vbofsrtGbBE4DCWxpbmVicmVha4fsrtGbBFQGBADsrtGbBFUIYW5kIGJhY2vH7K7RmwQKAQADCXBhcmFncmFw' +
  'aMHsrtGbBF4BAAEAA8fsrtGbBF7srtGbBF8DBGxpc3QHAOyu0ZsEYwMIbGlzdGl0ZW0oAOyu0ZsEYwVfX3RhZwF3AnVsKADsrtGbBGMKX19saXN0' +
  'VHlwZQF3BmJ1bGxldCgA7K7RmwRjDnNfbWRMaXN0TWFya2VyAXcBLQcA7K7RmwRkBgQA7K7RmwRoBG1pbGuH7K7RmwRkAwhsaXN0aXRlbSgA7K7R' +
  'mwRtB19fdmFsdWUBfQIHAOyu0ZsEbQMEbGlzdAcA7K7RmwRvAwhsaXN0aXRlbSgA7K7RmwRvBV9fdGFnAXcCdWwoAOyu0ZsEbwpfX2xpc3RUeXBl' +
  'AXcGYnVsbGV0KADsrtGbBG8Oc19tZExpc3RNYXJrZXIBdwEtBwDsrtGbBHAGBADsrtGbBHQDb2F0geyu0ZsEcAEAAYHsrtGbBG0BAAHB7K7RmwRj' +
  '7K7RmwRfAQADx+yu0ZsEY+yu0ZsEfAMFcXVvdGUHAOyu0ZsEgAEGBADsrtGbBIEBBHNhaWTH7K7RmwSAAeyu0ZsEfAMJcGFyYWdyYXBoweyu0ZsE' +
  'hgHsrtGbBHwBAAXH7K7RmwSGAeyu0ZsEhwEDDmhvcml6b250YWxydWxlAAbH7K7RmwSNAeyu0ZsEhwEDBGNvZGUoAOyu0ZsElAEKX19sYW5ndWFn' +
  'ZQF3AnRzBwDsrtGbBJQBBgQA7K7RmwSWAQRhKCk7h+yu0ZsElgEDCWxpbmVicmVha4fsrtGbBJsBBgQA7K7RmwScAQRiKCk7AgEAAQEHcm9vdC12' +
  'MgEAAQLsrtGbBAkAAxIBGgEmEEkCXwR4CIcBBo4BBgEBAAI=';

type Child = Y.XmlElement | Y.XmlText;

function element(name: string, ...children: Child[]): Y.XmlElement {
  const made = new Y.XmlElement(name);
  made.insert(0, children);
  return made;
}

const words = (text: string) => new Y.XmlText(text);

/** The document of another page with these nodes in the tree, as it has arrived here. */
function received(nodes: readonly unknown[] = []): Y.Doc {
  const [there, here] = [new Y.Doc(), new Y.Doc()];
  (there.get('root-v2', Y.XmlElement) as Y.XmlElement).insert(0, [...nodes] as Child[]);
  Y.applyUpdate(here, Y.encodeStateAsUpdate(there));
  return here;
}

test('[OLD1] the words of a document that an older Quire wrote are read, a string for each block', () => {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, Buffer.from(written, 'base64'));
  assert.equal(isOldTree(doc), true);
  assert.deepEqual(oldTreeBlocks(doc), [
    'Plan',
    'We must go 😀, see https://example.org soon\nand back',
    '',
    'milk',
    'oat',
    'said',
    '',
    '',
    'a();\nb();',
  ]);
});

test('[OLD1] a document is old if the tree has content and the body has none', () => {
  const old = received([element('paragraph')]);
  assert.equal(isOldTree(old), true);
  bodyOf(old).insert(0, 'x');
  assert.equal(isOldTree(old), false);
  const seeded = new Y.Doc();
  seedIfEmpty(seeded);
  for (const doc of [new Y.Doc(), seeded, received()]) {
    assert.equal(isOldTree(doc), false);
    assert.equal(doc.share.has('root-v2'), false, 'the root is not made');
    assert.deepEqual(oldTreeBlocks(doc), []);
  }
});

test('[OLD1] words around a nested block are blocks of their own, and a link parts no block', () => {
  const doc = received([
    element('listitem', words('a'), element('list', element('listitem', words('b'))), words('c')),
    element('paragraph', words('see '), element('link', words('here'), element('autolink', words('now'))), words('.')),
    words('in no block'),
  ]);
  assert.deepEqual(oldTreeBlocks(doc), ['a', 'b', 'c', 'see herenow.', 'in no block']);
});

test('[OLD1] a block with nothing in it is an empty line, and its containers are none', () => {
  const doc = received([element('list', element('listitem', element('list', element('listitem')))), element('rule')]);
  assert.deepEqual(oldTreeBlocks(doc), ['', '']);
});

test('[OLD1] a tree deeper than any stack is read', () => {
  const depth = 50_000;
  const doc = received([element('paragraph')]);
  let deepest = (doc.get('root-v2', Y.XmlElement) as Y.XmlElement).get(0) as Y.XmlElement;
  doc.transact(() => {
    for (let level = 0; level < depth; level += 1) {
      const child = new Y.XmlElement(level % 2 === 0 ? 'list' : 'link');
      deepest.insert(0, [child]);
      deepest = child;
    }
    deepest.insert(0, [words('deep')]);
  });
  assert.deepEqual(oldTreeBlocks(doc), ['deep']);
});

test('[OLD1] values that no editor wrote are passed over, and words among them are read', () => {
  const text = new Y.XmlText('said');
  text.insertEmbed(4, { type: 'image' });
  text.insertEmbed(5, words(' inside'));
  const map = new Y.Map([['words', 'in a map']]);
  const list = Y.Array.from(['in an array']);
  const odd = [
    map,
    list,
    new Y.XmlHook('hook'),
    new Y.Doc(),
    new Y.Text('plain '),
    7,
    null,
    { a: 1 },
    new Uint8Array(3),
  ];
  const doc = received([element('paragraph', text), ...odd, 'loose', element('linebreak', words('never shown'))]);
  assert.deepEqual(oldTreeBlocks(doc), ['said inside', 'plain loose\n']);
  const strings = new Y.Doc();
  strings.getText('root-v2').insert(0, 'a text', { bold: true });
  const here = new Y.Doc();
  Y.applyUpdate(here, Y.encodeStateAsUpdate(strings));
  assert.deepEqual([isOldTree(here), oldTreeBlocks(here)], [true, ['a text']]);
});

/** Nested lists of words, each list an element. */
const { tree } = fc.letrec<{ tree: Child[] }>((tie) => ({
  tree: fc.array(
    fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.string().map(words),
      fc
        .tuple(fc.constantFrom('paragraph', 'list', 'link', 'linebreak', 'a b', ''), tie('tree'))
        .map(([name, children]) => element(name, ...(children as Child[]))),
    ),
    { maxLength: 4 },
  ),
}));

test('[OLD1] reading changes nothing in a document, whatever is in it', () => {
  fc.assert(
    fc.property(tree, (nodes) => {
      const doc = received(nodes);
      const before = Y.encodeStateAsUpdate(doc);
      doc.on('update', () => assert.fail('something was written'));
      isOldTree(doc);
      assert.ok(oldTreeBlocks(doc).every((block) => typeof block === 'string'));
      assert.deepEqual(Y.encodeStateAsUpdate(doc), before);
    }),
  );
});
