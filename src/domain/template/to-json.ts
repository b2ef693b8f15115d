/** Writes template values as JSON: the boxes that Go's number types need are written as the numbers they are, and a
 *  value that contains itself many times over is refused before it is written. */
import { limits } from './limits.ts';
import { formatPlain, sortedKeys } from './print-value.ts';
import { Failure } from './template-error.ts';
import { isMap, kindOf, type NumberMode, numberOf, timeOf } from './value.ts';

const MAX_DEPTH = 500;

/** JSON as JavaScript writes it, keys in the order of the data. */
export function toJsonText(value: unknown, mode: NumberMode): string {
  return JSON.stringify(plainCopy(value, mode, newBudget(), false)) ?? 'null';
}

/** JSON as Go's encoder writes it: keys in order, and < > & escaped. */
export function toGoJson(value: unknown, mode: NumberMode, indent: string): string {
  const text = JSON.stringify(plainCopy(value, mode, newBudget(), true), null, indent) ?? 'null';
  return text.replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

type Budget = { left: number; depth: number };

function newBudget(): Budget {
  return { left: limits.outputBytes, depth: 0 };
}

function plainCopy(value: unknown, mode: NumberMode, budget: Budget, inOrder: boolean): unknown {
  budget.left -= typeof value === 'string' ? value.length + 1 : 1;
  if (budget.left < 0) throw new Failure(`result longer than ${limits.outputBytes} bytes`);
  if (Array.isArray(value)) {
    return nested(budget, () => value.map((item) => plainCopy(item, mode, budget, inOrder)));
  }
  if (isMap(value)) {
    const keys = inOrder ? sortedKeys(value) : Object.keys(value);
    return nested(budget, () =>
      Object.fromEntries(keys.map((key) => [key, plainCopy(value[key], mode, budget, inOrder)])),
    );
  }
  return plainScalar(value, mode);
}

function nested<T>(budget: Budget, copy: () => T): T {
  budget.depth += 1;
  if (budget.depth > MAX_DEPTH) throw new Failure(`value nested more than ${MAX_DEPTH} deep`);
  const result = copy();
  budget.depth -= 1;
  return result;
}

function plainScalar(value: unknown, mode: NumberMode): unknown {
  switch (kindOf(value, mode)) {
    case 'string':
    case 'bool':
      return value;
    case 'int':
      return typeof value === 'bigint' ? integer(value) : value;
    case 'uint8':
    case 'float64':
      return numberOf(value);
    case 'complex128':
      return formatPlain(value, mode);
    case 'time.Time':
      return new Date(timeOf(value) ?? 0).toISOString().replace('.000Z', 'Z');
    default:
      return null;
  }
}

/** An integer beyond 2^53 keeps its digits, as text. */
function integer(value: bigint): unknown {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}
