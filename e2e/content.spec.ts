// What others write is text. A hostile peer writes past our toolbar into the document that Ada looks at, or gives her
// something to paste: nothing of it runs, leads astray, or stops her from writing.
import * as Y from 'yjs';
import { elsewhere, Harm, markup, script } from './harm.ts';
import { block, Peer, marker, type Step, words } from './peer.ts';
import { converged, eventually, expect, type Person, type ServerSetup, test as base } from './kit/index.ts';
import { quireServer } from './kit/quire.ts';
import { mixed } from './mixed.ts';
import { paste } from './paste.ts';

/** The server without the page's policy (CSP): the page has to be safe by itself. */
const withoutPolicy: ServerSetup = {
  ...quireServer,
  command: [process.execPath, '--import', `${import.meta.dirname}/without-policy.ts`, ...quireServer.command.slice(1)],
};

const test = base.extend<{ mallory(document: string): Promise<Peer> }>({
  serverSetup: withoutPolicy,

  // Brings hostile peers into a document; they leave when the test ends.
  mallory: async ({ server }, use) => {
    const here: Peer[] = [];
    await use(async (document) => {
      const peer = await Peer.join(server.url, document);
      here.push(peer);
      return peer;
    });
    for (const peer of here) peer.leave();
  },
});

test('in these tests the page’s policy is not enforced', async ({ people }) => {
  const [ada] = await people(1, 'plan');
  await ada.page.evaluate(() => {
    const inline = document.createElement('script');
    inline.textContent = 'window.ran = true';
    document.body.append(inline);
  });
  expect(await ada.page.evaluate(() => 'ran' in window)).toBe(true);
});

/** What somebody types last arrives: then whatever they did before has happened, too. */
async function goesOn(ada: Person, mallory: Peer): Promise<void> {
  await ada.putCaret({ after: 'The end' });
  await ada.type(' and on');
  await ada.reads('The end and on');
  await eventually(() => mallory.words).toContain('The end and on');
}

const theEnd = () => block({}, 'The end');

const unsafeAddresses: readonly unknown[] = [
  `javascript:${script}`,
  `JaVaScRiPt:${script}`,
  `   javascript:${script}`,
  `\u0001\u001fjavascript:${script}`,
  `java\nscript:${script}`,
  `\tjava\tscript\t:${script}`,
  `java\r\nscript\n:${script}`,
  `javascript://example.org/%0a${script}`,
  `view-source:javascript:${script}`,
  `data:text/html,<script>${script}</script>`,
  ` DATA:text/html;base64,${btoa(`<script>${script}</script>`)}`,
  'vbscript:msgbox("harmed")',
  'blob:https://example.org/0a1b2c3d-0000-4000-8000-000000000000',
  'file:///etc/passwd',
  'about:blank',
  'intent://scan/#Intent;scheme=zxing;end',
  '',
  { toString: `javascript:${script}` },
  [`javascript:${script}`],
  7,
  true,
];

test('a link with an unsafe address leads nowhere, however it is clicked', async ({ people, mallory }) => {
  const [ada] = await people(1);
  const harm = Harm.watch(ada);
  const peer = await mallory('plan');
  const links = unsafeAddresses.flatMap((link, i) => {
    const typed = typeof link === 'string' && link !== '' ? link : `javascript:${script}`;
    return [block({}, `link ${i}.`, { link }), block({}, typed, { autolink: true })];
  });
  peer.write(...links, theEnd());
  await ada.open('plan');
  await ada.reads('The end');
  await harm.none();
  const paragraphs = ada.page.getByTestId('editor').locator('p');
  const click = (nth: number, how: object = {}) => paragraphs.nth(nth).click({ position: { x: 12, y: 12 }, ...how });
  // Upwards: the card at a link lies over what is below it, and with the middle button some systems paste what was
  // selected.
  for (const nth of [...links.keys()].reverse()) {
    await click(nth, { modifiers: ['ControlOrMeta'] });
    if (nth % 2 > 0) continue; // an automatic one
    await click(nth);
    await click(nth, { button: 'middle' });
    await click(nth, { modifiers: ['ControlOrMeta'] });
  }
  await harm.none();
  await goesOn(ada, peer);
  await harm.none();
});

