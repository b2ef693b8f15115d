// Loaded before the program (`npm start`), and no TypeScript itself: what was compiled and had its types taken off at
// one start is kept for the next, which is faster and needs less memory.
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url)));
