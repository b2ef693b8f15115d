// What is different between two views of an object, field by field. A secret is compared and never shown.
import type { Json } from '../domain/event.ts';
import { pathText } from '../domain/refusal.ts';

const fingerprint = Symbol('fingerprint');

/** A secret in a view. */
export interface SecretText {
  /** The same for the same text, and nobody can tell the text who has not the key. */
  readonly [fingerprint]: string;
  /** What stands for it. */
  readonly shown: string;
}

export const secretText = (ownFingerprint: string, shown: string): SecretText => ({
  [fingerprint]: ownFingerprint,
  shown,
});

const isSecret = (value: ViewValue): value is SecretText =>
  typeof value === 'object' && value !== null && fingerprint in value;

/** An object as it is compared and shown: plain JSON with secrets in it. Undefined fields are not there. */
export type View = { readonly [field: string]: ViewValue };
export type ViewValue = Json | SecretText | undefined | readonly ViewValue[] | View;

/** A field that differs; unlike in the audit log, items of a list go by their place in it. */
export interface Difference {
  /** Such as `actions[0].url`. */
  readonly path: string;
  /** Null: it is not there. Secrets are masked. */
  readonly before: Json;
  readonly after: Json;
  /** It is a secret, or was one. */
  readonly secret: boolean;
}

/** @param before undefined for an object that is new: then each field that says something. */
export function differences(before: View | undefined, after: View): readonly Difference[] {
  return before ? between(before, after, []) : leaves(after, []).filter((one) => !isEmpty(one.after));
}

/** The same text for the same view, whatever the order of its fields. */
export function canonical(value: ViewValue): string {
  if (isSecret(value)) return `secret:${value[fingerprint]}`;
  if (isList(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isView(value)) return JSON.stringify(value ?? null);
  const fields = Object.keys(value).filter((field) => value[field] !== undefined && value[field] !== null);
  return `{${fields
    .sort()
    .map((field) => `${JSON.stringify(field)}:${canonical(value[field])}`)
    .join(',')}}`;
}

type Path = readonly (string | number)[];

function between(before: ViewValue, after: ViewValue, at: Path): Difference[] {
  if (canonical(before) === canonical(after)) return [];
  const [one, other] = [partsOf(before), partsOf(after)];
  if (!one && !other) return [changed(before, after, at)];
  // What is there on one side only is told field by field too.
  if (!one || !other) {
    const gone = leaves(before, at).map((leaf) => ({ ...leaf, before: leaf.after, after: null }));
    return [...gone, ...leaves(after, at)];
  }
  const names = new Set([...one.keys(), ...other.keys()]);
  return [...names].flatMap((name) => between(one.get(name), other.get(name), [...at, name]));
}

/** Every field of a value, as new. */
function leaves(value: ViewValue, at: Path): Difference[] {
  const parts = partsOf(value);
  if (!parts) return isNothing(value) ? [] : [changed(undefined, value, at)];
  return [...parts].flatMap(([name, part]) => leaves(part, [...at, name]));
}

/** What an object or a list of objects consists of; undefined for what is told as a whole. */
function partsOf(value: ViewValue): ReadonlyMap<string | number, ViewValue> | undefined {
  if (isList(value)) return value.some(isView) ? new Map(value.entries()) : undefined;
  return isView(value) ? new Map(Object.entries(value)) : undefined;
}

const isNothing = (value: ViewValue) => value === undefined || value === null;

const changed = (before: ViewValue, after: ViewValue, at: Path): Difference => ({
  path: pathText(at),
  before: shown(before),
  after: shown(after),
  secret: isSecret(before) || isSecret(after),
});

function shown(value: ViewValue): Json {
  if (value === undefined) return null;
  if (isSecret(value)) return value.shown;
  if (isList(value)) return value.map(shown);
  if (!isView(value)) return value as Json;
  return Object.fromEntries(
    Object.entries(value).flatMap(([field, one]) => (one === undefined ? [] : [[field, shown(one)]])),
  );
}

const isList = (value: ViewValue): value is readonly ViewValue[] => Array.isArray(value);
const isView = (value: ViewValue): value is View =>
  typeof value === 'object' && value !== null && !isList(value) && !isSecret(value);

const isEmpty = (value: Json) => value === null || value === '' || (Array.isArray(value) && value.length === 0);
