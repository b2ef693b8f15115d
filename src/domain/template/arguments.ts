/** Reads a function's arguments as generously as sprig does: nothing is an empty text, a numeric text is a number. */

import type { Tools } from './function-types.ts';
import { limits } from './limits.ts';
import { formatPlain } from './print-value.ts';
import { Failure } from './template-error.ts';
import { isMap, kindOf, numberOf, type ValueMap } from './value.ts';

export function textArg(value: unknown, tools: Tools): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) {
    if (tools.missing === 'error') throw new Failure('an argument has no value');
    return '';
  }
  return formatPlain(value, tools.mode);
}

/** A whole number; what is none counts as 0. */
export function intArg(value: unknown, tools: Tools): bigint {
  switch (kindOf(value, tools.mode)) {
    case 'int':
      return typeof value === 'bigint' ? value : BigInt(value as number);
    case 'bool':
      return value ? 1n : 0n;
    case 'string': {
      const text = (value as string).trim();
      return /^[+-]?\d{1,30}$/.test(text) ? BigInt(text.replace('+', '')) : whole(Number(text));
    }
    default:
      return whole(numberOf(value));
  }
}

function whole(value: number): bigint {
  return Number.isFinite(value) ? BigInt(Math.trunc(value)) : 0n;
}

/** A small number: a width, a count, a position. */
export function countArg(value: unknown, tools: Tools): number {
  const count = intArg(value, tools);
  const most = BigInt(limits.outputBytes);
  return Number(count > most ? most : count < -most ? -most : count);
}

export function listArg(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (value === null || value === undefined) return [];
  throw new Failure('expected a list');
}

export function mapArg(value: unknown): ValueMap {
  if (isMap(value)) return value;
  if (value === null || value === undefined) return {};
  throw new Failure('expected a map');
}

/** Refuses a text before it is built. */
export function checkLength(length: number): void {
  if (length > limits.outputBytes) throw new Failure(`result longer than ${limits.outputBytes} bytes`);
}

/** Without what is missing or null. */
export function given(values: readonly unknown[]): unknown[] {
  return values.filter((value) => value !== null && value !== undefined);
}

export function countOf(part: string, text: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) count += 1;
  return count;
}
