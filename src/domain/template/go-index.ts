/** Go's len, index, slice and call, with Go's reasons for what they refuse. Texts count in bytes. */
import { byteLength, fromBytes, isAscii, toBytes } from './bytes.ts';
import { Failure } from './template-error.ts';
import { INTERFACE, intOf, isMap, keyCount, kindOf, makeUint8, type NumberMode, numberOf, typeName } from './value.ts';

export function lengthOf(value: unknown, mode: NumberMode): number {
  if (typeof value === 'string') return byteLength(value);
  if (Array.isArray(value)) return value.length;
  if (isMap(value)) return keyCount(value);
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

export function indexInto(item: unknown, indexes: readonly unknown[], mode: NumberMode): unknown {
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

export function sliceOf(item: unknown, indexes: readonly unknown[], mode: NumberMode): unknown {
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
export function callNothing(callee: unknown, name: unknown, mode: NumberMode): never {
  if (callee === null || callee === undefined) throw new Failure('call of nil');
  const type = typeName(callee, mode);
  const shownName = name ?? (typeof callee === 'string' ? callee : `<${type} Value>`);
  throw new Failure(`non-function ${shownName} of type ${type}`);
}
