/** Go's quoted strings: how %q writes them and how a literal in the template text is read. Neither is JSON. */
import { fromBytes, isAscii, runes } from './bytes.ts';
import { Failure } from './template-error.ts';

const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;
const SIMPLE = /^[ !#-[\]-~]*$/;
const ESCAPES: Record<string, string> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
};

export function isPrintable(rune: string): boolean {
  return PRINTABLE.test(rune);
}

export function quote(text: string, asciiOnly = false): string {
  return quoteWith(text, '"', asciiOnly);
}

export function quoteWith(text: string, mark: '"' | "'", asciiOnly: boolean): string {
  if (mark === '"' && SIMPLE.test(text)) return `"${text}"`;
  let out: string = mark;
  for (const { text: rune, code, bad } of runes(text)) {
    if (bad >= 0) out += `\\x${hex(bad, 2)}`;
    else if (rune === mark) out += `\\${mark}`;
    else if (ESCAPES[rune]) out += ESCAPES[rune];
    else if (isPrintable(rune) && (!asciiOnly || code < 0x80)) out += rune;
    else if (code < 0x20 || code === 0x7f) out += `\\x${hex(code, 2)}`;
    else if (code < 0x10000) out += `\\u${hex(code, 4)}`;
    else out += `\\U${hex(code, 8)}`;
  }
  return out + mark;
}

export function canBackquote(text: string): boolean {
  return !/[`\x7f\ufeff\p{Cs}]/u.test(text) && !/[\0-\x08\x0a-\x1f]/.test(text);
}

function hex(code: number, width: number): string {
  return code.toString(16).padStart(width, '0');
}

/** Reads a "..." or `...` literal. */
export function unquote(literal: string): string {
  const body = literal.slice(1, -1);
  if (literal.startsWith('`')) return body.replaceAll('\r', '');
  if (!body.includes('\\')) return body;
  const bytes: Uint8Array[] = [];
  let hadByte = false;
  for (let at = 0; at < body.length; ) {
    const char = readChar(body, at, '"');
    hadByte ||= char.isByte;
    bytes.push(char.isByte ? Buffer.of(char.code) : Buffer.from(String.fromCodePoint(char.code)));
    at = char.end;
  }
  const joined = Buffer.concat(bytes);
  return hadByte ? fromBytes(joined) : joined.toString();
}

type Char = { code: number; isByte: boolean; end: number };
const LETTERS: Record<string, number> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 92 };
const HEX_LENGTH: Record<string, number> = { x: 2, u: 4, U: 8 };

/** One character or escape of a literal whose quotation mark is `mark`. */
export function readChar(text: string, start: number, mark: string): Char {
  const code = text.codePointAt(start);
  if (code === undefined || text[start] === mark) throw new Failure('invalid syntax');
  if (code !== 92) return { code, isByte: false, end: start + (code > 0xffff ? 2 : 1) };
  const letter = text[start + 1] ?? '';
  const simple = LETTERS[letter];
  if (simple !== undefined) return { code: simple, isByte: false, end: start + 2 };
  const length = HEX_LENGTH[letter];
  if (length !== undefined) {
    const digits = text.slice(start + 2, start + 2 + length);
    if (digits.length !== length || !/^[0-9a-fA-F]+$/.test(digits)) throw new Failure('invalid syntax');
    const value = Number.parseInt(digits, 16);
    const valid = letter === 'x' || (value <= 0x10ffff && (value < 0xd800 || value > 0xdfff));
    if (!valid) throw new Failure('invalid syntax');
    return { code: value, isByte: letter === 'x', end: start + 2 + length };
  }
  if (/[0-7]/.test(letter)) {
    const digits = text.slice(start + 1, start + 4);
    const value = Number.parseInt(digits, 8);
    if (!/^[0-7]{3}$/.test(digits) || value > 255) throw new Failure('invalid syntax');
    return { code: value, isByte: true, end: start + 4 };
  }
  if (letter !== mark || letter === '') throw new Failure('invalid syntax');
  return { code: letter.charCodeAt(0), isByte: false, end: start + 2 };
}

/** Go's %#U, as lexer messages use it. */
export function unicodeName(rune: string): string {
  const code = (rune.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return isPrintable(rune) && (isAscii(rune) || rune.length > 0) ? `U+${code} '${rune}'` : `U+${code}`;
}
