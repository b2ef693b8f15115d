/** Go's own template functions, all of them, with Go's errors. `and` and `or` are not here: they evaluate their arguments
 *  one by one, which only the generated code can do. */
import { byteLength, fromBytes, isAscii, toBytes } from './bytes.ts';
import { equal, equalTwo, less, lessOrEqual } from './compare.ts';
import { escapeHtml, escapeJs, escapeUrl } from './escape-text.ts';
import type { FunctionTable, TemplateFunction, Tools } from './function-types.ts';
import { NO_VALUE, sprint, sprintln } from './print-value.ts';
import { sprintf } from './printf.ts';
import { Failure } from './template-error.ts';
import {
  INTERFACE,
  intOf,
  isMap,
  kindOf,
  makeInt,
  makeUint8,
  type NumberMode,
  numberOf,
  truth,
  typeName,
} from './value.ts';

type Run = TemplateFunction['run'];

function variadic(min: number, run: Run): TemplateFunction {
  return { min, max: Number.POSITIVE_INFINITY, run };
}

function comparison(run: (a: unknown, b: unknown, mode: NumberMode) => boolean): TemplateFunction {
  return { min: 2, max: 2, isBool: true, run: ([a, b], { mode }) => run(a, b, mode) };
}

function escaper(change: (text: string) => string): TemplateFunction {
  return variadic(0, (args, tools) => change(textOf(args, tools)));
}

export const goFunctions: FunctionTable = new Map<string, TemplateFunction>([
  ['and', variadic(1, unreachable)],
  ['or', variadic(1, unreachable)],
  ['not', { min: 1, max: 1, isBool: true, run: ([value]) => !truth(value) }],
  ['eq', { ...variadic(1, ([first, ...others], { mode }) => equal(first, others, mode)), isBool: true }],
  ['ne', comparison((a, b, mode) => !equalTwo(a, b, mode))],
  ['lt', comparison(less)],
  ['le', comparison(lessOrEqual)],
  ['gt', comparison((a, b, mode) => !lessOrEqual(a, b, mode))],
  ['ge', comparison((a, b, mode) => !less(a, b, mode))],
  ['len', { min: 1, max: 1, run: ([value], { mode }) => makeInt(length(value, mode), mode) }],
  ['index', variadic(1, ([item, ...indexes], { mode }) => index(item, indexes, mode))],
  ['slice', variadic(1, ([item, ...indexes], { mode }) => slice(item, indexes, mode))],
  ['call', variadic(1, ([callee, name], { mode }) => callNothing(callee, name, mode))],
  ['print', variadic(0, (args, tools) => sprint(shown(args, tools), tools.mode))],
  ['println', variadic(0, (args, tools) => sprintln(shown(args, tools), tools.mode))],
  [
    'printf',
    {
      ...variadic(1, ([format, ...args], tools) => sprintf(format as string, shown(args, tools), tools.mode)),
      firstIsString: true,
    },
  ],
  ['html', escaper(escapeHtml)],
  ['js', escaper(escapeJs)],
  ['urlquery', escaper((text) => escapeUrl(text, '+'))],
]);

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
  return sprint(
    shown(args, tools).map((arg) => arg ?? NO_VALUE),
    tools.mode,
  );
}

function length(value: unknown, mode: NumberMode): number {
  if (typeof value === 'string') return byteLength(value);
  if (Array.isArray(value)) return value.length;
  if (isMap(value)) return Object.keys(value).length;
  if (value === null) throw new Failure('len of nil pointer');
  if (value === undefined) throw new Failure('reflect: call of reflect.Value.Type on zero Value');
  throw new Failure(`len of type ${typeName(value, mode)}`);
}

function position(value: unknown, length: number, mode: NumberMode): number {
  if (value === INTERFACE) throw new Failure('cannot index slice/array with type interface {}');
  const kind = kindOf(value, mode);
  if (kind === 'invalid') throw new Failure('cannot index slice/array with nil');
  if (kind !== 'int' && kind !== 'uint8') {
    throw new Failure(`cannot index slice/array with type ${typeName(value, mode)}`);
  }
  const at = numberOf(value);
  if (at < 0 || at > length) throw new Failure(`index out of range: ${intOf(value)}`);
  return at;
}

function index(item: unknown, indexes: readonly unknown[], mode: NumberMode): unknown {
  if (item === null || item === undefined) throw new Failure('index of untyped nil');
  let current: unknown = item;
  for (const at of indexes) {
    if (current === null || current === undefined) throw new Failure('index of nil pointer');
    current = indexOnce(current, at, mode);
  }
  return current;
}

function indexOnce(item: unknown, at: unknown, mode: NumberMode): unknown {
  if (Array.isArray(item)) {
    const place = position(at, item.length, mode);
    if (place === item.length) throw new Failure('reflect: slice index out of range');
    return item[place] ?? null;
  }
  if (typeof item === 'string') {
    const bytes = toBytes(item);
    const place = position(at, bytes.length, mode);
    if (place === bytes.length) throw new Failure('reflect: string index out of range');
    return makeUint8(bytes[place] ?? 0);
  }
  if (!isMap(item)) throw new Failure(`can't index item of type ${typeName(item, mode)}`);
  if (at === null || at === undefined) throw new Failure('value is nil; should be of type string');
  if (typeof at !== 'string') {
    throw new Failure(`value has type ${typeName(at, mode)}; should be string`);
  }
  return Object.hasOwn(item, at) ? (item[at] ?? null) : null;
}

function slice(item: unknown, indexes: readonly unknown[], mode: NumberMode): unknown {
  if (item === null || item === undefined) throw new Failure('slice of untyped nil');
  if (indexes.length > 3) throw new Failure(`too many slice indexes: ${indexes.length}`);
  const isText = typeof item === 'string';
  if (isText && indexes.length === 3) throw new Failure('cannot 3-index slice a string');
  if (!isText && !Array.isArray(item)) {
    throw new Failure(`can't slice item of type ${typeName(item, mode)}`);
  }
  const size = isText ? byteLength(item) : item.length;
  const [from = 0, to = size, cap = size] = indexes.map((value) => position(value, size, mode));
  if (from > to) throw new Failure(`invalid slice index: ${from} > ${to}`);
  if (to > cap) throw new Failure(`invalid slice index: ${to} > ${cap}`);
  if (!isText || isAscii(item)) return item.slice(from, to);
  return fromBytes(toBytes(item).slice(from, to));
}

/** JSON holds no functions, so a call can only fail. */
function callNothing(callee: unknown, name: unknown, mode: NumberMode): never {
  if (callee === null || callee === undefined) throw new Failure('call of nil');
  const type = typeName(callee, mode);
  const shownName = name ?? (typeof callee === 'string' ? callee : `<${type} Value>`);
  throw new Failure(`non-function ${shownName} of type ${type}`);
}
