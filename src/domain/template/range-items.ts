/** What a `range` runs over: a list, a map in the order of its keys, or the numbers below an int. */
import { limits } from './limits.ts';
import { formatPlain, sortedKeys } from './print-value.ts';
import type { Loop } from './program.ts';
import { intOf, isMap, kindOf, makeUint8, type NumberMode } from './value.ts';

/** The items and, for a map, their keys; or Go's reason why there are none. */
export function loopItems(
  value: unknown,
  loop: Loop,
  mode: NumberMode,
): { items: unknown[]; keys: string[] | null } | string {
  if (Array.isArray(value)) return { items: loop.canBreak ? value.slice() : value, keys: null };
  if (value === null || value === undefined) return { items: [], keys: null };
  if (isMap(value)) {
    const keys = sortedKeys(value);
    return { items: keys.map((key) => value[key]), keys };
  }
  const kind = kindOf(value, mode);
  if (kind === 'int' || kind === 'uint8') {
    if (loop.indexSlot) {
      return `can't use ${formatPlain(value, mode)} to iterate over more than one variable`;
    }
    // one more than may run, so that the limit itself is what stops it
    const count = Number(intOf(value));
    const length = Math.min(Math.max(count, 0), limits.loopTurns + 1);
    const item = kind === 'int' ? BigInt : makeUint8;
    return { items: Array.from({ length }, (_, index) => item(index)), keys: null };
  }
  return `range can't iterate over ${formatPlain(value, mode)}`;
}
