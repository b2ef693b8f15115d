import { readFileSync } from 'node:fs';

/**
 * The types of a script's world, for editors and readers. (This file of the same name also keeps the compiler from
 * taking the globals of script-api.d.ts for globals of the service.)
 */
export const scriptApi = readFileSync(new URL('./script-api.d.ts', import.meta.url), 'utf8');
