// The smallest server of a shared text that keeps it: a file of Yjs updates, sent to whoever joins and added to by all.
// An example for the kit, and its test: nothing of Quire is in it.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'vite';
import { WebSocketServer } from 'ws';

/** The page's script with Yjs in it. */
async function script(): Promise<string> {
  const lib = { entry: join(import.meta.dirname, 'page.ts'), formats: ['es' as const] };
  const built = await build({ configFile: false, logLevel: 'error', build: { lib, write: false, minify: false } });
  return (Array.isArray(built) ? built : [built])
    .flatMap((bundle) => ('output' in bundle ? bundle.output[0].code : []))
    .join();
}

const file = join(process.env.DATA_DIR!, 'updates');
const updates = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
const area = '<textarea autofocus disabled rows="9"></textarea>';
const page = `<!doctype html>${area}<script type="module">${await script()}</script>`;

const server = createServer((_, response) => response.setHeader('Content-Type', 'text/html').end(page));
const sockets = new WebSocketServer({ server });
sockets.on('connection', (socket) => {
  for (const update of updates) socket.send(update);
  socket.send(''); // that is all there was
  socket.on('message', (message) => {
    const update = String(message);
    appendFileSync(file, `${update}\n`);
    updates.push(update);
    for (const other of sockets.clients) if (other !== socket) other.send(update);
  });
});
server.listen(Number(process.env.PORT), '127.0.0.1', () => {
  console.log(`listening on ${(server.address() as AddressInfo).port}`);
});