test('the card at a link with an unsafe address offers no way to it', async ({ people, mallory }) => {
  const [ada] = await people(1);
  const harm = Harm.watch(ada);
  const peer = await mallory('plan');
  peer.write(block({}, 'a link', { link: `javascript:${script}` }), theEnd());
  await ada.open('plan');
  await ada.putCaret({ after: 'a l' });
  const card = ada.page.getByTestId('link-card');
  await expect(card).toHaveText('This link is not safe to open');
  await expect(card.getByRole('link')).toHaveCount(0);
  await ada.press('ControlOrMeta+k');
  await expect(card.getByLabel('Address')).toHaveValue(`javascript:${script}`);
  await ada.page.keyboard.press('End');
  await ada.page.keyboard.type(' ');
  await expect(card.getByRole('button', { name: 'Save link' })).toBeDisabled();
  await ada.page.keyboard.press('Enter');
  await ada.page.keyboard.press('Escape');
  await goesOn(ada, peer);
  await harm.none();
});

test('a link with a safe address is one, and nothing else about it is the peer’s', async ({ people, mallory }) => {
  const [ada] = await people(1);
  const harm = Harm.watch(ada);
  const peer = await mallory('plan');
  const said = {
    rel: `opener ${markup}`,
    target: '_self',
    title: markup,
    onclick: script,
    style: 'position:fixed',
  };
  const addresses = [
    '/d/other',
    '//example.org/a',
    'https://example.org/?a=javascript:b',
    'mailto:me@example.org',
    'tel:+4930',
  ];
  peer.write(...addresses.map((link, i) => block({}, `link ${i}`, { ...said, link })), theEnd());
  await ada.open('plan');
  await ada.reads('The end');
  const links = ada.page.getByTestId('editor').getByRole('link');
  const hrefs = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  expect(hrefs).toEqual(['/d/other', 'https://example.org/a', ...addresses.slice(2)]);
  await links.first().hover();
  await harm.none();
  await links.first().click({ modifiers: ['ControlOrMeta'] });
  await eventually(() => harm.tabs.length).toBe(1);
  const tab = ada.context.pages()[1]!;
  await tab.waitForURL('**/d/other');
  expect(await tab.evaluate(() => window.opener)).toBeNull();
});

test('an address that only looks like script is a place on this site', async ({ people, mallory }) => {
  const [ada] = await people(1);
  const harm = Harm.watch(ada);
  const peer = await mallory('plan');
  const addresses = [
    `java\u0000script:${script}`,
    `javascript&colon;${script}`,
    `&#106;avascript:${script}`,
    `//${ada.line.url.slice(7)}/x`,
  ];
  peer.write(...addresses.map((link) => block({}, 'link', { link })), theEnd());
  await ada.open('plan');
  await ada.reads('The end');
  const links = ada.page.getByTestId('editor').getByRole('link');
  const origins = await links.evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).origin));
  expect(origins).toEqual([...addresses.slice(0, 3).map(() => ada.line.url), ada.line.url.replace('http', 'https')]);
  await harm.none();
});

/** Covers the page, and asks somebody else for a picture. */
const cover =
  `position:fixed!important;inset:0;z-index:9999;background:url(${elsewhere}/picture);opacity:0.01;` +
  `cursor:url(${elsewhere}/c),auto`;

