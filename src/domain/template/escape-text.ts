/** Go's html, js and urlquery. They are for text the author puts somewhere by hand; escaping by context is
 *  escape-for-context.ts. */
import { isAscii, runes, toBytes } from './bytes.ts';
import { isPrintable } from './quote.ts';

const HTML: Record<string, string> = {
  '\0': '\ufffd',
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
};

export function escapeHtml(text: string): string {
  return text.replace(/[\0"'&<>]/g, (char) => HTML[char] ?? char);
}

const JS: Record<string, string> = { '\\': '\\\\', "'": "\\'", '"': '\\"' };

export function escapeJs(text: string): string {
  if (/^[ !#-%(-;?-[\]-\x7f]*$/.test(text)) return text;
  let out = '';
  for (const { text: rune, code } of runes(text)) {
    if (JS[rune]) out += JS[rune];
    else if (/[<>&=\0-\x1f]/.test(rune) || (code > 0x7f && !isPrintable(rune) && code !== 0xfffd)) {
      out += `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`;
    } else out += rune;
  }
  return out;
}

const UNRESERVED = /^[A-Za-z0-9\-_.~]*$/;

/** Percent-encodes everything but letters, digits and - _ . ~; urlquery writes a space as +. */
export function escapeUrl(text: string, space: '+' | '%20'): string {
  if (UNRESERVED.test(text)) return text;
  if (isAscii(text)) return text.replace(/[^A-Za-z0-9\-_.~]/g, (char) => encodeByte(char.charCodeAt(0), space));
  return Array.from(toBytes(text), (byte) => {
    const char = String.fromCharCode(byte);
    return byte < 0x80 && UNRESERVED.test(char) ? char : encodeByte(byte, space);
  }).join('');
}

function encodeByte(byte: number, space: string): string {
  return byte === 0x20 ? space : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}
