// What an address says behind its `?`: the state of a screen. Flat text, readable, and never trusted: what is not
// understood is left out, and said.
import { useNavigate, useSearch } from '@tanstack/react-router';

/** As the router keeps it. */
export type Search = Record<string, string>;

/** How one part of an address is read. Undefined: not understood. */
export type Part<T> = (text: string) => T | undefined;

export const anyText: Part<string> = (text) => (text.length <= 256 ? text : undefined);

export const oneOf =
  <const T extends string>(...allowed: readonly T[]): Part<T> =>
  (text) =>
    allowed.find((value) => value === text);

export const moment: Part<string> = (text) => (Number.isNaN(Date.parse(text)) ? undefined : text);

export const uuid: Part<string> = (text) =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text) ? text : undefined;

export type Parts = Record<string, Part<unknown>>;

export type Values<P extends Parts> = {
  readonly [Name in keyof P]: P[Name] extends Part<infer T> ? T | undefined : never;
};

export interface Address<P extends Parts> {
  readonly values: Values<P>;
  /** What was not understood, as `name=text`. */
  readonly wrong: readonly string[];
  /** Changes parts; undefined and '' take one away. A step in the browser's history, unless `replace`. */
  readonly change: (parts: { readonly [Name in keyof P]?: string | undefined }, replace?: boolean) => void;
  readonly clear: () => void;
  /** Something is asked for. */
  readonly isFiltered: boolean;
}

/** The state of this screen as its address says it. @param parts must be the same object at each call. */
export function useAddress<P extends Parts>(parts: P): Address<P> {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const { values, wrong } = readAddress(parts, search);
  const go = (next: Search, replace: boolean) =>
    void navigate({ to: '.', search: next as never, replace, resetScroll: false });
  return {
    values,
    wrong,
    change: (changed, replace = false) => go(changedSearch(search, changed), replace),
    clear: () => go({}, false),
    isFiltered: Object.values(values).some((value) => value !== undefined),
  };
}

export function readAddress<P extends Parts>(parts: P, search: Search): Pick<Address<P>, 'values' | 'wrong'> {
  const wrong: string[] = [];
  const values = Object.fromEntries(
    Object.entries(parts).map(([name, part]) => {
      const text = search[name];
      if (text === undefined || text === '') return [name, undefined];
      const value = part(text);
      if (value === undefined) wrong.push(`${name}=${text}`);
      return [name, value];
    }),
  );
  return { values: values as Values<P>, wrong };
}

export function changedSearch(search: Search, changed: Readonly<Record<string, string | undefined>>): Search {
  const next = { ...search, ...changed };
  return Object.fromEntries(
    Object.entries(next).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''),
  );
}

export const parseSearch = (text: string): Search => Object.fromEntries(new URLSearchParams(text));

export function printSearch(search: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(search).filter(([, value]) => value !== undefined && value !== '');
  // Commas and colons may stand as they are, and are easier to read so.
  const text = new URLSearchParams(entries.map(([name, value]) => [name, String(value)])).toString();
  return text === '' ? '' : `?${text.replaceAll('%2C', ',').replaceAll('%3A', ':')}`;
}