test('keys of blocks and formats of words neither become markup nor cover the page', async ({ people, mallory }) => {
  const [ada, ben] = await people(2);
  const harm = Harm.watch(ada);
  const peer = await mallory('plan');
  const looks = { style: cover, class: 'bar', id: 'title', align: cover, dir: markup, indent: 1e9, in: [markup] };
  const weird = { ...looks, onclick: script, constructor: script, prototype: script, toString: 1, valueOf: null };
  const proto = JSON.parse('{"__proto__": {"type": "script", "bold": true}}');
  const types = [7, true, null, ['heading'], { toString: 'heading' }];
  const levels = ['script', '2', 0, 7, 2.5, { a: 1 }, [2], null, new Y.Text('2'), new Uint8Array(2)];
  const item = (keys: object, text: string) => block({ ...weird, type: 'listItem', ...keys }, text);
  peer.body.setAttribute('style', cover);
  peer.doc.getMap('containers').set(markup, { type: 'script', style: cover });
  peer.write(
    block({}, 'styled', { ...weird, bold: cover, italic: 1, code: 'true', highlight: [true], subscript: { on: true } }),
    block({}, 'proto', { ...proto, constructor: { prototype: script } }),
    block({}, 'automatic', { autolink: `javascript:${script}` }),
    block(weird, 'weird'),
    ...types.map((type, i) => block({ type }, `type ${i}`)),
    block(proto, 'inherited'),
    ...levels.map((level, i) => block({ ...weird, type: 'heading', level }, `heading ${i}`)),
    block({ type: 'heading', level: 'script' }, script),
    block({ type: 'heading', level: 'style' }, '* { display: none !important }'),
    item({ list: 'object', start: markup, checked: markup }, 'item'),
    item({ list: 'number', start: 1e300, checked: true, indent: -1 }, 'numbered item'),
    item({ list: 'check', checked: {}, indent: '1' }, 'check item'),
    block({ ...weird, type: 'code', language: `js${markup}`, theme: markup }, 'coded'),
    block({ type: 'code', language: { js: 1 } }, 'highlit', { highlightType: markup }),
    block({ ...weird, type: 'quote' }, markup),
    theEnd(),
  );
  await ada.open('plan');
  await ben.open('plan');
  await ada.reads('The end');
  expect(await converged([ada, ben])).toEqual([
    'p: styled',
    'p: proto',
    'p: automatic',
    'p: weird',
    ...types.map((_, i) => `p: type ${i}`),
    'p: inherited',
    ...levels.map((_, i) => `h1: heading ${i}`),
    `h1: ${script}`,
    'h1: * { display: none !important }',
    'ul: item',
    'ol: numbered item',
    'check: [ ] check item',
    'code: coded',
    'code: highlit',
    `quote: ${markup}`,
    'p: The end',
  ]);
  await harm.none();
  await ada.page.getByTestId('title').click(); // nothing lies over it
  for (const text of ['styled', 'weird', 'numbered item', 'coded']) {
    await ada.page.getByText(text, { exact: true }).click();
  }
  await ada.putCaret({ after: 'styled' });
  await ada.type(' by Ada');
  await ada.putCaret({ after: 'weird' });
  await ada.type('\nnew line');
  await ben.reads('new line');
  expect(await converged([ada, ben])).toContain('p: styled by Ada');
  await goesOn(ada, peer);
  await harm.none();
});

test('a document that becomes hostile while a person looks at it is as harmless', async ({ people, mallory }) => {
  const [ada] = await people(1);
  const harm = Harm.watch(ada);
  const peer = await mallory('plan');
  peer.write(
    block({}, 'words'),
    block({ type: 'heading', level: 2 }, 'heading'),
    block({}, 'link', { link: '/' }),
    block({ type: 'quote' }, 'quote'),
    theEnd(),
  );
  await ada.open('plan');
  await ada.sees('p: words', 'h2: heading', 'p: <a />link</a>', 'quote: quote', 'p: The end');
  const [heading, quote] = [peer.markerOf({ level: 2 }), peer.markerOf({ type: 'quote' })];
  peer.doc.transact(() => {
    peer.format('words', { style: cover, bold: true, italic: cover });
    peer.format('link', { link: `javascript:${script}`, target: '_top' });
    heading.set('level', 'script');
    quote.set('type', 'script');
  });
  await ada.sees('p: <b>words</b>', 'h1: heading', 'p: <a null>link</a>', 'unknown block', 'p: quote', 'p: The end');
  await ada.page.getByText('link', { exact: true }).click({ modifiers: ['ControlOrMeta'] });
  quote.set('type', 'quote');
  await ada.sees('p: <b>words</b>', 'h1: heading', 'p: <a null>link</a>', 'quote: quote', 'p: The end');
  await goesOn(ada, peer);
  await harm.none();
});

