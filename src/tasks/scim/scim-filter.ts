// Writes filters (RFC 7644, section 3.4.2.2) of names and values, so that no value can become a part of the grammar.
import { badCall } from './scim-error.ts';
import type { ScimQueryFilter } from './scim-types.ts';

/** ATTRNAME of the grammar with a sub-attribute, alone or behind a schema's URN. */
const attributePath = /^(urn:[\w.:-]+:)?[A-Za-z][\w$-]*(\.[A-Za-z$][\w$-]*)?$/;

/**
 * The filter's text. A text is taken as it is; of an object, all attributes must equal their values.
 * @throws ScimError for a name that is none, for an empty filter, and for NaN and its like.
 */
export function scimFilter(filter: ScimQueryFilter): string {
  if (typeof filter === 'string') {
    if (filter.trim() === '') throw badCall('filter', 'the filter is empty');
    return filter;
  }
  const parts = Object.entries(filter).map(([name, value]) => `${attributeName(name)} eq ${filterValue(value)}`);
  if (parts.length === 0) throw badCall('filter', 'the filter names no attribute');
  return parts.join(' and ');
}

/** Whether it can name an attribute: alone, with one part behind a dot, behind a schema's URN. */
export const isAttributeName = (name: string): boolean => attributePath.test(name);

/** The name, if it is an attribute's. @throws ScimError if it is not. */
export function attributeName(name: string): string {
  if (!isAttributeName(name)) throw badCall('filter', `${JSON.stringify(name.slice(0, 80))} is no attribute name`);
  return name;
}

/**
 * A value as the grammar wants it: as in JSON. Quotes and backslashes are written as \u0022 and \u005c, so that a
 * directory that does not know escapes finds nothing, where `\"` would end its text and begin a condition.
 */
export function filterValue(value: string | number | boolean | null): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw badCall('filter', 'a number is not finite');
  if (value !== null && !['string', 'number', 'boolean'].includes(typeof value))
    throw badCall('filter', 'a value must be a text, a number, true, false or null');
  if (typeof value !== 'string') return JSON.stringify(value);
  const inside = JSON.stringify(value).slice(1, -1);
  return `"${inside.replaceAll('\\\\', '\\u005c').replaceAll('\\"', '\\u0022')}"`;
}
