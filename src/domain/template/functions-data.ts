/** Functions on values, lists and maps, under sprig's names. They make new values and never change one. */
import { listArg, mapArg, textArg } from './arguments.ts';
import { compareStrings } from './bytes.ts';
import type { DocumentedFunction, Tools } from './function-types.ts';
import { toJsonText } from './to-json.ts';
import { truth } from './value.ts';

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
    isBrief: true,
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
    isBrief: true,
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
    isBrief: true,
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
    isBrief: true,
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
    isBrief: true,
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
    isBrief: true,
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
    isBrief: true,
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
    isBrief: true,
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
    run: (maps, tools) => maps.flatMap((map) => sorted(Object.keys(mapArg(map)), tools)),
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
    isBrief: true,
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
    isBrief: true,
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
    run: ([list], tools) => unique(listArg(list), tools),
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
    run: ([list], tools) => {
      const items = typeof list === 'string' ? [list] : listArg(list);
      return sorted(
        items.map((item) => textArg(item, tools)),
        tools,
      );
    },
  },
];

function dict(values: readonly unknown[], tools: Tools): Record<string, unknown> {
  const entries: [string, unknown][] = [];
  for (let at = 0; at < values.length; at += 2) {
    entries.push([textArg(values[at], tools), at + 1 < values.length ? (values[at + 1] ?? null) : '']);
  }
  return Object.fromEntries(entries);
}

/** Sorting a large list takes longer than its length shows. */
function sorted(texts: string[], tools: Tools): string[] {
  tools.spend(texts.length * 20);
  return texts.sort(compareStrings);
}

function unique(list: readonly unknown[], { mode, spend }: Tools): unknown[] {
  spend(list.length * 20);
  // refuses a list that would be too long as JSON before each element is compared as such
  toJsonText(list, mode);
  const seen = new Map<string, unknown>();
  for (const item of list) {
    const key = toJsonText(item, mode);
    if (!seen.has(key)) seen.set(key, item);
  }
  return [...seen.values()];
}
