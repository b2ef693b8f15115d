/** Cuts a template text into tokens, exactly where Go cuts it: trim markers and comments are settled here and the parser
 *  never sees them. It must never look at data, and never goes on after its first error token. */
import { quote, unicodeName } from './quote.ts';
import { type Keyword, keywords, type Token, type TokenType } from './token.ts';

const SPACE = ' \t\r\n';
const TERMINATORS = `${SPACE}.,|:)(`;
const ALPHANUMERIC = /[\p{L}\p{Nd}_]/u;
const ALPHANUMERIC_RUN = /[\p{L}\p{Nd}_]*/uy;
const PRINTABLE_ASCII = /^[ -~]$/;

/** A position in the text and the tokens cut so far. */
type Scan = { text: string; pos: number; start: number; line: number; tokens: Token[]; parens: number };

export function lex(text: string): Token[] {
  const scan: Scan = { text, pos: 0, start: 0, line: 1, tokens: [], parens: 0 };
  while (lexText(scan) && lexAction(scan)) {
    // each turn takes one text and one action or comment
  }
  return scan.tokens;
}

function emit(scan: Scan, type: TokenType): true {
  scan.tokens.push({
    type,
    pos: scan.start,
    text: scan.text.slice(scan.start, scan.pos),
    line: scan.line,
  });
  return ignore(scan);
}

function ignore(scan: Scan): true {
  for (let at = scan.start; at < scan.pos; at++) if (scan.text.charCodeAt(at) === 10) scan.line += 1;
  scan.start = scan.pos;
  return true;
}

function fail(scan: Scan, message: string): false {
  scan.tokens.push({ type: 'error', pos: scan.start, text: message, line: scan.line });
  return false;
}

function runeAt(scan: Scan, pos: number): string {
  const code = scan.text.codePointAt(pos);
  return code === undefined ? '' : String.fromCodePoint(code);
}

function isSpace(char: string | undefined): boolean {
  return char !== undefined && char !== '' && SPACE.includes(char);
}

function isTrimStart(scan: Scan, pos: number): boolean {
  return scan.text[pos] === '-' && isSpace(scan.text[pos + 1]);
}

function isTrimEnd(scan: Scan, pos: number): boolean {
  return isSpace(scan.text[pos]) && scan.text.startsWith('-}}', pos + 1);
}

function lexText(scan: Scan): boolean {
  const found = scan.text.indexOf('{{', scan.pos);
  scan.pos = found < 0 ? scan.text.length : found;
  const end = scan.pos;
  if (found >= 0 && isTrimStart(scan, found + 2)) {
    while (scan.pos > scan.start && isSpace(scan.text[scan.pos - 1])) scan.pos -= 1;
  }
  if (scan.pos > scan.start) emit(scan, 'text');
  scan.pos = end;
  ignore(scan);
  if (found >= 0) return true;
  emit(scan, 'eof');
  return false;
}

function skipSpaces(scan: Scan): void {
  while (isSpace(scan.text[scan.pos])) scan.pos += 1;
}

function lexAction(scan: Scan): boolean {
  const marker = isTrimStart(scan, scan.pos + 2) ? 2 : 0;
  if (scan.text.startsWith('/*', scan.pos + 2 + marker)) return lexComment(scan, 2 + marker);
  scan.pos += 2;
  emit(scan, 'leftDelim');
  scan.pos += marker;
  ignore(scan);
  scan.parens = 0;
  for (;;) {
    const trim = isTrimEnd(scan, scan.pos);
    if (trim || scan.text.startsWith('}}', scan.pos)) {
      return scan.parens > 0 ? fail(scan, 'unclosed left paren') : lexRightDelim(scan, trim);
    }
    if (!lexInside(scan)) return false;
  }
}

function lexComment(scan: Scan, opening: number): boolean {
  scan.pos += opening;
  ignore(scan);
  const end = scan.text.indexOf('*/', scan.pos + 2);
  if (end < 0) return fail(scan, 'unclosed comment');
  scan.pos = end + 2;
  const trim = isTrimEnd(scan, scan.pos);
  if (!trim && !scan.text.startsWith('}}', scan.pos)) {
    return fail(scan, 'comment ends before closing delimiter');
  }
  scan.pos += trim ? 4 : 2;
  if (trim) skipSpaces(scan);
  return ignore(scan);
}

function lexRightDelim(scan: Scan, trim: boolean): boolean {
  if (trim) {
    scan.pos += 2;
    ignore(scan);
  }
  scan.pos += 2;
  emit(scan, 'rightDelim');
  if (trim) skipSpaces(scan);
  return ignore(scan);
}

