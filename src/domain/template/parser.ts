/** Builds the syntax tree of a whole text: statements, blocks and definitions, refusing what Go refuses with Go's words
 *  and line. It must never run anything, and stops at a nesting that could exhaust the stack. */
import type { BranchNode, Definitions, JumpNode, PipeNode, Statement, TemplateNode } from './ast.ts';
import { trimSpace } from './bytes.ts';
import { lex } from './lexer.ts';
import { limits } from './limits.ts';
import { parsePipeline } from './parse-pipeline.ts';
import { quote, unquote } from './quote.ts';
import { Failure } from './template-error.ts';
import type { Token } from './token.ts';
import {
  backup,
  expectToken,
  fail,
  nextNonSpace,
  nextToken,
  type Parsing,
  peekNonSpace,
  peekToken,
  unexpected,
} from './token-stream.ts';

/** What closed a list: `{{end}}`, or `{{else}}` with a waiting `if` or `with`. */
type Closer = 'end' | 'else';
type Parsed = Statement | Closer;

export const MAIN = 't';

export function parse(text: string, isFunction: (name: string) => boolean): Definitions {
  const p: Parsing = {
    text,
    tokens: lex(text),
    index: 0,
    furthest: 0,
    actionLine: 0,
    isFunction,
    vars: ['$'],
    rangeDepth: 0,
    blockDepth: 0,
    parenDepth: 0,
    definitions: new Map(),
  };
  if (text.length > limits.templateLength) fail(p, `template longer than ${limits.templateLength} characters`);
  const main: Statement[] = [];
  while (peekToken(p).type !== 'eof') {
    if (peekToken(p).type === 'leftDelim') {
      const start = p.index;
      nextToken(p);
      if (nextNonSpace(p).type === 'define') {
        parseDefinition(p);
        continue;
      }
      p.index = start;
    }
    const node = parseStatement(p);
    if (typeof node === 'string') fail(p, `unexpected {{${node}}}`);
    main.push(node);
  }
  addDefinition(p, MAIN, main);
  return p.definitions;
}

function parseDefinition(p: Parsing): void {
  const context = 'define clause';
  const token = nextNonSpace(p);
  if (token.type !== 'string' && token.type !== 'rawString') unexpected(p, token, context);
  const name = unquoted(p, token);
  expectToken(p, 'rightDelim', context);
  const { list, closer } = inOwnScope(p, () => parseList(p));
  if (closer !== 'end') fail(p, `unexpected {{${closer}}} in ${context}`);
  addDefinition(p, name, list);
}

/** A definition sees no variables of the text around it, and no loop. */
function inOwnScope<T>(p: Parsing, read: () => T): T {
  const { vars, rangeDepth } = p;
  p.vars = ['$'];
  p.rangeDepth = 0;
  const result = read();
  p.vars = vars;
  p.rangeDepth = rangeDepth;
  return result;
}

function addDefinition(p: Parsing, name: string, list: Statement[]): void {
  const known = p.definitions.get(name);
  if (known === undefined || isBlank(known)) p.definitions.set(name, list);
  else if (!isBlank(list)) fail(p, `template: multiple definition of template ${quote(name)}`);
}

function isBlank(list: Statement[]): boolean {
  return list.every((node) => node.type === 'text' && trimSpace(node.text) === '');
}

function unquoted(p: Parsing, token: Token): string {
  try {
    return unquote(token.text);
  } catch (error) {
    if (error instanceof Failure) fail(p, error.message, token);
    throw error;
  }
}

function parseList(p: Parsing): { list: Statement[]; closer: Closer } {
  p.blockDepth += 1;
  if (p.blockDepth > limits.nesting) fail(p, `blocks nested more than ${limits.nesting} deep`);
  const list: Statement[] = [];
  while (peekNonSpace(p).type !== 'eof') {
    const node = parseStatement(p);
    if (typeof node === 'string') {
      p.blockDepth -= 1;
      return { list, closer: node };
    }
    list.push(node);
  }
  return fail(p, 'unexpected EOF');
}

