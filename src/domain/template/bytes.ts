/** Go strings are bytes, JavaScript strings are UTF-16. A byte that is no part of valid UTF-8 (a cut character, "\xff")
 *  is kept as the lone surrogate U+DC00 + byte until the rendering ends; then, and only then, it becomes U+FFFD. */

const ASCII = /^[\0-\x7f]*$/;
const SPACE = /[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
const BAD_BYTE = 0xdc00;

export function isAscii(text: string): boolean {
  return ASCII.test(text);
}

/** The lone surrogate that stands for a byte, or -1 for any other code unit. */
function badByte(code: number): number {
  return code >= BAD_BYTE + 0x80 && code <= BAD_BYTE + 0xff ? code - BAD_BYTE : -1;
}

export function toBytes(text: string): Uint8Array {
  if (text.isWellFormed()) return Buffer.from(text);
  const parts: Buffer[] = [];
  for (const rune of text) {
    const bad = rune.length === 1 ? badByte(rune.charCodeAt(0)) : -1;
    parts.push(bad >= 0 ? Buffer.of(bad) : Buffer.from(rune));
  }
  return Buffer.concat(parts);
}

export function byteLength(text: string): number {
  if (isAscii(text)) return text.length;
  return text.isWellFormed() ? Buffer.byteLength(text) : toBytes(text).length;
}

export function fromBytes(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
  if (!text.includes('\ufffd')) return text;
  let out = '';
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    out +=
      length === 0
        ? String.fromCharCode(BAD_BYTE + (bytes[at] ?? 0))
        : Buffer.from(bytes.subarray(at, at + length)).toString();
    at += length || 1;
  }
  return out;
}

/** Length of the valid UTF-8 character that starts here, or 0. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  const text = Buffer.from(bytes.subarray(at, at + length)).toString();
  const real = first === 0xef && bytes[at + 1] === 0xbf && bytes[at + 2] === 0xbd;
  return text.includes('\ufffd') && !real ? 0 : length;
}

/** What leaves the engine: bytes that came together again are joined, what stays broken is U+FFFD. */
export function toOutput(text: string): string {
  return text.isWellFormed() ? text : fromBytes(toBytes(text)).toWellFormed();
}

/** One rune, `bad` being the raw byte where there is no valid one. */
export type Rune = { text: string; code: number; bad: number };

export function runes(text: string): Rune[] {
  const joined = text.isWellFormed() ? text : fromBytes(toBytes(text));
  return Array.from(joined, (rune) => {
    const code = rune.codePointAt(0) ?? 0;
    if (code < 0xd800 || code > 0xdfff) return { text: rune, code, bad: -1 };
    return { text: rune, code: 0xfffd, bad: badByte(code) };
  });
}

export function runeCount(text: string): number {
  if (isAscii(text)) return text.length;
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** What Go's TrimSpace takes away; JavaScript's trim would take the byte order mark as well. */
export function trimSpace(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && SPACE.test(text.charAt(start))) start += 1;
  while (end > start && SPACE.test(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/** Order by bytes, which is the order of code points and not that of UTF-16 units. */
export function compareStrings(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  for (let at = 0; at < end; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left !== right) {
      if (left < 0xd800 || right < 0xd800) return left - right;
      return Buffer.compare(toBytes(a), toBytes(b));
    }
  }
  return a.length - b.length;
}
