/** Go's own template functions, all of them. `and` and `or` have no code here: they evaluate their arguments one by one,
 *  which only the generated code can do. */
import { equal, equalTwo, less, lessOrEqual } from './compare.ts';
import { escapeHtml, escapeJs, escapeUrl } from './escape-text.ts';
import type { DocumentedFunction, TemplateFunction, Tools } from './function-types.ts';
import { callNothing, indexInto, lengthOf, sliceOf } from './go-index.ts';
import { NO_VALUE, sprint, sprintln } from './print-value.ts';
import { sprintf } from './printf.ts';
import { Failure } from './template-error.ts';
import { makeInt, type NumberMode, truth } from './value.ts';

type Kind = Pick<TemplateFunction, 'min' | 'max' | 'run' | 'isBool' | 'isBrief'>;

function variadic(min: number, run: TemplateFunction['run']): Kind {
  return { min, max: Number.POSITIVE_INFINITY, run };
}

function comparison(run: (a: unknown, b: unknown, mode: NumberMode) => boolean): Kind {
  return { min: 2, max: 2, isBool: true, isBrief: true, run: ([a, b], { mode }) => run(a, b, mode) };
}

function escaper(change: (text: string) => string): Kind {
  return variadic(0, (args, tools) => change(textOf(args, tools)));
}