/** An element with a child and an attribute, as other editors keep their blocks. */
function element(name: string): Y.XmlElement {
  const made = new Y.XmlElement(name);
  made.setAttribute('src', `javascript:${script}`);
  made.insert(0, [new Y.XmlText(markup)]);
  return made;
}

/** What no page of this editor writes, and what is shown in its place. */
const nonsense: Record<string, { steps: Step[]; shown: string[] }> = {
  'a block of a type nobody knows': {
    steps: [marker({ type: 'iframe', src: `javascript:${script}`, srcdoc: markup })],
    shown: ['unknown block'],
  },
  'words behind such a block': { steps: block({ type: 'video' }, 'caption'), shown: ['unknown block', 'p: caption'] },
  'a type that is markup': { steps: [marker({ type: markup })], shown: ['unknown block'] },
  'a type that every object has': {
    steps: ['__proto__', 'constructor', 'toString', ''].map((type) => marker({ type })),
    shown: Array<string>(4).fill('unknown block'),
  },
  'a block with shared types in its keys': {
    steps: [marker({ type: 'grid', rows: new Y.Array(), cells: new Y.Map([['1:1', element('td')]]) })],
    shown: ['unknown block'],
  },
  'a known block with shared types in its keys': {
    steps: block({ indent: new Y.Map([['to', 'string']]), dir: new Y.Text('rtl') }, 'odd'),
    shown: ['p: odd'],
  },
  'an object in a line': {
    steps: [...block({}, 'Hello '), { insert: { type: 'poll', name: markup, src: `javascript:${script}` } }],
    shown: ['p: Hello [unknown]'],
  },
  'a mention with a name of markup, and one of a thing': {
    steps: [
      ...block({}, 'Ask '),
      { insert: { type: 'mention', name: '<b onclick=a()>', src: `javascript:${script}` } },
      { insert: { type: 'mention', name: [markup] } },
    ],
    shown: ['p: Ask @<b onclick=a()>[unknown]'],
  },
  'a day that no calendar has': {
    steps: [...block({}, 'On '), { insert: { type: 'date', date: '2026-02-30' } }],
    shown: ['p: On [unknown]'],
  },
  'objects without a type': {
    steps: [...block({}, 'Here: '), ...[{}, { type: {} }, { type: markup }].map((insert) => ({ insert }))],
    shown: ['p: Here: [unknown][unknown][unknown]'],
  },
  'what is neither word nor object': {
    steps: [...block({}, 'There: '), ...[7, true, [markup], ['type', 'mention']].map((insert) => ({ insert }))],
    shown: ['p: There: [unknown][unknown][unknown][unknown]'],
  },
  'shared types in a line': {
    steps: [
      ...block({}, 'In: '),
      ...[element('iframe'), element(markup), new Y.Text(markup), new Y.XmlText('x'), new Y.Array()].map((insert) => ({
        insert,
      })),
      words(' out'),
    ],
    shown: ['p: In: [unknown][unknown][unknown][unknown][unknown] out'],
  },
  'formats nobody knows': {
    steps: block({}, 'commented', { comment: { by: markup }, onclick: script, style: cover, src: elsewhere }),
    shown: ['p: commented'],
  },
  'a container that is nowhere': { steps: block({ in: ['nowhere', markup] }, 'inside'), shown: ['p: inside'] },
  'characters that say how text runs': {
    steps: block({}, 'a\u202eb\u0000c\ufffcd\r\u2028e'),
    shown: ['p: a\u202eb\u0000c\ufffcd\r\u2028e'],
  },
};

