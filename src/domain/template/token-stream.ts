/** The parser's view of the tokens: next, peek and backup, and how its errors are placed. Go reports the line of the
 *  furthest token read, not of the token at fault, and so does this. */
import type { Definitions } from './ast.ts';
import { placeOf, TemplateError } from './template-error.ts';
import { describeToken, type Token, type TokenType } from './token.ts';

export type Parsing = {
  readonly text: string;
  readonly tokens: Token[];
  index: number;
  /** Index of the furthest token that was looked at. */
  furthest: number;
  /** Line of the action being read, 0 between actions. */
  actionLine: number;
  readonly isFunction: (name: string) => boolean;
  /** Names of the variables that are in scope. */
  vars: string[];
  rangeDepth: number;
  blockDepth: number;
  parenDepth: number;
  readonly definitions: Definitions;
};

const END: Token = { type: 'eof', pos: 0, text: '', line: 1 };

export function peekToken(p: Parsing): Token {
  const last = p.tokens.length - 1;
  const at = Math.min(p.index, last);
  if (at > p.furthest) p.furthest = at;
  return p.tokens[at] ?? END;
}

export function nextToken(p: Parsing): Token {
  const token = peekToken(p);
  p.index += 1;
  return token;
}

export function backup(p: Parsing): void {
  p.index -= 1;
}

export function nextNonSpace(p: Parsing): Token {
  let token = nextToken(p);
  while (token.type === 'space') token = nextToken(p);
  return token;
}

export function peekNonSpace(p: Parsing): Token {
  while (peekToken(p).type === 'space') p.index += 1;
  return peekToken(p);
}

export function expectToken(p: Parsing, type: TokenType, context: string): Token {
  const token = nextNonSpace(p);
  return token.type === type ? token : unexpected(p, token, context);
}

export function unexpected(p: Parsing, token: Token, context: string): never {
  if (token.type !== 'error') fail(p, `unexpected ${describeToken(token)} in ${context}`, token);
  if (p.actionLine === 0 || p.actionLine === token.line) fail(p, token.text, token);
  const extra = token.text.endsWith(' action') ? 'started at' : 'in action started at';
  return fail(p, `${token.text} ${extra} t:${p.actionLine}`, token);
}

/** The line is Go's; within it, `culprit` is where an editor should point, if it stands there. */
export function fail(p: Parsing, message: string, culprit?: Token): never {
  const furthest = p.tokens[p.furthest] ?? END;
  const token = culprit && culprit.line === furthest.line ? culprit : furthest;
  const { column } = placeOf(p.text, token.pos);
  throw new TemplateError('parse', message, { line: furthest.line, column });
}
