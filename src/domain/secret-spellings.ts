// Finds a value in a text in the spellings that it takes on its way through JSON, addresses, forms, HTML and base64, also
// one within the other. It must stay fast, whatever value and text are.

/** From where to where, end excluded. */
export type Place = readonly [from: number, to: number];

/** @param isCut the text may end in the middle of the value: then its beginning at the very end is found too. */
export type Finder = (text: string, isCut: boolean) => Place[];

/** The same text once as it is and once in each base64. */
export function encodings(value: string): string[] {
  const base64 = Buffer.from(value, 'utf8').toString('base64').replace(/=+$/, '');
  return [...new Set([value, base64, base64.replaceAll('+', '-').replaceAll('/', '_')])];
}

const headLength = 4;
/** Comparisons of a value with one text, at most. Text and value that need more are made to: all the rest is a find. */
const maxSteps = 5_000;
/** What a comparison with the end of a text counts for. */
const endSteps = 200;

export function createFinder(value: string): Finder {
  const head = new RegExp(patternOf([...value].slice(0, headLength)), 'g');
  // One pattern for a long value would be more than the engine takes: it is followed piece by piece.
  const pieces = piecesOf([...value]).map((chars) => ({ chars, pattern: new RegExp(patternOf(chars), 'y') }));
  return (text, isCut) => {
    let steps = 0;
    const endOf = (from: number): number | undefined => {
      let at = from;
      for (const { chars, pattern } of pieces) {
        steps += 1;
        pattern.lastIndex = at;
        const found = pattern.exec(text)?.[0];
        // No character's spelling is longer than 64.
        if (found === undefined && isCut && text.length - at <= chars.length * 64) {
          steps += endSteps;
          if (endsWithin(text.slice(at), chars)) return text.length;
        }
        if (found === undefined) return undefined;
        at += found.length;
      }
      return at;
    };
    const places: Place[] = [];
    head.lastIndex = 0;
    for (let found = head.exec(text); found; found = head.exec(text)) {
      const end = steps > maxSteps ? text.length : endOf(found.index);
      if (end !== undefined) places.push([found.index, end]);
      head.lastIndex = end ?? found.index + 1;
    }
    return places;
  };
}

const isPlain = (char: string | undefined) => char !== undefined && /^[\w.~-]$/.test(char);

/** Cut between two plain characters where there are such: there is only one way to read those. */
function piecesOf(chars: readonly string[]): string[][] {
  const pieces: string[][] = [];
  for (let from = 0; from < chars.length; ) {
    let to = from + 64;
    while (to < chars.length && to < from + 128 && !(isPlain(chars[to - 1]) && isPlain(chars[to]))) to += 1;
    pieces.push(chars.slice(from, to));
    from = to;
  }
  return pieces;
}

/** The text is a beginning of the piece, perhaps with a part of the next character's spelling. */
function endsWithin(text: string, chars: readonly string[]): boolean {
  for (let length = Math.min(chars.length - 1, text.length); length >= 0; length -= 1)
    if (new RegExp(`^${patternOf(chars.slice(0, length))}(?:[\\\\%&][\\w#%\\\\;]{0,24})?$`).test(text)) return true;
  return false;
}

// Backslashes double with each JSON string around another one, `%` becomes `%25`, `&` becomes `&amp;`: four levels are
// more than happen. All repetitions have a bound, so that no text can make the search slow.
const slash = '(?:\\\\|%(?:25){0,4}5[cC])';

/** A run of backslashes is one part, for there are many ways to share it out. */
const patternOf = (chars: readonly string[]): string =>
  Array.from(chars.join('').matchAll(/\\+|[^\\]/gsu), ([part]) =>
    part.startsWith('\\') ? `${slash}{${part.length},${part.length * 16}}` : spelled(part),
  ).join('');

function spelled(char: string): string {
  if (isPlain(char)) return char.replace(/[.-]/, '\\$&');
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
  '+': ['#43', '#x2[bB]'],
  '@': ['#64', '#x40'],
};