test('[TEXT4] what a page does not know is shown as unknown, kept as it is, and stops nobody from writing', async ({
  people,
  mallory,
}) => {
  const [ada, ben] = await people(2);
  const harm = Harm.watch(ada);
  const peer = await mallory('plan');
  const odd = Object.values(nonsense).flatMap(({ steps }) => steps);
  const shown = Object.values(nonsense).flatMap(({ shown }) => shown);
  await ben.open('plan');
  await ben.type('Good words');
  await eventually(() => peer.words).toContain('Good words');
  peer.write(odd, theEnd());
  const before = peer.content;
  await ada.open('plan');
  for (const person of [ada, ben]) await person.sees('p: Good words', ...shown, 'p: The end');
  await harm.none();
  expect(peer.content).toEqual(before);
  await ben.putCaret({ after: 'Good' });
  await ben.type(' or bad');
  await goesOn(ada, peer);
  expect(await converged([ada, ben])).toEqual(['p: Good or bad words', ...shown, 'p: The end and on']);
  const withTheirs = before.map(({ insert, ...formats }) => {
    const texts: Record<string, string> = { 'Good words': 'Good or bad words', 'The end': 'The end and on' };
    return { insert: texts[String(insert)] ?? insert, ...formats };
  });
  expect(peer.content).toEqual(withTheirs);
  const [cleo] = await people(1, 'plan');
  await cleo.press('ControlOrMeta+a', 'Backspace');
  await ben.sees('p: ');
  await cleo.press('ControlOrMeta+z');
  for (const person of [ada, ben]) await person.sees('p: Good or bad words', ...shown, 'p: The end and on');
  expect(peer.content).toEqual(withTheirs);
  await harm.none();
});

test('[TEXT4] words before the first marker, and a body that others take for a list, can be written in', async ({
  people,
  mallory,
}) => {
  const [ada, ben] = await people(2);
  const harm = Harm.watch(ada);
  const peer = await mallory('plan');
  // The items of a list in the place of characters: Yjs passes over them in a text, but counts them in its length.
  const other = new Y.Doc();
  other.getArray('body').push([markup, { type: 'script' }, new Uint8Array(3), new Y.Doc(), null]);
  Y.applyUpdate(peer.doc, Y.encodeStateAsUpdate(other));
  peer.write(words('Before all'), { insert: { type: 'mention' } }, theEnd(), marker());
  await Promise.all([ada.open('plan'), ben.open('plan')]);
  const items = '[unknown]'.repeat(5);
  for (const person of [ada, ben]) await person.sees(`p: ${items}Before all[unknown]`, 'p: The end', 'p: ');
  await ada.putCaret({ after: 'Before' });
  await ada.type(' us');
  await ben.reads('Before us all');
  await ben.putCaret({ after: 'The' });
  await ben.type(' good');
  for (const person of [ada, ben]) await person.sees(`p: ${items}Before us all[unknown]`, 'p: The good end', 'p: ');
  expect(peer.words).toBe('Before us allThe good end');
  await harm.none();
});

test('[OLD1] a document that an older Quire wrote is shown as plain words, and nothing in it changes', async ({
  people,
  mallory,
}) => {
  const [ada] = await people(1);
  const harm = Harm.watch(ada);
  const peer = await mallory('plan');
  const paragraph = new Y.XmlElement('paragraph');
  paragraph.insert(0, [new Y.XmlText('Old words'), element('link')]);
  (peer.doc.get('root-v2', Y.XmlElement) as Y.XmlElement).insert(0, [paragraph, element('iframe')]);
  peer.title.insert(0, 'Plan');
  const before = Y.encodeStateAsUpdate(peer.doc);
  await ada.visit('/d/plan');
  await expect(ada.page.getByTestId('old-notice')).toBeVisible();
  await expect(ada.page.getByText('Old words')).toBeVisible();
  await expect(ada.page.getByText(markup).first()).toBeVisible();
  await expect(ada.page.getByTestId('title')).toHaveValue('Plan');
  await harm.none();
  expect(Y.encodeStateAsUpdate(peer.doc)).toEqual(before);
});

