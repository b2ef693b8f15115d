/** Compiled templates by text and options, so that an action compiles once and not for every event. */
import { limits } from './limits.ts';
import type { Render } from './runtime.ts';

const cache = new Map<string, Render>();
let cachedLength = 0;

/** The least recently used go first: a Map keeps the order of insertion. */
export function cached(key: string, make: () => Render): Render {
  const known = cache.get(key);
  if (known) {
    cache.delete(key);
    cache.set(key, known);
    return known;
  }
  const render = make();
  cache.set(key, render);
  cachedLength += key.length;
  for (const oldest of cache.keys()) {
    if (cache.size <= limits.cachedTemplates && cachedLength <= limits.cachedLength) break;
    cache.delete(oldest);
    cachedLength -= oldest.length;
  }
  return render;
}
