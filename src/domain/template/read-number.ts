/** Reads number and character literals as Go does: octal, hex, binary, underscores, hex floats, complex. */
import type { NumberLiteral } from './ast.ts';
import { quote, readChar } from './quote.ts';
import { Failure } from './template-error.ts';

const INT_MIN = -(2n ** 63n);
const INT_MAX = 2n ** 63n - 1n;
const UINT_MAX = 2n ** 64n - 1n;
const INTEGER =
  /^([+-]?)(?:0[xX]((?:_?[0-9a-fA-F])+)|0[oO]((?:_?[0-7])+)|0[bB]((?:_?[01])+)|0((?:_?[0-7])+)|(0|[1-9](?:_?[0-9])*))$/;
const DECIMAL = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;
const HEX_FLOAT = /^([+-]?)0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([+-]?[0-9]+)$/;

export function readNumber(text: string): NumberLiteral {
  if (text.endsWith('i')) {
    const im = readFloat(text.slice(0, -1));
    if (im !== null) return { kind: 'complex', re: 0, im };
  }
  const int = readInt(text);
  if (int !== null) {
    if (int >= INT_MIN && int <= INT_MAX) return { kind: 'int', value: int };
    if (int <= UINT_MAX && !/^[+-]/.test(text)) return { kind: 'overflow' };
  }
  const float = readFloat(text);
  if (float === null) throw new Failure(`illegal number syntax: ${quote(text)}`);
  if (!/[.eEpP]/.test(text)) throw new Failure(`integer overflow: ${quote(text)}`);
  return /^[+-]?0[xX]/.test(text) && !/[pP]/.test(text) && Number.isInteger(float)
    ? { kind: 'int', value: BigInt(float) }
    : { kind: 'float', value: float };
}

/** `1+2i`, the sign between the parts being the last that does not belong to an exponent. */
export function readComplex(text: string): NumberLiteral {
  const split = /^(.*[^eEpP])([+-].*)i$/.exec(text);
  const re = readFloat(split?.[1] ?? '');
  const im = readFloat(split?.[2] ?? '');
  if (re === null || im === null) throw new Failure('syntax error scanning complex number');
  return { kind: 'complex', re, im };
}

export function readCharConstant(text: string): NumberLiteral {
  const char = readChar(text, 1, "'");
  if (char.end !== text.length - 1) throw new Failure(`malformed character constant: ${text}`);
  return { kind: 'int', value: BigInt(char.code) };
}

function readInt(text: string): bigint | null {
  const match = INTEGER.exec(text);
  if (!match) return null;
  const [, sign, hex, octal, binary, oldOctal, decimal] = match;
  const digits = (hex ?? octal ?? binary ?? oldOctal ?? decimal ?? '').replaceAll('_', '');
  const prefix = hex ? '0x' : (octal ?? oldOctal) ? '0o' : binary ? '0b' : '';
  const value = BigInt(prefix + digits);
  return sign === '-' ? -value : value;
}

function readFloat(raw: string): number | null {
  if (raw.includes('_') && !underscoresFit(raw)) return null;
  const text = raw.replaceAll('_', '');
  if (DECIMAL.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : null;
  }
  const hex = HEX_FLOAT.exec(text);
  if (!hex) return null;
  const [, sign, whole = '', fraction = '', exponent] = hex;
  if (whole + fraction === '') return null;
  const value = Number(BigInt(`0x${whole}${fraction}`)) * 2 ** (Number(exponent) - 4 * fraction.length);
  if (!Number.isFinite(value)) return null;
  return sign === '-' ? -value : value;
}

/** An underscore may stand between two digits, and after the prefix of a hexadecimal number. */
function underscoresFit(text: string): boolean {
  return /^[+-]?0[xX]/.test(text)
    ? !/[^0-9a-fA-FxX]_|_(?![0-9a-fA-F])/.test(text)
    : !/(?:^|[^0-9])_|_(?![0-9])/.test(text);
}
