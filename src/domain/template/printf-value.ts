/** Which verb prints which type, element by element into lists and maps, and the `%!d(string=hi)` of a verb that does not
 *  suit. A bad verb prints; it never fails. */
import {
  type Flags,
  formatCharacter,
  formatFloatValue,
  formatHexString,
  formatInteger,
  formatQuoted,
  formatQuotedCharacter,
  formatString,
  formatUnicode,
  pad,
} from './format-directive.ts';
import type { FloatVerb } from './format-float.ts';
import { limits } from './limits.ts';
import { formatPlain, sortedKeys, weigh } from './print-value.ts';
import { Failure } from './template-error.ts';
import { complexOf, intOf, type Kind, kindOf, type NumberMode, numberOf, typeName, type ValueMap } from './value.ts';

export function formatArgument(flags: Flags, verb: string, value: unknown, mode: NumberMode): string {
  const kind = kindOf(value, mode);
  if (kind === 'invalid') {
    return verb === 'v' || verb === 'T' ? pad(flags, '<nil>') : `%!${verb}(<nil>)`;
  }
  if (kind === 'list' || kind === 'map') {
    const widest = Math.max(flags.width ?? 0, flags.precision ?? 0);
    if (weigh(value) * widest > limits.outputBytes) throw new Failure('printf result too large');
  }
  if (verb === 'T') return formatString(flags, typeName(value, mode));
  return formatKnown(flags, verb, value, kind, mode);
}

function formatKnown(flags: Flags, verb: string, value: unknown, kind: Kind, mode: NumberMode): string {
  if (verb === 'w') return badVerb(flags, verb, value, mode);
  const bad = () => badVerb(flags, verb, value, mode);
  switch (kind) {
    case 'bool':
      return verb === 't' || verb === 'v' ? pad(flags, String(value)) : bad();
    case 'string':
      return stringVerb(flags, verb, value as string) ?? bad();
    case 'int':
      return integerVerb(flags, verb, intOf(value), true) ?? bad();
    case 'uint8':
      return integerVerb(flags, verb, intOf(value), false) ?? bad();
    case 'float64':
      return floatVerb(flags, verb, numberOf(value)) ?? bad();
    case 'complex128':
      return complexVerb(flags, verb, complexOf(value)) ?? bad();
    case 'time.Time':
      return stringVerb(flags, verb, formatPlain(value, mode)) ?? bad();
    case 'list':
      return formatList(flags, verb, value as unknown[], mode);
    case 'map':
      return formatMap(flags, verb, value as ValueMap, mode);
    default:
      return bad();
  }
}

function badVerb(flags: Flags, verb: string, value: unknown, mode: NumberMode): string {
  return `%!${verb}(${typeName(value, mode)}=${formatArgument(flags, 'v', value, mode)})`;
}

function formatElement(flags: Flags, verb: string, value: unknown, mode: NumberMode): string {
  const kind = kindOf(value, mode);
  if (kind === 'invalid') return flags.sharpV ? 'interface {}(nil)' : '<nil>';
  return formatKnown(flags, verb, value, kind, mode);
}

function formatList(flags: Flags, verb: string, list: unknown[], mode: NumberMode): string {
  const items = list.map((item) => formatElement(flags, verb, item, mode));
  return flags.sharpV ? `[]interface {}{${items.join(', ')}}` : `[${items.join(' ')}]`;
}

function formatMap(flags: Flags, verb: string, map: ValueMap, mode: NumberMode): string {
  const entries = sortedKeys(map).map((key) => {
    const name = stringVerb(flags, verb, key) ?? badVerb(flags, verb, key, mode);
    return `${name}:${formatElement(flags, verb, map[key], mode)}`;
  });
  return flags.sharpV ? `map[string]interface {}{${entries.join(', ')}}` : `map[${entries.join(' ')}]`;
}

function stringVerb(flags: Flags, verb: string, text: string): string | null {
  switch (verb) {
    case 'v':
      return flags.sharpV ? formatQuoted(flags, text) : formatString(flags, text);
    case 's':
      return formatString(flags, text);
    case 'x':
    case 'X':
      return formatHexString(flags, text, verb === 'X');
    case 'q':
      return formatQuoted(flags, text);
    default:
      return null;
  }
}

function integerVerb(flags: Flags, verb: string, value: bigint, signed: boolean): string | null {
  switch (verb) {
    case 'v':
      return flags.sharpV && !signed
        ? formatInteger({ ...flags, sharp: true }, value, 16)
        : formatInteger(flags, value, 10);
    case 'd':
      return formatInteger(flags, value, 10);
    case 'b':
      return formatInteger(flags, value, 2);
    case 'o':
      return formatInteger(flags, value, 8);
    case 'O':
      return formatInteger(flags, value, 8, { letterO: true });
    case 'x':
      return formatInteger(flags, value, 16);
    case 'X':
      return formatInteger(flags, value, 16, { upper: true });
    case 'c':
      return formatCharacter(flags, value);
    case 'q':
      return formatQuotedCharacter(flags, value);
    case 'U':
      return formatUnicode(flags, value);
    default:
      return null;
  }
}

const FLOAT_VERBS: Record<string, [FloatVerb, number]> = {
  v: ['g', -1],
  b: ['b', -1],
  g: ['g', -1],
  G: ['G', -1],
  x: ['x', -1],
  X: ['X', -1],
  f: ['f', 6],
  F: ['f', 6],
  e: ['e', 6],
  E: ['E', 6],
};

function floatVerb(flags: Flags, verb: string, value: number): string | null {
  const known = Object.hasOwn(FLOAT_VERBS, verb) ? FLOAT_VERBS[verb] : undefined;
  return known ? formatFloatValue(flags, value, known[0], known[1]) : null;
}

function complexVerb(flags: Flags, verb: string, { re, im }: { re: number; im: number }): string | null {
  const real = floatVerb(flags, verb, re);
  const imaginary = floatVerb({ ...flags, plus: true }, verb, im);
  return real === null ? null : `(${real}${imaginary}i)`;
}
