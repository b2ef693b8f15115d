/** The kinds of token, and how Go names one in `unexpected ... in ...`. */
import { quote } from './quote.ts';

const KEYWORDS = [
  'block',
  'break',
  'continue',
  'define',
  'else',
  'end',
  'if',
  'range',
  'nil',
  'template',
  'with',
] as const;
export type Keyword = (typeof KEYWORDS)[number] | 'dot';

export type TokenType =
  | Keyword
  | 'error'
  | 'bool'
  | 'char'
  | 'charConstant'
  | 'complex'
  | 'assign'
  | 'declare'
  | 'eof'
  | 'field'
  | 'identifier'
  | 'leftDelim'
  | 'leftParen'
  | 'number'
  | 'pipe'
  | 'rawString'
  | 'rightDelim'
  | 'rightParen'
  | 'space'
  | 'string'
  | 'text'
  | 'variable';

export type Token = { type: TokenType; pos: number; text: string; line: number };

export const keywords: ReadonlySet<string> = new Set<string>(KEYWORDS);

export function describeToken(token: Token): string {
  if (token.type === 'eof') return 'EOF';
  if (token.type === 'error') return token.text;
  if (token.type === 'dot' || keywords.has(token.type)) return `<${token.text}>`;
  if (Buffer.byteLength(token.text) <= 10) return quote(token.text);
  return `${quote(Array.from(token.text).slice(0, 10).join(''))}...`;
}
