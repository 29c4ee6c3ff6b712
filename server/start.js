// `npm start`: runs main.ts and caches the JavaScript that Node makes of our TypeScript. Without the cache, stripping
// types takes 40 MB of memory and half of the start. This file is JavaScript, so that it needs no stripping itself.

import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

const directory = join(import.meta.dirname, '../node_modules/.cache/quire');
enableCompileCache(directory);
process.env.NODE_COMPILE_CACHE = directory; // for worker threads

await import('./main.ts');
