/** Reads what stands inside an action: declarations, commands joined by |, operands with their fields. Statements are the
 *  parser's; nothing here is evaluated. */
import type { CommandNode, Operand, PipeNode, VariableNode } from './ast.ts';
import { describe } from './ast.ts';
import { limits } from './limits.ts';
import { quote, unquote } from './quote.ts';
import { readCharConstant, readComplex, readNumber } from './read-number.ts';
import { Failure } from './template-error.ts';
import type { Token, TokenType } from './token.ts';
import {
  backup,
  fail,
  nextNonSpace,
  nextToken,
  type Parsing,
  peekNonSpace,
  peekToken,
  unexpected,
} from './token-stream.ts';

const OPERAND_STARTS = new Set<TokenType>([
  'bool',
  'charConstant',
  'complex',
  'dot',
  'field',
  'identifier',
  'number',
  'nil',
  'rawString',
  'string',
  'variable',
  'leftParen',
]);
const NOT_EXECUTABLE = new Set<Operand['type']>(['bool', 'dot', 'nil', 'number', 'string']);

export function parsePipeline(p: Parsing, context: string, end: TokenType): PipeNode {
  const pipe: PipeNode = {
    type: 'pipe',
    pos: peekNonSpace(p).pos,
    isAssign: false,
    decl: [],
    cmds: [],
  };
  readDeclarations(p, pipe, context);
  for (;;) {
    const token = nextNonSpace(p);
    if (token.type === end) break;
    if (!OPERAND_STARTS.has(token.type)) unexpected(p, token, context);
    backup(p);
    pipe.cmds.push(readCommand(p));
    if (pipe.cmds.length > limits.pipelineLength) fail(p, 'pipeline too long');
  }
  if (pipe.cmds.length === 0) fail(p, `missing value for ${context}`);
  pipe.cmds.forEach((cmd, index) => {
    const first = cmd.args[0];
    if (index > 0 && first && NOT_EXECUTABLE.has(first.type)) {
      fail(p, `non executable command in pipeline stage ${index + 1}`);
    }
  });
  return pipe;
}

function readDeclarations(p: Parsing, pipe: PipeNode, context: string): void {
  while (peekNonSpace(p).type === 'variable') {
    const start = p.index;
    const variable = nextToken(p);
    const next = peekNonSpace(p);
    const declares = next.type === 'assign' || next.type === 'declare';
    if (!declares && !(next.type === 'char' && next.text === ',')) {
      p.index = start;
      return;
    }
    nextNonSpace(p);
    pipe.decl.push({ type: 'variable', pos: variable.pos, start: variable.pos, idents: variable.text.split('.') });
    p.vars.push(variable.text);
    if (declares) {
      pipe.isAssign = next.type === 'assign';
      return;
    }
    if (context !== 'range' || pipe.decl.length >= 2) fail(p, `too many declarations in ${context}`);
    const after = peekNonSpace(p).type;
    if (after !== 'variable' && after !== 'rightDelim' && after !== 'rightParen') {
      fail(p, 'range can only initialize variables');
    }
  }
}

function readCommand(p: Parsing): CommandNode {
  const cmd: CommandNode = { type: 'command', pos: peekNonSpace(p).pos, args: [] };
  for (;;) {
    peekNonSpace(p);
    const operand = readOperand(p);
    if (operand) cmd.args.push(operand);
    if (cmd.args.length > limits.pipelineLength) fail(p, 'too many arguments');
    const token = nextToken(p);
    if (token.type === 'space') continue;
    if (token.type === 'rightDelim' || token.type === 'rightParen') backup(p);
    else if (token.type !== 'pipe') unexpected(p, token, 'operand');
    break;
  }
  if (cmd.args.length === 0) fail(p, 'empty command');
  return cmd;
}

function readOperand(p: Parsing): Operand | null {
  const node = readTerm(p);
  if (!node || peekToken(p).type !== 'field') return node;
  const pos = peekToken(p).pos;
  const fields: string[] = [];
  while (peekToken(p).type === 'field') fields.push(nextToken(p).text.slice(1));
  if (fields.length > limits.pipelineLength) fail(p, 'too many fields in a chain');
  switch (node.type) {
    case 'field':
    case 'variable':
      // the place becomes that of the second component, as Go has it
      return { ...node, pos, idents: [...node.idents, ...fields] };
    case 'bool':
    case 'string':
    case 'number':
    case 'nil':
    case 'dot':
      return fail(p, `unexpected . after term ${quote(describe(node))}`);
    default:
      return { type: 'chain', pos, node, fields };
  }
}

function readTerm(p: Parsing): Operand | null {
  const token = nextNonSpace(p);
  const { pos } = token;
  switch (token.type) {
    case 'identifier':
      if (!p.isFunction(token.text)) fail(p, `function ${quote(token.text)} not defined`, token);
      return { type: 'identifier', pos, name: token.text };
    case 'dot':
      return { type: 'dot', pos };
    case 'nil':
      return { type: 'nil', pos };
    case 'variable':
      return readVariable(p, token);
    case 'field':
      return { type: 'field', pos, start: pos, idents: token.text.slice(1).split('.') };
    case 'bool':
      return { type: 'bool', pos, value: token.text === 'true' };
    case 'charConstant':
    case 'complex':
    case 'number':
    case 'string':
    case 'rawString':
      return readLiteral(p, token);
    case 'leftParen':
      return readParens(p);
    default:
      backup(p);
      return null;
  }
}

function readVariable(p: Parsing, token: Token): VariableNode {
  if (!p.vars.includes(token.text)) fail(p, `undefined variable ${quote(token.text)}`, token);
  return { type: 'variable', pos: token.pos, start: token.pos, idents: [token.text] };
}

function readLiteral(p: Parsing, token: Token): Operand {
  const { type, text, pos } = token;
  try {
    if (type === 'string' || type === 'rawString') {
      return { type: 'string', pos, quoted: text, value: unquote(text) };
    }
    const read = type === 'charConstant' ? readCharConstant : type === 'complex' ? readComplex : readNumber;
    return { type: 'number', pos, text, value: read(text) };
  } catch (error) {
    if (error instanceof Failure) fail(p, error.message, token);
    throw error;
  }
}

function readParens(p: Parsing): PipeNode {
  p.parenDepth += 1;
  if (p.parenDepth > limits.parentheses) fail(p, 'max expression depth exceeded');
  const pipe = parsePipeline(p, 'parenthesized pipeline', 'rightParen');
  p.parenDepth -= 1;
  return pipe;
}
