/** Writes template values as JSON: the boxes that Go's number types need are written as the numbers they are. */
import { formatPlain } from './print-value.ts';
import { kindOf, type NumberMode, numberOf, timeOf } from './value.ts';

export function toJsonText(value: unknown, mode: NumberMode, indent = ''): string {
  return JSON.stringify(value, (_key, item: unknown) => plainJson(item, mode), indent) ?? 'null';
}

function plainJson(value: unknown, mode: NumberMode): unknown {
  switch (kindOf(value, mode)) {
    case 'invalid':
      return null;
    case 'int':
      return typeof value === 'bigint' ? rawInteger(value) : value;
    case 'uint8':
    case 'float64':
      return numberOf(value);
    case 'complex128':
      return formatPlain(value, mode);
    case 'time.Time':
      return new Date(timeOf(value) ?? 0).toISOString().replace('.000Z', 'Z');
    default:
      return value;
  }
}

/** An integer beyond 2^53 keeps its digits where the runtime can write them. */
function rawInteger(value: bigint): unknown {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}
