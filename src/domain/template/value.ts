/** What Go would call a value's kind and type. JSON data stays plain JavaScript; only what JSON cannot say (an int in
 *  `float64` mode, a whole float in `ints` mode, a uint8, a complex, a time) is a bigint or a box. */

const KIND = Symbol('kind');

/** A value of which Go sees no more than that it is an `interface {}`. */
export const INTERFACE = Symbol('interface {}');

/** The symbol key cannot come from JSON, so data can never pass for a box. */
export type Box =
  | { readonly [KIND]: 'float64' | 'uint8'; readonly value: number }
  | { readonly [KIND]: 'complex128'; readonly re: number; readonly im: number }
  | { readonly [KIND]: 'time.Time'; readonly ms: number };

export type Kind =
  | 'invalid'
  | 'bool'
  | 'string'
  | 'int'
  | 'uint8'
  | 'float64'
  | 'complex128'
  | 'time.Time'
  | 'list'
  | 'map';

/** How whole JSON numbers are seen: as Go's int (the product's default) or, as plain json.Unmarshal has it, float64. */
export type NumberMode = 'ints' | 'float64';

export type ValueMap = { readonly [key: string]: unknown };

export function boxOf(value: unknown): Box | null {
  return typeof value === 'object' && value !== null && KIND in value ? (value as Box) : null;
}

export function kindOf(value: unknown, mode: NumberMode): Kind {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'int';
    case 'number':
      return mode === 'ints' && isWhole(value) ? 'int' : 'float64';
    case 'object':
      if (value === null) return 'invalid';
      if (Array.isArray(value)) return 'list';
      return boxOf(value)?.[KIND] ?? 'map';
    default:
      return 'invalid';
  }
}

function isWhole(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) <= 2 ** 53 && !Object.is(value, -0);
}

const TYPE_NAMES: Record<Kind, string> = {
  invalid: '<nil>',
  bool: 'bool',
  string: 'string',
  int: 'int',
  uint8: 'uint8',
  float64: 'float64',
  complex128: 'complex128',
  'time.Time': 'time.Time',
  list: '[]interface {}',
  map: 'map[string]interface {}',
};

export function typeName(value: unknown, mode: NumberMode): string {
  return TYPE_NAMES[kindOf(value, mode)];
}

export function makeInt(value: number | bigint, mode: NumberMode): number | bigint {
  if (mode === 'float64') return BigInt.asIntN(64, BigInt(value));
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : BigInt.asIntN(64, BigInt(value));
}

export function makeFloat(value: number, mode: NumberMode): number | Box {
  return mode === 'ints' && isWhole(value) ? { [KIND]: 'float64', value } : value;
}

export function makeUint8(value: number): Box {
  return { [KIND]: 'uint8', value };
}

export function makeComplex(re: number, im: number): Box {
  return { [KIND]: 'complex128', re, im };
}

export function makeTime(ms: number): Box {
  return { [KIND]: 'time.Time', ms };
}

/** The number inside an int, uint8 or float64. */
export function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  const box = boxOf(value);
  return box && 'value' in box ? box.value : Number.NaN;
}

/** An int or uint8, exactly. */
export function intOf(value: unknown): bigint {
  return typeof value === 'bigint' ? value : BigInt(numberOf(value));
}

export function timeOf(value: unknown): number | null {
  const box = boxOf(value);
  return box && 'ms' in box ? box.ms : null;
}

export function complexOf(value: unknown): { re: number; im: number } {
  const box = boxOf(value);
  return box && 're' in box ? box : { re: 0, im: 0 };
}

export function isMap(value: unknown): value is ValueMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(KIND in value);
}

/** Go's idea of true: not the zero value of its type, and not empty. */
export function truth(value: unknown): boolean {
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'string':
      return value.length > 0;
    case 'number':
      return value !== 0; // NaN is not zero, hence true
    case 'bigint':
      return value !== 0n;
    case 'object': {
      if (value === null) return false;
      if (Array.isArray(value)) return value.length > 0;
      const box = boxOf(value);
      if (!box) return keyCount(value) > 0;
      if ('re' in box) return box.re !== 0 || box.im !== 0;
      return 'ms' in box || box.value !== 0;
    }
    default:
      return false;
  }
}

let sizes: WeakMap<object, number> | null = null;

/** Asking a large map for its keys takes long, and a loop may ask ten thousand times: within one rendering each map is
 *  counted once. */
export function keyCount(map: object): number {
  sizes ??= new WeakMap();
  let size = sizes.get(map);
  if (size === undefined) {
    size = Object.keys(map).length;
    sizes.set(map, size);
  }
  return size;
}

/** What a function that walks through a value has to do at least. */
export function sizeOf(value: unknown): number {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  return isMap(value) ? keyCount(value) + 1 : 1;
}

/** Between renderings a caller may change its data. */
export function forgetSizes(): void {
  sizes = null;
}
