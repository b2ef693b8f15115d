// What differs between two states of a thing, field by field, for the audit log. States are compared in the clear and
// told of as they may be shown: a secret that was changed is a change of its mask.
import type { Json } from './event.ts';

/** A thing at one moment: as it is, and the same with its secrets masked. */
export interface State {
  readonly plain: object;
  readonly shown: object;
}

export interface Difference {
  /** Such as `actions[<id>].url`; items of a list go by their id, key or name. */
  readonly path: string;
  /** Null: there was none. */
  readonly before: Json;
  /** Null: there is none any more. */
  readonly after: Json;
  /** The field holds a secret: before and after are masks, also where they are different secrets. */
  readonly secret?: true;
}

/** Characters of one text that are told, at most. */
const maxText = 4_000;
/** What is told before the first character that differs, when a text is longer. */
const lead = 200;

/** A thing without secrets. */
export const openState = (fields: object): State => ({ plain: fields, shown: fields });

/** @param before undefined for a thing that is new. @param after undefined for one that is gone. */
export function differences(before: State | undefined, after: State | undefined): Difference[] {
  const found: Difference[] = [];
  compare(sideOf(before), sideOf(after), '', found);
  return found;
}

interface Side {
  readonly plain: unknown;
  readonly shown: unknown;
}

const nothing: Side = { plain: null, shown: null };
const sideOf = (state: State | undefined): Side => state ?? nothing;

function compare(before: Side, after: Side, path: string, found: Difference[]): void {
  if (canonical(before.plain) === canonical(after.plain)) return;
  const [from, to] = [partsOf(before), partsOf(after)];
  const isOneSided = before.plain == null || after.plain == null;
  if (!(from && to) && !(isOneSided && (from || to))) {
    found.push(leaf(before, after, path));
    return;
  }
  const [old, fresh] = [from ?? new Map<string, Side>(), to ?? new Map<string, Side>()];
  const count = found.length;
  for (const name of new Set([...fresh.keys(), ...old.keys()]))
    compare(old.get(name) ?? nothing, fresh.get(name) ?? nothing, path + (path === '' ? name.slice(1) : name), found);
  // The same items in another order: that is the change.
  if (found.length === count && Array.isArray(before.plain) && Array.isArray(after.plain))
    found.push({ path, before: namesIn(old), after: namesIn(fresh) });
}

const namesIn = (parts: ReadonlyMap<string, Side>) => [...parts.keys()].map((name) => name.slice(1, -1));

/** The fields of an object, and the items of a list whose items have names of their own; undefined for all else. */
function partsOf({ plain, shown }: Side): Map<string, Side> | undefined {
  if (typeof plain !== 'object' || plain === null) return undefined;
  const of = shown as Record<string, unknown>;
  if (!Array.isArray(plain))
    return new Map(Object.entries(plain).map(([name, value]) => [`.${name}`, { plain: value, shown: of[name] }]));
  const names = plain.map(nameOf);
  if (names.includes(undefined) || new Set(names).size < names.length) return undefined;
  return new Map(plain.map((item, index) => [`[${names[index]}]`, { plain: item, shown: of[index] }]));
}

function nameOf(item: unknown): string | undefined {
  const { id, key, name } = (item ?? {}) as Record<string, unknown>;
  const found = [id, key, name].find((one) => typeof one === 'string' && one !== '');
  return typeof found === 'string' ? found : undefined;
}

function leaf(before: Side, after: Side, path: string): Difference {
  const isSecret = [before, after].some(({ plain, shown }) => canonical(plain) !== canonical(shown));
  const from = commonLength(before.shown, after.shown);
  return {
    path,
    before: told(before.shown, from),
    after: told(after.shown, from),
    ...(isSecret && { secret: true as const }),
  };
}

/** A value as it is kept: without what a database cannot store, and long texts cut around what differs. */
function told(value: unknown, from = 0): Json {
  if (typeof value === 'string') return cut(value.toWellFormed().replaceAll('\0', '\ufffd'), from);
  if (Array.isArray(value)) return value.map((item) => told(item));
  if (typeof value !== 'object' || value === null) return (value ?? null) as Json;
  if (value instanceof Date) return value.toISOString();
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, told(item)]));
}

function cut(text: string, from: number): string {
  if (text.length <= maxText) return text;
  const start = Math.max(0, Math.min(from, text.length) - lead);
  const end = start + maxText;
  return `${start > 0 ? '…' : ''}${text.slice(start, end).toWellFormed()}${end < text.length ? '…' : ''}`;
}

function commonLength(one: unknown, other: unknown): number {
  if (typeof one !== 'string' || typeof other !== 'string') return 0;
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}

/** The same text for the same value, whatever the order of its fields; an absent field is like null. */
function canonical(value: unknown): string {
  if (value instanceof Date) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value).filter(([, item]) => item != null);
  return `{${fields
    .map(([name, item]) => `${JSON.stringify(name)}:${canonical(item)}`)
    .sort()
    .join()}}`;
}
