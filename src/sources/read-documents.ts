// The documents of a request's body, read only after the request has proved where it comes from.
import { createHash } from 'node:crypto';
import type { Json, JsonObject } from '../domain/event.ts';
import { isObject } from './read-values.ts';
import { type Item, Rejection } from './source-kind.ts';

export const hashOf = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');

/** Whole numbers beyond 2^53 are ids: they stay as they were written. */
export function parseJson(source: string): Json {
  return JSON.parse(source, (_key, value: unknown, { source: written }: { source?: string } = {}) =>
    typeof value === 'number' && written !== undefined && !(Math.abs(value) <= Number.MAX_SAFE_INTEGER)
      ? written
      : value,
  ) as Json;
}

/** @throws Rejection unless the body is one JSON object. */
export function readDocument(body: Buffer): Item {
  const value = readJson(body);
  if (!isObject(value)) throw new Rejection('unreadable', 'the body is not a JSON object');
  return { value, hash: hashOf(body) };
}

/** @throws Rejection unless the body is JSON. */
export function readJson(body: Buffer): Json {
  try {
    return parseJson(decode(body));
  } catch {
    throw new Rejection('unreadable', 'the body is not JSON');
  }
}

/**
 * One object, a list of them, or one in each line. A line that cannot be read loses nothing but itself.
 * @throws Rejection when nothing can be read.
 */
export function readDocuments(body: Buffer): { items: readonly Item[]; rejected: readonly Rejection[] } {
  const whole = tryParse(decode(body));
  if (isObject(whole)) return { items: [{ value: whole, hash: hashOf(body) }], rejected: [] };
  const parts = Array.isArray(whole)
    ? whole
    : decode(body)
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map(tryParse);
  const items = parts.flatMap((part) => (isObject(part) ? [itemOf(part)] : []));
  const rejected = parts
    .filter((part) => !isObject(part))
    .map(() => new Rejection('unreadable', 'a part of the body is not a JSON object'));
  if (items.length === 0 && (rejected.length > 0 || !Array.isArray(whole)))
    throw rejected[0] ?? new Rejection('unreadable', 'the body is not JSON');
  return { items, rejected };
}

export const itemOf = (value: JsonObject): Item => ({ value, hash: hashOf(JSON.stringify(value)) });

const decode = (body: Buffer) => new TextDecoder().decode(body);

function tryParse(source: string): Json | undefined {
  try {
    return parseJson(source);
  } catch {
    return undefined;
  }
}
