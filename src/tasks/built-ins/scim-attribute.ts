// Attributes of a SCIM resource by path: `userName`, `name.givenName`, `urn:…:User:department` (RFC 7644, 3.10). Names
// are found in any spelling of cases (RFC 7643, 2.1).
import type { Json, JsonObject } from '../../domain/event.ts';
import { isJsonObject } from '../scim/scim-types.ts';

/** @returns undefined if there is none, also where the directory gives null or an empty list (RFC 7643, 2.5). */
export function readAttribute(resource: Json | undefined, path: string): Json | undefined {
  let at = resource;
  for (const part of partsOf(path)) {
    if (!isJsonObject(at)) return undefined;
    const key = Object.keys(at).find((name) => name.toLowerCase() === part.toLowerCase());
    at = key === undefined ? undefined : at[key];
  }
  return at === null || (Array.isArray(at) && at.length === 0) ? undefined : at;
}

/** A copy of the resource that has the value at this path. */
export function withAttribute(resource: JsonObject, path: string, value: Json): JsonObject {
  const put = (at: Json | undefined, [part, ...rest]: readonly string[]): Json => {
    if (part === undefined) return value;
    const before = isJsonObject(at) ? at : {};
    return { ...before, [part]: put(Object.hasOwn(before, part) ? before[part] : undefined, rest) };
  };
  return put(resource, partsOf(path)) as JsonObject;
}

/** The schema that a path's attribute belongs to; undefined for one of the core. */
export function schemaOf(path: string): string | undefined {
  return path.startsWith('urn:') ? path.slice(0, path.lastIndexOf(':')) : undefined;
}

/**
 * Whether the target already says what the source says. What a directory adds by itself to a complex value, such as
 * `display`, does not count; the order of several values does not either.
 */
export function saysTheSame(source: Json, target: Json | undefined): boolean {
  if (Array.isArray(source)) {
    if (!Array.isArray(target) || target.length !== source.length) return false;
    const left = [...target];
    return source.every((item: Json) => {
      const at = left.findIndex((other: Json) => saysTheSame(item, other));
      if (at >= 0) left.splice(at, 1);
      return at >= 0;
    });
  }
  if (!isJsonObject(source)) return source === target;
  return Object.entries(source).every(
    ([key, value]) => value === null || key === '$ref' || saysTheSame(value, readAttribute(target, key)),
  );
}

export const textOf = (value: Json | undefined): string | undefined =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;

function partsOf(path: string): string[] {
  const schema = schemaOf(path);
  const name = schema === undefined ? path : path.slice(schema.length + 1);
  return [...(schema === undefined ? [] : [schema]), ...name.split('.')];
}
