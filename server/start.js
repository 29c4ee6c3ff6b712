// `npm start`: main.ts, with what Node makes of our TypeScript kept for the next time. What has to strip types takes 40
// MB of memory, and half of the time until the server listens; JavaScript, so that it is not needed for this file
// either.

import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

const directory = join(import.meta.dirname, '../node_modules/.cache/quire');
enableCompileCache(directory);
process.env.NODE_COMPILE_CACHE = directory; // for the threads

await import('./main.ts');
