/** Writes one bool, string, integer or float under the flags of a printf directive. Which verb suits which type is
 *  printf-value.ts's business. */
import { byteLength, runeCount, runes, toBytes } from './bytes.ts';
import { type FloatVerb, formatFloat } from './format-float.ts';
import { canBackquote, isPrintable, quote, quoteWith } from './quote.ts';

export type Flags = {
  plus: boolean;
  minus: boolean;
  sharp: boolean;
  space: boolean;
  zero: boolean;
  /** %+v and %#v take their flag away from the parts they print. */
  plusV: boolean;
  sharpV: boolean;
  width: number | null;
  precision: number | null;
};

export function noFlags(): Flags {
  return {
    plus: false,
    minus: false,
    sharp: false,
    space: false,
    zero: false,
    plusV: false,
    sharpV: false,
    width: null,
    precision: null,
  };
}

/** Pads to the width, which counts characters; zeros only ever go to the left. */
export function pad(flags: Flags, text: string, zero = flags.zero): string {
  if (flags.width === null) return text;
  const missing = flags.width - runeCount(text);
  if (missing <= 0) return text;
  if (flags.minus) return text + ' '.repeat(missing);
  return (zero ? '0' : ' ').repeat(missing) + text;
}

function truncate(flags: Flags, text: string): string {
  const { precision } = flags;
  if (precision === null || text.length <= precision) return text;
  return runes(text)
    .slice(0, precision)
    .map((rune) => rune.text)
    .join('');
}

export function formatString(flags: Flags, text: string): string {
  return pad(flags, truncate(flags, text));
}

export function formatQuoted(flags: Flags, text: string): string {
  const short = truncate(flags, text);
  if (flags.sharp && canBackquote(short)) return pad(flags, `\`${short}\``);
  return pad(flags, quote(short, flags.plus));
}

/** The bytes of a string in hexadecimal. */
export function formatHexString(flags: Flags, text: string, upper: boolean): string {
  const wanted = Math.min(flags.precision ?? Number.POSITIVE_INFINITY, byteLength(text));
  const digits = Array.from(toBytes(text).subarray(0, wanted), (byte) => byte.toString(16).padStart(2, '0'));
  const prefix = flags.sharp && digits.length > 0 ? '0x' : '';
  const joined = flags.space ? digits.map((pair) => prefix + pair).join(' ') : prefix + digits.join('');
  return pad(flags, upper ? joined.toUpperCase() : joined);
}

export function formatInteger(
  flags: Flags,
  value: bigint,
  base: 2 | 8 | 10 | 16,
  options: { upper?: boolean; letterO?: boolean } = {},
): string {
  const negative = value < 0n;
  const sign = negative ? '-' : flags.plus ? '+' : flags.space ? ' ' : '';
  if (flags.precision === 0 && value === 0n) return ' '.repeat(flags.width ?? 0);
  let digits = (negative ? -value : value).toString(base);
  let minimum = flags.precision ?? 0;
  if (flags.precision === null && flags.zero && !flags.minus && flags.width !== null) {
    minimum = flags.width - sign.length;
  }
  digits = digits.padStart(minimum, '0');
  if (flags.sharp) {
    if (base === 2) digits = `0b${digits}`;
    else if (base === 16) digits = `0x${digits}`;
    else if (base === 8 && !digits.startsWith('0')) digits = `0${digits}`;
  }
  if (options.letterO) digits = `0o${digits}`;
  return pad(flags, sign + (options.upper ? digits.toUpperCase() : digits), false);
}

export function formatCharacter(flags: Flags, value: bigint): string {
  return pad(flags, characterOf(value));
}

export function formatQuotedCharacter(flags: Flags, value: bigint): string {
  return pad(flags, quoteWith(characterOf(value), "'", flags.plus));
}

function characterOf(value: bigint): string {
  const valid = value >= 0n && value <= 0x10ffffn && !(value >= 0xd800n && value <= 0xdfffn);
  return valid ? String.fromCodePoint(Number(value)) : '\ufffd';
}

export function formatUnicode(flags: Flags, value: bigint): string {
  const code = BigInt.asUintN(64, value);
  const digits = code
    .toString(16)
    .toUpperCase()
    .padStart(Math.max(4, flags.precision ?? 0), '0');
  const char = flags.sharp && code <= 0x10ffffn ? characterOf(code) : '';
  const shown = char && isPrintable(char) ? ` '${char}'` : '';
  return pad(flags, `U+${digits}${shown}`, false);
}

export function formatFloatValue(flags: Flags, value: number, verb: FloatVerb, defaultPrecision: number): string {
  const precision = flags.precision ?? defaultPrecision;
  const text = formatFloat(value, verb, precision);
  const signed = /^[+-]/.test(text);
  let sign = signed ? text.charAt(0) : '+';
  let digits = signed ? text.slice(1) : text;
  if (flags.space && sign === '+' && !flags.plus) sign = ' ';
  if (/^[IN]/.test(digits)) {
    const bare = digits === 'NaN' ? !flags.space && !flags.plus : sign === '+' && !flags.plus;
    return pad(flags, bare ? (digits === 'NaN' ? digits : `+${digits}`) : sign + digits, false);
  }
  if (flags.sharp && verb !== 'b') digits = keepPoint(digits, verb, precision);
  if (sign === '+' && !flags.plus) return pad(flags, digits);
  const missing = (flags.width ?? 0) - digits.length - 1;
  if (flags.zero && !flags.minus && missing > 0) return sign + '0'.repeat(missing) + digits;
  return pad(flags, sign + digits);
}

/** The # flag: always a decimal point, and for %g no trailing zeros removed. */
function keepPoint(text: string, verb: FloatVerb, precision: number): string {
  let wanted = 0;
  if (verb === 'g' || verb === 'G' || verb === 'x') wanted = precision === -1 ? 6 : precision;
  const split = verb === 'x' || verb === 'X' ? /^(.*?)([pP].*)?$/ : /^(.*?)([eE].*)?$/;
  const [, number = '', tail = ''] = split.exec(text) ?? [];
  let significant = number.replace('.', '').replace(/^0+/, '').length;
  if (verb === 'x') significant = number.replace('.', '').replace(/^0+/, '').length;
  if (number === '0') significant += 1;
  const point = number.includes('.') ? '' : '.';
  return number + point + '0'.repeat(Math.max(0, wanted - significant)) + tail;
}