function lexInside(scan: Scan): boolean {
  const rune = runeAt(scan, scan.pos);
  const next = scan.text[scan.pos + 1] ?? '';
  if (rune === '') return fail(scan, 'unclosed action');
  if (isSpace(rune)) return lexSpace(scan);
  if (rune === '.' && next !== '' && !(next >= '0' && next <= '9')) return lexFieldOrVariable(scan, 'field');
  if (/^[.+\-0-9]$/.test(rune)) return lexNumber(scan);
  if (ALPHANUMERIC.test(rune)) return lexIdentifier(scan);
  scan.pos += rune.length;
  switch (rune) {
    case '=':
      return emit(scan, 'assign');
    case ':':
      if (next !== '=') return fail(scan, 'expected :=');
      scan.pos += 1;
      return emit(scan, 'declare');
    case '|':
      return emit(scan, 'pipe');
    case '"':
      return lexQuoted(scan, '"', 'string', 'unterminated quoted string');
    case "'":
      return lexQuoted(scan, "'", 'charConstant', 'unterminated character constant');
    case '`':
      return lexRaw(scan);
    case '$':
      scan.pos -= 1;
      return lexFieldOrVariable(scan, 'variable');
    case '(':
      scan.parens += 1;
      return emit(scan, 'leftParen');
    case ')':
      scan.parens -= 1;
      return scan.parens >= 0 ? emit(scan, 'rightParen') : fail(scan, 'unexpected right paren');
    default:
      if (PRINTABLE_ASCII.test(rune)) return emit(scan, 'char');
      return fail(scan, `unrecognized character in action: ${unicodeName(rune)}`);
  }
}

function lexSpace(scan: Scan): boolean {
  skipSpaces(scan);
  // the last space may belong to a trim marker
  if (isTrimEnd(scan, scan.pos - 1)) scan.pos -= 1;
  return scan.pos === scan.start || emit(scan, 'space');
}

function takeAlphanumeric(scan: Scan): void {
  ALPHANUMERIC_RUN.lastIndex = scan.pos;
  scan.pos += ALPHANUMERIC_RUN.exec(scan.text)?.[0].length ?? 0;
}

function atTerminator(scan: Scan): boolean {
  const char = scan.text[scan.pos];
  return char === undefined || TERMINATORS.includes(char) || scan.text.startsWith('}}', scan.pos);
}

function badCharacter(scan: Scan): false {
  return fail(scan, `bad character ${unicodeName(runeAt(scan, scan.pos))}`);
}

function lexFieldOrVariable(scan: Scan, type: 'field' | 'variable'): boolean {
  scan.pos += 1;
  if (atTerminator(scan)) return emit(scan, type === 'field' ? 'dot' : 'variable');
  takeAlphanumeric(scan);
  return atTerminator(scan) ? emit(scan, type) : badCharacter(scan);
}

function lexIdentifier(scan: Scan): boolean {
  takeAlphanumeric(scan);
  if (!atTerminator(scan)) return badCharacter(scan);
  const word = scan.text.slice(scan.start, scan.pos);
  if (keywords.has(word)) return emit(scan, word as Keyword);
  return emit(scan, word === 'true' || word === 'false' ? 'bool' : 'identifier');
}

function lexQuoted(scan: Scan, mark: string, type: TokenType, unterminated: string): boolean {
  for (;;) {
    const char = scan.text[scan.pos];
    const escaped = char === '\\';
    if (escaped) scan.pos += 1;
    const last = scan.text[scan.pos];
    if (last === undefined || last === '\n') return fail(scan, unterminated);
    scan.pos += 1;
    if (!escaped && char === mark) return emit(scan, type);
  }
}

function lexRaw(scan: Scan): boolean {
  const end = scan.text.indexOf('`', scan.pos);
  if (end < 0) return fail(scan, 'unterminated raw quoted string');
  scan.pos = end + 1;
  return emit(scan, 'rawString');
}

const NUMBER =
  /[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)i?/y;

function takeNumber(scan: Scan): boolean {
  NUMBER.lastIndex = scan.pos;
  scan.pos += NUMBER.exec(scan.text)?.[0].length ?? 0;
  const next = runeAt(scan, scan.pos);
  if (next === '' || !ALPHANUMERIC.test(next)) return true;
  scan.pos += next.length;
  return false;
}

function lexNumber(scan: Scan): boolean {
  const bad = () => fail(scan, `bad number syntax: ${quote(scan.text.slice(scan.start, scan.pos))}`);
  if (!takeNumber(scan)) return bad();
  const sign = scan.text[scan.pos];
  if (sign !== '+' && sign !== '-') return emit(scan, 'number');
  return takeNumber(scan) && scan.text[scan.pos - 1] === 'i' ? emit(scan, 'complex') : bad();
}