function parseStatement(p: Parsing): Parsed {
  const token = nextNonSpace(p);
  if (token.type === 'text') return { type: 'text', pos: token.pos, text: token.text };
  if (token.type !== 'leftDelim') return unexpected(p, token, 'input');
  p.actionLine = token.line;
  const node = parseAction(p);
  p.actionLine = 0;
  return node;
}

function parseAction(p: Parsing): Parsed {
  const token = nextNonSpace(p);
  switch (token.type) {
    case 'block':
      return parseBlock(p);
    case 'break':
    case 'continue':
      return parseJump(p, token, token.type);
    case 'else': {
      const next = peekNonSpace(p).type;
      if (next !== 'if' && next !== 'with') expectToken(p, 'rightDelim', 'else');
      return 'else';
    }
    case 'end':
      expectToken(p, 'rightDelim', 'end');
      return 'end';
    case 'if':
    case 'range':
    case 'with':
      return parseBranch(p, token.type);
    case 'template':
      return parseTemplate(p);
    default: {
      backup(p);
      const pos = peekToken(p).pos;
      return { type: 'action', pos, pipe: parsePipeline(p, 'command', 'rightDelim') };
    }
  }
}

function parseJump(p: Parsing, token: Token, type: 'break' | 'continue'): JumpNode {
  const next = nextNonSpace(p);
  if (next.type !== 'rightDelim') unexpected(p, next, `{{${type}}}`);
  if (p.rangeDepth === 0) fail(p, `{{${type}}} outside {{range}}`, token);
  return { type, pos: token.pos };
}

function parseBranch(p: Parsing, type: BranchNode['type']): BranchNode {
  const known = p.vars.length;
  const pipe = parsePipeline(p, type, 'rightDelim');
  if (type === 'range') p.rangeDepth += 1;
  const { list, closer } = parseList(p);
  if (type === 'range') p.rangeDepth -= 1;
  const elseList = closer === 'else' ? parseElse(p, type) : null;
  p.vars.length = known;
  return { type, pos: pipe.pos, pipe, list, elseList };
}

function parseElse(p: Parsing, type: BranchNode['type']): Statement[] {
  if (type !== 'range' && peekToken(p).type === type) {
    nextToken(p);
    // the {{end}} of the inner branch closes the outer one too
    p.blockDepth += 1;
    if (p.blockDepth > limits.nesting) fail(p, `blocks nested more than ${limits.nesting} deep`);
    const branch = parseBranch(p, type);
    p.blockDepth -= 1;
    return [branch];
  }
  const { list, closer } = parseList(p);
  if (closer !== 'end') fail(p, `expected end; found {{${closer}}}`);
  return list;
}

function parseTemplateName(p: Parsing, context: string): { name: string; pos: number } {
  const token = nextNonSpace(p);
  if (token.type !== 'string' && token.type !== 'rawString') unexpected(p, token, context);
  return { name: unquoted(p, token), pos: token.pos };
}

function parseTemplate(p: Parsing): TemplateNode {
  const context = 'template clause';
  const { name, pos } = parseTemplateName(p, context);
  let pipe: PipeNode | null = null;
  if (nextNonSpace(p).type !== 'rightDelim') {
    backup(p);
    pipe = parsePipeline(p, context, 'rightDelim');
  }
  return { type: 'template', pos, name, pipe };
}

function parseBlock(p: Parsing): TemplateNode {
  const context = 'block clause';
  const { name, pos } = parseTemplateName(p, context);
  const pipe = parsePipeline(p, context, 'rightDelim');
  const { furthest } = p;
  const { list, closer } = inOwnScope(p, () => parseList(p));
  // Go blames the clause, as the body was read by a parser of its own
  if (closer !== 'end') p.furthest = furthest;
  if (closer !== 'end') fail(p, `unexpected {{${closer}}} in ${context}`);
  addDefinition(p, name, list);
  return { type: 'template', pos, name, pipe };
}