const hostileNames: readonly unknown[] = [
  markup,
  `</span><script>${script}</script>`,
  'n'.repeat(10_000),
  '\u202egnorw\u0000\n\n',
  '   ',
  { toString: markup },
  [markup],
  null,
];

const hostileColors: readonly unknown[] = [
  `red;background:url(${elsewhere}/colour)`,
  `url(javascript:${script})`,
  `"><img src=x onerror="${script}">`,
  `#1e6fca;}*{display:none}`,
  '#1e6fcA\n',
  `var(--x,url(${elsewhere}/colour))`,
  { toString: '#1e6fca' },
  ['#1e6fca'],
];

test('[PEOPLE2] names and colours of others are text and colours', async ({ people, mallory }) => {
  const [ada, ben] = await people(2);
  const harm = Harm.watch(ada);
  const { page } = ada;
  await ada.open('plan');
  await ada.type('Some words\nThe end');
  await ben.open('plan');
  await ben.putCaret({ after: 'Some' });
  const peers = await Promise.all(hostileNames.map(() => mallory('plan')));
  for (const [i, peer] of peers.entries()) {
    await eventually(() => peer.words).toContain('The end');
    peer.say({
      name: hostileNames[i],
      color: hostileColors[i],
      since: `${markup}${i}`,
      away: markup,
      ...peer.caretAtStart(),
    });
  }
  const shown = [markup.slice(0, 40), `</span><script>${script}</script>`.slice(0, 40), 'n'.repeat(40), 'gnorw'];
  const names = [...shown, ...Array<string>(4).fill('Guest')];
  await ada.seesPresent('Ada', 'Ben', ...names);
  await eventually(async () => (await ada.cursors()).map(({ name }) => name).sort()).toEqual([...names, 'Ben'].sort());
  const carets = page.getByTestId('remote-cursor');
  for (const style of await carets.evaluateAll((all) =>
    (all as HTMLElement[]).map(({ style }) => style.getPropertyValue('--person')),
  )) {
    expect(style).toMatch(/^#[0-9a-f]{6}$/);
  }
  const { x, y } = await ada.rectOf({ before: 'Some' });
  const pointedAt = async () => {
    for (const aside of [1, 2]) await page.mouse.move(x + aside, y + 5); // which shows the names there for two seconds
    return page.getByTestId('remote-cursor-name').filter({ hasText: 'gnorw' }).getAttribute('class');
  };
  await eventually(pointedAt).toContain('shown');
  await page.getByRole('button', { name: /^People here/ }).click();
  await expect(page.getByText('Also here')).toBeVisible();
  await harm.none();
  await page.keyboard.press('Escape');
  await ada.seesCursorOf(ben, { after: 'Some' });
  await goesOn(ada, peers[0]!);
  await harm.none();
});

/** As deep as JSON goes without being too long to be passed on. */
function nested(depth: number): unknown {
  return JSON.parse('['.repeat(depth) + ']'.repeat(depth));
}

const garbage: readonly unknown[] = [
  'a position',
  7,
  true,
  [],
  nested(60),
  { tname: 'root-v2', type: null, item: null, assoc: 0 },
  { tname: 'containers', type: null, item: null, assoc: -1 },
  { type: { client: 1, clock: 0 }, tname: null, item: null, assoc: 0 },
  { tname: 'title', type: null, item: null, assoc: 1e308 },
  { tname: '__proto__' },
  { tname: { a: 1 } },
  { item: { client: 'x', clock: -1 } },
  { item: { client: -1, clock: 1e308 }, assoc: markup },
  { type: { client: 0, clock: 0 }, tname: null, item: null },
  { type: { client: 2 ** 53, clock: 2 ** 53 }, item: { client: {}, clock: [] } },
  { markup: markup.repeat(20) },
];

test(
  '[PEOPLE2] peers say anything about themselves, and the page shows only honest carets',
  mixed,
  async ({ people, mallory }) => {
    const [ada, ben] = await people(2);
    const harm = Harm.watch(ada);
    await ada.open('plan');
    await ada.type('Some words\nThe end');
    await ben.open('plan');
    await ben.putCaret({ after: 'Some' });
    const peer = await mallory('plan');
    const states = [
      ...garbage.flatMap((position) => [
        { name: 'Mallory', focusing: true, anchorPos: position, focusPos: position },
        { ...peer.caretAtStart(), name: 'Mallory', anchorPos: position },
      ]),
      JSON.parse('{"__proto__": {"name": "x"}}'),
      { name: nested(60), since: 1e308, away: nested(60), focusing: markup },
    ];
    for (const [i, state] of states.entries()) {
      peer.say(state);
      peer.say({ name: `Said ${i}` }); // to know that she has heard
      await ada.seesPresent('Ada', 'Ben', `Said ${i}`);
      await ada.seesCursorsOf(ben);
    }
    peer.say(states[0]);
    await goesOn(ada, peer);
    await ada.seesCursorOf(ben, { after: 'Some' });
    await harm.none();
  },
);

const titles: Record<string, { write(title: Y.Text): void; shown: string }> = {
  markup: {
    write: (title) => title.insert(0, `</title>${script}${markup}`),
    shown: `</title>${script}${markup}`.slice(0, 200),
  },
  'markup in an embedded thing': {
    write: (title) => {
      title.insert(0, 'Plan');
      title.insertEmbed(2, { words: markup, image: `javascript:${script}` });
      title.insertEmbed(0, new Y.XmlElement('script'));
      title.format(0, 4, { style: cover, onclick: script });
    },
    shown: '\ufffcPl\ufffcan',
  },
  'a million letters': {
    write: (title) => title.insert(0, `${markup}${'x'.repeat(1 << 20)}`),
    shown: markup.slice(0, 200),
  },
  'other lines and directions': { write: (title) => title.insert(0, 'Pl\r\nan\u202e\t'), shown: 'Pl  an\u202e ' },
};

for (const [what, { write, shown }] of Object.entries(titles)) {
  test(`a title of ${what} is shown as text, and can be changed`, async ({ people, mallory }) => {
    const [ada] = await people(1);
    const harm = Harm.watch(ada);
    const { page } = ada;
    const peer = await mallory('plan');
    write(peer.title);
    peer.write(theEnd());
    await ada.open('plan');
    const title = page.getByTestId('title');
    await expect(title).toHaveValue(shown);
    await expect(page).toHaveTitle(`${shown.trim()} · Quire`.replace(/\s+/g, ' '));
    await goesOn(ada, peer);
    await harm.none();
    await title.press('Home');
    await title.press('Delete');
    await eventually(async () => (await title.inputValue()).slice(0, 199)).toBe(shown.slice(1));
    const [ben] = await people(1);
    const listed = Harm.watch(ben);
    await ben.visit('/');
    await expect(ben.page.getByTestId('document')).toHaveCount(1);
    await expect(ben.page.getByTestId('document')).toContainText(shown.slice(-2).trim());
    await listed.none();
  });
}

const pasted = `
  <base href="${elsewhere}/"><meta http-equiv="refresh"
    content="0;url=${elsewhere}"><style>* { position: fixed; background: url(${elsewhere}/style) }</style>
  <script>${script}</script><img src=x onerror="${script}"><svg onload="${script}"><a
    xlink:href="javascript:${script}"><text>drawn</text></a></svg>
  <iframe srcdoc="<script>${script}</script>" src="javascript:${script}"></iframe><object
    data="data:text/html,<script>${script}</script>"></object>
  <p onclick="${script}" style="${cover}" id="title" class="bar">One <a href="javascript:${script}" target="_top"
    ping="${elsewhere}" onclick="${script}">two</a>
  <a href=" java&#10;script:${script}">three</a> <a href="data:text/html,${script}">four</a> <a
    href="https://example.org/">five</a></p>
  <form action="${elsewhere}"><input name="a" autofocus onfocus="${script}"><button
    formaction="javascript:${script}">send</button></form>
  <math><mi xlink:href="javascript:${script}">six</mi></math><video src=x onerror="${script}"></video><details open
    ontoggle="${script}">seven</details>
  <ol start="${script}" onclick="${script}"><li style="${cover}" value="x">eight</li></ol><table
    background="${elsewhere}/table"><tr><td onclick="${script}">nine</td></tr></table>
  <h1 style="${cover}">ten</h1><pre data-language="${'x'.repeat(1000)}" style="${cover}">eleven</pre><span
    style="${cover};font-weight:bold">twelve</span>
  <noscript><p title="</noscript><img src=x onerror=${script}>"></noscript><template
    ><script>${script}</script></template>`;

/** All addresses of links in what a peer has of the document. */
function addressesIn({ content }: Peer): unknown[] {
  return content.flatMap(({ attributes = {} }) => ('link' in attributes ? [attributes.link] : []));
}

test('pasted HTML is text with its formats', async ({ people, mallory }) => {
  const [ada] = await people(1);
  const harm = Harm.watch(ada);
  const peer = await mallory('plan');
  await ada.open('plan');
  await ada.type('The end\n');
  await paste(ada, { 'text/html': pasted, 'text/plain': 'plain' });
  for (const words of ['One', 'two', 'three', 'four', 'five', 'eight', 'ten', 'eleven', 'twelve']) {
    await ada.reads(words);
  }
  await harm.none();
  for (const words of ['two', 'three', 'four']) {
    await ada.page
      .getByText(words)
      .last()
      .click({ modifiers: ['ControlOrMeta'] });
  }
  await goesOn(ada, peer);
  await harm.none();
  expect(addressesIn(peer)).toEqual(['https://example.org/']);
  expect(JSON.stringify(peer.content)).not.toContain('position');
});

test('a paste that pretends to be from this editor is corrected', async ({ people, mallory }) => {
  const [ada, ben] = await people(2);
  const harm = Harm.watch(ada);
  const peer = await mallory('plan');
  await ada.open('plan');
  await ben.open('plan');
  await ada.type('The end\n');
  const text = (said: string) => ({
    type: 'text',
    version: 1,
    text: said,
    format: 0,
    mode: 'normal',
    detail: 0,
    style: cover,
  });
  const node = (type: string, said: object, ...children: object[]) => ({
    type,
    version: 1,
    format: '',
    indent: 1e9,
    direction: null,
    textStyle: cover,
    ...said,
    children,
  });
  const link = (type: string, url: unknown, said: string) =>
    node(type, { url, rel: 'opener', target: '_top', title: markup }, text(said));
  const copied = (...nodes: object[]) => ({
    'application/x-lexical-editor': JSON.stringify({ namespace: 'quire', nodes }),
  });
  await paste(
    ada,
    copied(
      node(
        'paragraph',
        {},
        text('one '),
        link('link', `javascript:${script}`, 'two'),
        text(' '),
        link('autolink', `data:text/html,${script}`, 'three'),
      ),
      node('heading', { tag: 'script' }, text('four')),
      node(
        'list',
        { tag: 'object', listType: 'number', start: markup },
        node('listitem', { indent: 0, value: markup, checked: markup }, text('five')),
      ),
      node('code', { language: markup, theme: markup }, text('six')),
      node('paragraph', {}, link('link', { toString: script }, 'seven'), link('link', 'https://example.org/', 'eight')),
    ),
  );
  await ada.sees(
    'p: The end',
    'p: one two three',
    'h1: four',
    'ol: five',
    'code: six',
    'p: seven<a https://example.org/>eight</a>',
  );
  await harm.none();
  await paste(ada, copied(node('iframe', { src: `javascript:${script}` }, text('unknown'))));
  await ada.page
    .getByText('two')
    .last()
    .click({ modifiers: ['ControlOrMeta'] });
  await goesOn(ada, peer);
  await converged([ada, ben]);
  await harm.none();
  expect(addressesIn(peer)).toEqual(['https://example.org/']);
});
