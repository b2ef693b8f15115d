// The spellings that one text takes on its way through JSON, addresses, forms, HTML and base64, also one within the
// other, as patterns that find them all.

/** One character in any spelling, at `lastIndex`. */
export type Unit = RegExp;

/** The same text once as it is and once in each base64. */
export function encodings(value: string): string[] {
  const base64 = Buffer.from(value, 'utf8').toString('base64').replace(/=+$/, '');
  return [...new Set([value, base64, base64.replaceAll('+', '-').replaceAll('/', '_')])];
}

/** The source of a pattern that finds the value in every spelling. */
export const patternOf = (value: string): string => [...value].map(spelled).join('');

/** The value's characters one by one, for finding its beginning. */
export const unitsOf = (value: string): Unit[] => [...value].map((char) => new RegExp(spelled(char), 'y'));

// Backslashes double with each JSON string around another one, `%` becomes `%25`, `&` becomes `&amp;`: four levels are
// more than happen. All repetitions have a bound, so that no text can make the search slow.
const slash = '(?:\\\\|%(?:25){0,4}5[cC])';

function spelled(char: string): string {
  if (/^[\w.~-]$/.test(char)) return char.replace(/[.-]/, '\\$&');
  if (char === '\\') return `${slash}{1,16}`;
  const bytes = [...Buffer.from(char.toWellFormed(), 'utf8')].map((byte) => byte.toString(16).padStart(2, '0'));
  const units = Array.from({ length: char.length }, (_, at) => char.charCodeAt(at).toString(16).padStart(4, '0'));
  const plain = [
    char.replace(/[*+?^${}()|[\]/]/g, '\\$&'),
    bytes.map((byte) => `%(?:25){0,4}${anyCase(byte)}`).join(''),
    ...(char === ' ' ? ['\\+'] : []),
    ...(names[char] ?? []).map((name) => `&(?:amp;){0,4}${name};`),
  ];
  const escaped = [
    units.map((unit) => `${slash}{1,15}u${anyCase(unit)}`).join(''),
    ...(Object.hasOwn(controls, char) ? [`${slash}{1,15}${controls[char]}`] : []),
  ];
  return `(?:${slash}{0,15}(?:${plain.join('|')})|${escaped.join('|')})`;
}

const anyCase = (hex: string) => hex.replace(/[a-f]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);

const controls: Record<string, string> = { '\n': 'n', '\r': 'r', '\t': 't', '\b': 'b', '\f': 'f' };

const names: Record<string, string[]> = {
  '&': ['amp', '#38', '#x26'],
  '<': ['lt', '#60', '#x3[cC]'],
  '>': ['gt', '#62', '#x3[eE]'],
  '"': ['quot', '#34', '#x22'],
  "'": ['apos', '#0?39', '#x27'],
  '/': ['#47', '#x2[fF]'],
  '=': ['#61', '#x3[dD]'],
};