export const goFunctions: readonly DocumentedFunction[] = [
  {
    name: 'and',
    args: 'value ...',
    description: 'The first value that is empty, else the last. Values after it are not looked at.',
    example: '{{and true .name}}',
    exampleData: { name: 'ann' },
    result: 'ann',
    ...variadic(1, unreachable),
  },
  {
    name: 'or',
    args: 'value ...',
    description: 'The first value that is not empty, else the last. Values after it are not looked at.',
    example: '{{or .nickname .name "nobody"}}',
    exampleData: { name: 'ann' },
    result: 'ann',
    ...variadic(1, unreachable),
  },
  {
    name: 'not',
    args: 'value',
    description: 'True if the value is empty: false, 0, "", null, missing, an empty list or map.',
    example: '{{not .name}}',
    result: 'true',
    min: 1,
    max: 1,
    isBool: true,
    run: ([value]) => !truth(value),
    isBrief: true,
  },
  {
    name: 'eq',
    args: 'value other ...',
    description: 'True if the value equals any of the others.',
    example: '{{eq .type "user.created" "user.updated"}}',
    exampleData: { type: 'user.updated' },
    result: 'true',
    ...variadic(1, ([first, ...others], { mode }) => equal(first, others, mode)),
    isBool: true,
    isBrief: true,
  },
  {
    name: 'ne',
    args: 'a b',
    description: 'True if a and b differ.',
    example: '{{ne 1 2}}',
    result: 'true',
    ...comparison((a, b, mode) => !equalTwo(a, b, mode)),
  },
  {
    name: 'lt',
    args: 'a b',
    description: 'True if a is less than b; both must be text, or numbers of one kind.',
    example: '{{lt 1 2}}',
    result: 'true',
    ...comparison(less),
  },
  {
    name: 'le',
    args: 'a b',
    description: 'True if a is less than or equal to b.',
    example: '{{le 2 2}}',
    result: 'true',
    ...comparison(lessOrEqual),
  },
  {
    name: 'gt',
    args: 'a b',
    description: 'True if a is greater than b.',
    example: '{{if gt (len .groups) 2}}many{{else}}few{{end}}',
    exampleData: { groups: ['a', 'b', 'c'] },
    result: 'many',
    ...comparison((a, b, mode) => !lessOrEqual(a, b, mode)),
  },
  {
    name: 'ge',
    args: 'a b',
    description: 'True if a is greater than or equal to b.',
    example: '{{ge "b" "a"}}',
    result: 'true',
    ...comparison((a, b, mode) => !less(a, b, mode)),
  },
  {
    name: 'len',
    args: 'value',
    description: 'Length of a list or map, or of a text in bytes.',
    example: '{{len .groups}}',
    exampleData: { groups: ['a', 'b'] },
    result: '2',
    min: 1,
    max: 1,
    run: ([value], { mode }) => makeInt(lengthOf(value, mode), mode),
    isBrief: true,
  },
  {
    name: 'index',
    args: 'value key ...',
    description: 'An element of a list by its number from 0, or of a map by its key; several keys go deeper.',
    example: '{{index .groups 0 "display-name"}}',
    exampleData: { groups: [{ 'display-name': 'Admins' }] },
    result: 'Admins',
    ...variadic(1, ([item, ...keys], { mode }) => indexInto(item, keys, mode)),
    isBrief: true,
  },
  {
    name: 'slice',
    args: 'value [from] [to]',
    description: 'Part of a list or of a text (counted in bytes).',
    example: '{{slice "abcdef" 1 3}}',
    result: 'bc',
    ...variadic(1, ([item, ...bounds], { mode }) => sliceOf(item, bounds, mode)),
  },
  {
    name: 'call',
    args: 'function ...',
    description: 'Part of Go; JSON holds no functions, so it always fails.',
    example: '{{if false}}{{call .f}}{{end}}',
    result: '',
    ...variadic(1, ([callee, name], { mode }) => callNothing(callee, name, mode)),
    isBrief: true,
  },
  {
    name: 'print',
    args: 'value ...',
    description: 'The values as text, with a space between two that are both no text.',
    example: '{{print "n" 1 2}}',
    result: 'n1 2',
    ...variadic(0, (args, tools) => sprint(shown(args, tools), tools.mode)),
  },
  {
    name: 'println',
    args: 'value ...',
    description: 'The values as text, with spaces between them and a line end.',
    example: '{{println "a" 1}}',
    result: 'a 1\n',
    ...variadic(0, (args, tools) => sprintln(shown(args, tools), tools.mode)),
  },
  {
    name: 'printf',
    args: 'format value ...',
    description:
      'Values in a format of Go: %s text, %d whole number, %.2f decimals, %q quoted, %v anything, %-8s padded.',
    example: '{{printf "%s has %d groups" .name (len .groups)}}',
    exampleData: { name: 'ann', groups: ['a'] },
    result: 'ann has 1 groups',
    ...variadic(1, ([format, ...args], tools) => sprintf(format as string, shown(args, tools), tools.mode)),
    firstIsString: true,
  },
  {
    name: 'html',
    args: 'value ...',
    description: 'Escapes text for HTML.',
    example: '{{html "a < b"}}',
    result: 'a &lt; b',
    ...escaper(escapeHtml),
  },
  {
    name: 'js',
    args: 'value ...',
    description: 'Escapes text for a JavaScript string.',
    example: '{{js "say \\"hi\\""}}',
    result: 'say \\"hi\\"',
    ...escaper(escapeJs),
  },
  {
    name: 'urlquery',
    args: 'value ...',
    description: 'Escapes text for a query of a URL.',
    example: '{{urlquery "a b&c"}}',
    result: 'a+b%26c',
    ...escaper((text) => escapeUrl(text, '+')),
  },
];

function unreachable(): never {
  throw new Failure('evaluated out of order');
}

/** Arguments of the printing functions, as the template wants nothing to be shown. */
function shown(args: readonly unknown[], { missing }: Tools): readonly unknown[] {
  if (missing === 'go' || !args.some((arg) => arg === null || arg === undefined)) return args;
  if (missing === 'error') throw new Failure('an argument has no value');
  return args.map((arg) => arg ?? '');
}

function textOf(args: readonly unknown[], tools: Tools): string {
  if (args.length === 1 && typeof args[0] === 'string') return args[0];
  const values = shown(args, tools).map((arg) => arg ?? NO_VALUE);
  return sprint(values, tools.mode);
}
