// What others write is text. A hostile peer writes past our toolbar into the document that Ada looks at, or gives her
// something to paste: nothing of it runs, leads astray, or stops her from writing.
import * as Y from 'yjs';
import { elsewhere, Harm, markup, script } from './harm.ts';
import { element, HostilePeer, text } from './hostile-peer.ts';
import { converged, eventually, expect, type Person, type ServerSetup, test as base } from './kit/index.ts';
import { quireServer } from './kit/quire.ts';
import { mixed } from './mixed.ts';

/** The server without the page's policy (CSP): the page has to be safe by itself. */
const withoutPolicy: ServerSetup = {
  ...quireServer,
  command: [process.execPath, '--import', `${import.meta.dirname}/without-policy.ts`, ...quireServer.command.slice(1)],
};

const test = base.extend<{ mallory(document: string): Promise<HostilePeer> }>({
  serverSetup: withoutPolicy,

  // Brings hostile peers into a document; they leave when the test ends.
  mallory: async ({ server }, use) => {
    const here: HostilePeer[] = [];
    await use(async (document) => {
      const peer = await HostilePeer.join(server.url, document);
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
async function goesOn(ada: Person, mallory: HostilePeer): Promise<void> {
  await ada.putCaret({ after: 'The end' });
  await ada.type(' and on');
  await ada.reads('The end and on');
  await eventually(() => mallory.words).toContain('The end and on');
}

const paragraph = (...children: (Y.XmlElement | Y.XmlText)[]) => element('paragraph', {}, ...children);
const theEnd = () => paragraph(text('The end'));

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
  const links = unsafeAddresses.flatMap((__url, i) => [
    paragraph(element('link', { __url }, text(`link ${i}.`))),
    paragraph(element('autolink', { __url }, text(`auto ${i}.`))),
  ]);
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
  peer.write(paragraph(element('link', { __url: `javascript:${script}` }, text('a link'))), theEnd());
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
    __rel: `opener ${markup}`,
    __target: '_self',
    __title: markup,
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
  peer.write(
    ...addresses.map((__url, i) => paragraph(element('link', { ...said, __url }, text(`link ${i}`)))),
    theEnd(),
  );
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
  peer.write(...addresses.map((__url) => paragraph(element('link', { __url }, text('link')))), theEnd());
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

test('properties of text and blocks neither become markup nor cover the page', async ({ people, mallory }) => {
  const [ada, ben] = await people(2);
  const harm = Harm.watch(ada);
  const peer = await mallory('plan');
  const looks = { __style: cover, __textStyle: cover, __format: 2 ** 31, __indent: 1e9, __dir: markup, style: cover };
  const weird = {
    ...looks,
    onclick: script,
    id: 'title',
    class: 'bar',
    constructor: script,
    prototype: script,
    __type: 'script',
  };
  const proto = { prototype: { getWritable: 1 }, toString: 1, valueOf: null };
  const list = (said: object, item: object, words: string) =>
    element('list', said, element('listitem', item, text(words)));
  peer.body.setAttribute('__style', cover);
  peer.body.setAttribute('__indent', 1e9 as never);
  peer.write(
    paragraph(text('styled', { p: { __style: cover, __mode: 2, __detail: 'x', __format: cover }, s_style: cover })),
    paragraph(text('proto', { p: proto, i: markup, ychange: { type: 'added' } })),
    paragraph(text('spread', { p: script }), text(' numbers', { p: 7 })),
    element('paragraph', { ...weird, __key: 'root', __first: 'root', __parent: 'root' }, text('weird')),
    element('paragraph', { s_x: markup, s___proto__: proto, __state: proto }, text('states')),
    ...['script', 'iframe', 'style', 'a b', '', 7].map((__tag) =>
      element('heading', { ...weird, __tag }, text(`${__tag} heading`)),
    ),
    element('heading', { __tag: 'script' }, text(script)),
    element('heading', { __tag: 'style' }, text('* { display: none !important }')),
    list(
      { __tag: 'object', __listType: 'script', __start: markup },
      { ...looks, __value: markup, __checked: markup },
      'tagged list',
    ),
    list({ __tag: { a: 1 }, __listType: ['check'], __start: 1e300 }, { __value: [1], __checked: {} }, 'nested list'),
    element(
      'code',
      { ...looks, __language: `js${markup}`, __theme: markup, __isSyntaxHighlightSupported: markup },
      text('coded'),
    ),
    element('code', { __language: proto }, text('highlit', { t: 'code-highlight', p: { __highlightType: markup } })),
    element('quote', weird, text(markup)),
    theEnd(),
  );
  await ada.open('plan');
  await ben.open('plan');
  await ada.reads('The end');
  expect(await converged([ada, ben])).toEqual([
    'p: styled',
    'p: proto',
    'p: spread numbers',
    'p: weird',
    'p: states',
    ...['script', 'iframe', 'style', 'a b', '', 7].map((tag) => `h1: ${tag} heading`),
    `h1: ${script}`,
    'h1: * { display: none !important }',
    'ol: tagged list',
    'ol: nested list',
    'code: coded',
    'code: highlit',
    `quote: ${markup}`,
    'p: The end',
  ]);
  await harm.none();
  await ada.page.getByTestId('title').click(); // nothing lies over it
  for (const words of ['styled', 'weird', 'tagged list', 'coded']) {
    await ada.page.getByText(words, { exact: true }).click();
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
  const [words, heading, link] = [
    text('words'),
    element('heading', { __tag: 'h2' }, text('heading')),
    element('link', { __url: '/' }, text('link')),
  ];
  peer.write(paragraph(words), heading, paragraph(link), theEnd());
  await ada.open('plan');
  await ada.sees('p: words', 'h2: heading', 'p: <a />link</a>', 'p: The end');
  peer.doc.transact(() => {
    words.format(0, 5, { p: { __style: cover, __format: 1 } });
    heading.setAttribute('__tag', 'script');
    link.setAttribute('__url', `javascript:${script}`);
    link.setAttribute('__target', '_top');
  });
  await ada.sees('p: <b>words</b>', 'h1: heading', 'p: <a null>link</a>', 'p: The end');
  await ada.page.getByText('link', { exact: true }).click({ modifiers: ['ControlOrMeta'] });
  await goesOn(ada, peer);
  await harm.none();
});

/** What no editor writes: what stands where it cannot, and what is not known. */
const unshowable: Record<string, () => unknown> = {
  'an element nobody knows': () => element('iframe', { src: `javascript:${script}`, srcdoc: markup }),
  'a name that is markup': () => element(markup),
  'text without a block': () => text(markup),
  'a kind of text nobody knows': () => paragraph(text('words', { t: 'script' })),
  'a root within the root': () => element('root', {}, paragraph(text('words'))),
  'a root within a block': () => paragraph(element('UNDEFINED', {}, paragraph(text('words')))),
  'a map': () => new Y.Map([['type', 'script']]),
};

for (const [what, make] of Object.entries(unshowable)) {
  test(`${what} is not shown, and the document stays as it is`, mixed, async ({ people, mallory }) => {
    const [ada, ben] = await people(2);
    const harm = Harm.watch(ada);
    const peer = await mallory('plan');
    await ben.open('plan');
    await ben.type('Good words');
    await eventually(() => peer.words).toContain('Good words');
    peer.title.insert(0, 'Plan');
    peer.body.push([make() as Y.XmlElement]);
    const before = Y.encodeStateAsUpdate(peer.doc);
    await ada.visit('/d/plan');
    for (const { page } of [ada, ben]) await expect(page.getByText('This page cannot show the document')).toBeVisible();
    await expect(ada.page.getByTestId('title')).toHaveValue('Plan');
    await harm.none();
    expect(Y.encodeStateAsUpdate(peer.doc)).toEqual(before);
    peer.body.delete(peer.body.length - 1);
    const other = await mallory('plan');
    await eventually(() => other.body.length).toBe(1);
    const [cleo] = await people(1, 'plan');
    await cleo.sees('title: Plan', 'p: Good words');
  });
}

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
      ...peer.caretIn(0),
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
        {
          name: 'Mallory',
          focusing: true,
          anchorPos: position,
          focusPos: (peer.caretIn(0) as { focusPos: object }).focusPos,
        },
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

/** Pastes as an application that put these on the clipboard would have it. */
async function paste(ada: Person, types: Record<string, string>): Promise<void> {
  await ada.page.getByTestId('editor').evaluate((editor, entries) => {
    const clipboardData = new DataTransfer();
    for (const [type, data] of entries) clipboardData.setData(type, data);
    const event = new ClipboardEvent('paste', { bubbles: true, cancelable: true });
    Object.defineProperty(event, 'clipboardData', { value: clipboardData }); // Firefox takes no data from a page
    editor.dispatchEvent(event);
  }, Object.entries(types));
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

/** All addresses in what a peer has of the document. */
function addressesIn(body: Y.XmlElement): unknown[] {
  const inner = [...body.createTreeWalker((node) => node instanceof Y.XmlElement)] as Y.XmlElement[];
  return inner.flatMap((one) => one.getAttribute('__url') ?? []);
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
  expect(addressesIn(peer.body)).toEqual(['https://example.org/']);
  expect(peer.body.toString()).not.toContain('position');
});

test('a paste that pretends to be from this editor is corrected', async ({ people, mallory }) => {
  const [ada, ben] = await people(2);
  const harm = Harm.watch(ada);
  const peer = await mallory('plan');
  await ada.open('plan');
  await ben.open('plan');
  await ada.type('The end\n');
  const words = (said: string) => ({
    type: 'text',
    version: 1,
    text: said,
    format: 0,
    mode: 'normal',
    detail: 0,
    style: cover,
  });
  const block = (type: string, said: object, ...children: object[]) => ({
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
    block(type, { url, rel: 'opener', target: '_top', title: markup }, words(said));
  const copied = (...nodes: object[]) => ({
    'application/x-lexical-editor': JSON.stringify({ namespace: 'quire', nodes }),
  });
  await paste(
    ada,
    copied(
      block(
        'paragraph',
        {},
        words('one '),
        link('link', `javascript:${script}`, 'two'),
        words(' '),
        link('autolink', `data:text/html,${script}`, 'three'),
      ),
      block('heading', { tag: 'script' }, words('four')),
      block(
        'list',
        { tag: 'object', listType: 'number', start: markup },
        block('listitem', { indent: 0, value: markup, checked: markup }, words('five')),
      ),
      block('code', { language: markup, theme: markup }, words('six')),
      block(
        'paragraph',
        {},
        link('link', { toString: script }, 'seven'),
        link('link', 'https://example.org/', 'eight'),
      ),
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
  await paste(ada, copied(block('iframe', { src: `javascript:${script}` }, words('unknown'))));
  await ada.page
    .getByText('two')
    .last()
    .click({ modifiers: ['ControlOrMeta'] });
  await goesOn(ada, peer);
  await converged([ada, ben]);
  await harm.none();
  expect(addressesIn(peer.body)).toEqual(['https://example.org/']);
});
