/** Functions on values, lists and maps, under sprig's names. They make new values and never change one. */
import { listArg, mapArg, textArg } from './arguments.ts';
import { compareStrings } from './bytes.ts';
import type { DocumentedFunction, Tools } from './function-types.ts';
import { sortedKeys } from './print-value.ts';
import { toJsonText } from './to-json.ts';
import { type NumberMode, truth } from './value.ts';

const ANY = Number.POSITIVE_INFINITY;

export const dataFunctions: readonly DocumentedFunction[] = [
  {
    name: 'default',
    args: 'fallback value',
    description: 'The value, or the fallback if it is empty or missing.',
    example: '{{.nickname | default "none"}}',
    result: 'none',
    min: 1,
    max: 2,
    run: ([fallback, value]) => (truth(value) ? value : fallback),
  },
  {
    name: 'coalesce',
    args: 'value ...',
    description: 'The first value that is not empty.',
    example: '{{coalesce .nickname .name "none"}}',
    exampleData: { name: 'ann' },
    result: 'ann',
    min: 0,
    max: ANY,
    run: (values) => values.find(truth),
  },
  {
    name: 'empty',
    args: 'value',
    description: 'True if the value is empty or missing.',
    example: '{{empty .groups}}',
    exampleData: { groups: [] },
    result: 'true',
    min: 1,
    max: 1,
    isBool: true,
    run: ([value]) => !truth(value),
  },
  {
    name: 'ternary',
    args: 'yes no condition',
    description: 'One of two values.',
    example: '{{ternary "on" "off" .active}}',
    exampleData: { active: true },
    result: 'on',
    min: 3,
    max: 3,
    run: ([yes, no, condition]) => (truth(condition) ? yes : no),
  },
  {
    name: 'dict',
    args: 'key value ...',
    description: 'A map of keys and values.',
    example: '{{$d := dict "a" 1 "b" 2}}{{$d.b}}',
    result: '2',
    min: 0,
    max: ANY,
    run: (values, tools) => dict(values, tools),
  },
  {
    name: 'list',
    args: 'value ...',
    description: 'A list of values.',
    example: '{{list "a" "b" | join "+"}}',
    result: 'a+b',
    min: 0,
    max: ANY,
    run: (values) => values.map((value) => value ?? null),
  },
  {
    name: 'get',
    args: 'map key',
    description: 'The value of a key, or an empty text.',
    example: '{{get .user "first-name"}}',
    exampleData: { user: { 'first-name': 'Ann' } },
    result: 'Ann',
    min: 2,
    max: 2,
    run: ([map, key], tools) => {
      const name = textArg(key, tools);
      return Object.hasOwn(mapArg(map), name) ? mapArg(map)[name] : '';
    },
  },
  {
    name: 'hasKey',
    args: 'map key',
    description: 'True if the map has the key.',
    example: '{{hasKey .user "email"}}',
    exampleData: { user: { email: null } },
    result: 'true',
    min: 2,
    max: 2,
    isBool: true,
    run: ([map, key], tools) => Object.hasOwn(mapArg(map), textArg(key, tools)),
  },
  {
    name: 'keys',
    args: 'map ...',
    description: 'The keys of maps as a list, in order.',
    example: '{{keys .user | join ","}}',
    exampleData: { user: { name: 'ann', email: '' } },
    result: 'email,name',
    min: 1,
    max: ANY,
    run: (maps) => maps.flatMap((map) => sortedKeys(mapArg(map))),
  },
  {
    name: 'first',
    args: 'list',
    description: 'The first element, if there is one.',
    example: '{{first .groups}}',
    exampleData: { groups: ['a', 'b'] },
    result: 'a',
    min: 1,
    max: 1,
    run: ([list]) => listArg(list)[0],
  },
  {
    name: 'last',
    args: 'list',
    description: 'The last element, if there is one.',
    example: '{{last .groups}}',
    exampleData: { groups: ['a', 'b'] },
    result: 'b',
    min: 1,
    max: 1,
    run: ([list]) => listArg(list).at(-1),
  },
  {
    name: 'uniq',
    args: 'list',
    description: 'The list without repetitions.',
    example: '{{uniq .ids | join " "}}',
    exampleData: { ids: [1, 2, 1] },
    result: '1 2',
    min: 1,
    max: 1,
    run: ([list], { mode }) => unique(listArg(list), mode),
  },
  {
    name: 'sortAlpha',
    args: 'list',
    description: 'The elements as texts, in order.',
    example: '{{sortAlpha .groups | join " "}}',
    exampleData: { groups: ['b', 'a'] },
    result: 'a b',
    min: 1,
    max: 1,
    run: ([list], tools) =>
      (typeof list === 'string' ? [list] : listArg(list)).map((item) => textArg(item, tools)).sort(compareStrings),
  },
];

function dict(values: readonly unknown[], tools: Tools): Record<string, unknown> {
  const entries: [string, unknown][] = [];
  for (let at = 0; at < values.length; at += 2) {
    entries.push([textArg(values[at], tools), at + 1 < values.length ? (values[at + 1] ?? null) : '']);
  }
  return Object.fromEntries(entries);
}

function unique(list: readonly unknown[], mode: NumberMode): unknown[] {
  // refuses a list that would be too long as JSON before each element is compared as such
  toJsonText(list, mode);
  const seen = new Map<string, unknown>();
  for (const item of list) {
    const key = toJsonText(item, mode);
    if (!seen.has(key)) seen.set(key, item);
  }
  return [...seen.values()];
}
