/** Go's strconv.FormatFloat: %e %f %g with exact decimal rounding, half to even, and the hexadecimal and binary forms.
 *  JavaScript's toFixed rounds ties up and switches to exponents at 21, so it is not used. */

export type FloatVerb = 'e' | 'E' | 'f' | 'g' | 'G' | 'x' | 'X' | 'b';

/** 0.digits × 10^point. */
type Decimal = { digits: string; point: number };

/** A double has no more decimals than this; further ones are zeros. */
const MAX_DECIMALS = 1100;

/** `precision` -1 asks for the shortest digits that read back as the same number. */
export function formatFloat(value: number, verb: FloatVerb, precision: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const magnitude = Math.abs(value);
  switch (verb) {
    case 'b':
      return sign + binary(magnitude);
    case 'x':
      return sign + hexadecimal(magnitude, precision);
    case 'X':
      return sign + hexadecimal(magnitude, precision).toUpperCase();
    case 'f':
      return sign + fixed(magnitude, precision);
    case 'e':
    case 'E':
      return sign + exponential(digitsFor(magnitude, precision < 0 ? -1 : precision + 1), precision, verb);
    default:
      return sign + general(magnitude, verb, precision);
  }
}

/** What `{{.n}}` and %v print, by far the most common form. */
export function formatShortest(value: number): string {
  const magnitude = Math.abs(value);
  if (Number.isInteger(value) && magnitude < 1e6) return Object.is(value, -0) ? '-0' : String(value);
  if (magnitude >= 1e-4 && magnitude < 1e6) return String(value);
  return formatFloat(value, 'g', -1);
}

function shortest(value: number): Decimal {
  if (value === 0) return { digits: '', point: 0 };
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e');
  return { digits: mantissa.replace('.', '').replace(/0+$/, ''), point: Number(exponent) + 1 };
}

/** value = mantissa × 2^exponent, both exact. */
function parts(value: number): { mantissa: bigint; exponent: number } {
  const bits = Buffer.alloc(8);
  bits.writeDoubleBE(value);
  const raw = bits.readBigUInt64BE();
  const exponent = Number((raw >> 52n) & 0x7ffn);
  const fraction = raw & ((1n << 52n) - 1n);
  return exponent === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | (1n << 52n), exponent: exponent - 1075 };
}

function exact(value: number): Decimal {
  const { mantissa, exponent } = parts(value);
  if (exponent >= 0) {
    const digits = (mantissa << BigInt(exponent)).toString();
    return { digits, point: digits.length };
  }
  const digits = (mantissa * 5n ** BigInt(-exponent)).toString();
  return { digits, point: digits.length + exponent };
}

/** Rounds to the first `count` digits, ties to even. */
function roundTo({ digits, point }: Decimal, count: number): Decimal {
  if (count < 0) return { digits: '', point: 0 };
  if (count >= digits.length) return { digits, point };
  const kept = digits.slice(0, count);
  const rest = digits.slice(count);
  const isTie = /^50*$/.test(rest);
  const lastIsOdd = count > 0 && Number(kept[count - 1]) % 2 === 1;
  if (isTie ? !lastIsOdd : rest < '5') return { digits: kept, point };
  const up = (BigInt(kept || '0') + 1n).toString().padStart(count, '0');
  return up.length > count ? { digits: up.slice(0, count || 1), point: point + 1 } : { digits: up, point };
}

function digitsFor(value: number, count: number): Decimal {
  if (value === 0) return { digits: '', point: 0 };
  return count < 0 ? shortest(value) : roundTo(exact(value), count);
}

function fixed(value: number, precision: number): string {
  if (value === 0) return precision > 0 ? `0.${'0'.repeat(precision)}` : '0';
  const all = precision < 0 ? shortest(value) : exact(value);
  const limited = Math.min(precision, MAX_DECIMALS);
  const decimal = precision < 0 ? all : roundTo(all, all.point + limited);
  return plain(decimal, precision < 0 ? Math.max(0, decimal.digits.length - decimal.point) : precision);
}

function plain({ digits, point }: Decimal, decimals: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0';
  if (decimals <= 0) return whole;
  const fraction = point > 0 ? digits.slice(point) : '0'.repeat(Math.min(-point, decimals)) + digits;
  return `${whole}.${fraction.slice(0, decimals).padEnd(decimals, '0')}`;
}

function exponential({ digits, point }: Decimal, precision: number, letter: string): string {
  const decimals = precision < 0 ? Math.max(0, digits.length - 1) : precision;
  const first = digits[0] ?? '0';
  const fraction = decimals > 0 ? `.${digits.slice(1).padEnd(decimals, '0')}` : '';
  return `${first}${fraction}${letter}${exponentText(digits === '' ? 0 : point - 1)}`;
}

function exponentText(exponent: number): string {
  return `${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

function general(value: number, verb: 'g' | 'G', precision: number): string {
  const count = precision === 0 ? 1 : precision;
  const { digits: rounded, point } = digitsFor(value, count);
  const digits = rounded.replace(/0+$/, '');
  // exponents start at 10^6 for the shortest form, else at the precision, or at the digits there are
  const isShort = count > digits.length && digits.length >= point;
  const threshold = precision < 0 ? 6 : isShort ? digits.length : count;
  if (point - 1 < -4 || point - 1 >= threshold) {
    return exponential({ digits, point }, Math.max(0, digits.length - 1), verb === 'g' ? 'e' : 'E');
  }
  return digits === '' ? '0' : plain({ digits, point }, Math.max(0, digits.length - point));
}

function binary(value: number): string {
  const { mantissa, exponent } = parts(value);
  return `${mantissa}p${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`;
}

function hexadecimal(value: number, precision: number): string {
  if (value === 0) return `0x0${precision > 0 ? `.${'0'.repeat(precision)}` : ''}p+00`;
  let { mantissa, exponent } = parts(value);
  while (mantissa < 1n << 52n) {
    mantissa <<= 1n;
    exponent -= 1;
  }
  let shift = 52;
  if (precision >= 0 && precision < 13) {
    const dropped = BigInt(52 - 4 * precision);
    const rest = mantissa & ((1n << dropped) - 1n);
    const half = 1n << (dropped - 1n);
    mantissa >>= dropped;
    if (rest > half || (rest === half && mantissa % 2n === 1n)) mantissa += 1n;
    shift = 4 * precision;
  }
  exponent += 52;
  if (mantissa >> BigInt(shift) === 2n) {
    mantissa >>= 1n;
    exponent += 1;
  }
  const whole = mantissa >> BigInt(shift);
  let fraction = shift > 0 ? (mantissa & ((1n << BigInt(shift)) - 1n)).toString(16).padStart(shift / 4, '0') : '';
  fraction = precision < 0 ? fraction.replace(/0+$/, '') : fraction.padEnd(precision, '0');
  return `0x${whole}${fraction ? `.${fraction}` : ''}p${exponentText(exponent)}`;
}
