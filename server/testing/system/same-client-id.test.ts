// Two pages with one Yjs client id, over real sockets: the page that comes second is told so, and nothing of what it
// wrote is taken for what the first one wrote.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { CloseCode } from '../../../protocol/close-codes.ts';
import { client, synced } from '../client.ts';
import { startServer, type TestServer, until } from '../server.ts';

/** A document with the id 7 that was written on under this id before. */
function offline(words: string): Y.Doc {
  const doc = new Y.Doc();
  doc.clientID = 7;
  doc.getText('text').insert(0, 'both ');
  doc.getText('text').insert(5, words);
  return doc;
}

/** A stock client connects with `doc`. */
function connect(t: TestContext, { address }: TestServer, doc: Y.Doc) {
  const provider = new WebsocketProvider(address, 'plan', doc, { disableBc: true });
  let code: number | null = null;
  provider.on('connection-close', (event) => (code ??= event?.code ?? null));
  t.after(() => {
    doc.clientID = 7; // Yjs may have changed it, and y-websocket leaves under this one
    provider.destroy();
    doc.destroy();
  });
  return { provider, text: doc.getText('text'), closed: () => code };
}

for (const [what, adaWrites, benWrites] of [
  ['as much', 'Ada', 'Ben'],
  ['more', 'Ada', 'Benjamin'],
  ['less', 'Adalbert', 'Ben'],
  ['more than is compared', 'A', 'b'.repeat(1_000)],
  ['less than is compared', 'A'.repeat(1_000), 'b'],
] as const) {
  test(`[SAME1] [SAME3] of two pages with one id, the second is refused that wrote ${what}`, async (t) => {
    const server = await startServer(t);
    const reader = client(t, server, 'plan');
    const ada = connect(t, server, offline(adaWrites));
    await until(() => reader.text.toString() === `both ${adaWrites}`);
    const ben = connect(t, server, offline(benWrites));
    await until(() => ben.closed() === CloseCode.duplicate);
    assert.ok(ben.text.toString().includes(benWrites));
    ada.text.insert(0, 'still ');
    await until(() => reader.text.toString() === `still both ${adaWrites}`);
  });
}

test('[SAME3] a page that comes back with its own work goes on', async (t) => {
  const server = await startServer(t);
  const reader = client(t, server, 'plan');
  const ada = connect(t, server, offline('Ada'));
  for (let i = 0; i < 3; i++) {
    await synced(ada);
    ada.text.insert(ada.text.length, ' online');
    await until(() => reader.text.toString() === ada.text.toString());
    ada.provider.disconnect();
    ada.text.insert(ada.text.length, ' offline');
    ada.provider.connect();
  }
  await until(() => reader.text.toString() === ada.text.toString());
  assert.notEqual(ada.closed(), CloseCode.duplicate);
});
