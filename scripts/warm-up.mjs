// For the Dockerfile: starts the server once and stops it as Docker does, so that Node caches the JavaScript that it
// makes of our TypeScript. A server that does not start, or does not stop by itself, ends the build of the image.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const dataDir = mkdtempSync(join(tmpdir(), 'quire-warm-up-'));
const server = spawn(process.execPath, [join(import.meta.dirname, '../server/start.js')], {
  env: { ...process.env, HOST: '127.0.0.1', PORT: '0', DATA_DIR: dataDir },
  stdio: ['ignore', 'pipe', 'inherit'],
  timeout: 300_000, // long, for the emulation of another processor
  killSignal: 'SIGKILL',
});
const exited = once(server, 'exit');
for await (const line of createInterface({ input: server.stdout })) {
  console.log(line);
  if (line.includes('is listening on')) server.kill('SIGTERM');
}
const [code] = await exited;
rmSync(dataDir, { recursive: true, force: true });
process.exitCode = code ?? 1;
