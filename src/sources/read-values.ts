// Values out of documents that can hold anything. Absent, null, empty and of another type are all the same: not given.
import type { Json, JsonObject } from '../domain/event.ts';
import { readTime } from '../domain/time.ts';

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value at a path of keys and places; undefined where the path ends early. */
export function get(value: Json | undefined, ...path: readonly (string | number)[]): Json | undefined {
  let at: Json | undefined = value;
  for (const part of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return undefined;
    at = (at as Record<string | number, Json>)[part];
  }
  return at;
}

/** A text that is not empty; an id that is a number, as text. */
export function textOf(value: Json | undefined): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export const text = (value: Json | undefined, ...path: readonly (string | number)[]) => textOf(get(value, ...path));

export function objectAt(value: Json | undefined, ...path: readonly (string | number)[]): JsonObject {
  const found = get(value, ...path);
  return isObject(found) ? found : {};
}

export function listAt(value: Json | undefined, ...path: readonly (string | number)[]): readonly Json[] {
  const found = get(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** The texts of a list; undefined when there are none. */
export function textsAt(value: Json | undefined, ...path: readonly (string | number)[]): string[] | undefined {
  const texts = listAt(value, ...path).flatMap((item) => textOf(item) ?? []);
  return texts.length > 0 ? texts.slice(0, 1_000) : undefined;
}

/** Only what can be an address: a user name is none. */
export const emailOf = (value: string | undefined) => (value?.includes('@') ? value : undefined);

/** From here on a number of a time is one of milliseconds: in seconds it would be the year 5138. */
const firstMs = 1e11;
const lastMs = Date.UTC(9999, 11, 31);

/** RFC 3339 (without an offset: UTC), or a number of seconds or milliseconds, as text too; cut to milliseconds. */
export function timeOf(value: Json | undefined): Date | undefined {
  const number = typeof value === 'string' && /^\d{9,}(\.\d+)?(e\d+)?$/i.test(value) ? Number(value) : value;
  if (typeof number === 'number') {
    const ms = Math.trunc(number > firstMs ? number : number * 1000);
    return ms > 0 && ms < lastMs ? new Date(ms) : undefined;
  }
  if (typeof value !== 'string') return undefined;
  return readTime(/[Zz]|[+-]\d\d:\d\d$/.test(value) ? value : `${value}Z`);
}

/** Without the fields that were not given. */
export function given<Value>(fields: Readonly<Record<string, Value | undefined>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, Value] => entry[1] !== undefined));
}
