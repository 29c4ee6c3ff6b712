import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/quire'));
await import('./main.ts');
