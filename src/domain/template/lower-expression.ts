/** Turns pipelines into nunjucks expressions: calls of the runtime's helpers and look-ups, in Go's order of evaluation.
 *  No text of the user becomes code here: names go into the program's tables. */
import type { AnyNode, CommandNode, Constant, Operand, PipeNode, VariableNode } from './ast.ts';
import { describe } from './ast.ts';
import { lowerCall } from './lower-call.ts';
import {
  add,
  constant,
  declare,
  failure,
  findVariable,
  floatConstant,
  intConstant,
  type Lowering,
  plain,
  siteAfter,
  slotNode,
  unwrapped,
  type Value,
} from './lowering.ts';
import { helper, literal, lookup } from './nunjucks-parts.ts';
import { makeComplex } from './value.ts';

/** A pipeline's value, its declarations made. */
export function lowerPipe(l: Lowering, pipe: PipeNode): Value {
  let value: Value | null = null;
  for (const cmd of pipe.cmds) {
    const result = lowerCommand(l, cmd, value, value?.last ?? pipe);
    value = { ...result, code: unwrapped(result), nullable: false, wrapped: false };
  }
  let result = value ?? plain(literal(''), pipe);
  for (const name of pipe.decl.map((variable) => variable.idents[0] ?? '')) {
    result = assign(l, pipe, name, result);
  }
  return result;
}

function assign(l: Lowering, pipe: PipeNode, name: string, value: Value): Value {
  const variable = pipe.isAssign ? findVariable(l, name) : declare(l, name);
  if (!variable) {
    const code = helper('second', value.code, failure(l, value.last, `undefined variable: ${name}`));
    return { ...value, code };
  }
  variable.wrapped = false;
  return { ...value, code: helper('set', variable.slot, value.code), isConstant: false };
}

/** One command; `final` is the value piped into it, `current` the node that Go would blame before going on. */
function lowerCommand(l: Lowering, cmd: CommandNode, final: Value | null, current: AnyNode): Value {
  const first = cmd.args[0];
  if (!first) return plain(literal(''), cmd);
  const hasArgs = cmd.args.length > 1 || final !== null;
  switch (first.type) {
    case 'field':
    case 'chain':
    case 'variable': {
      const value = lowerReference(l, first, hasArgs);
      return final ? { ...value, code: helper('second', final.code, value.code) } : value;
    }
    case 'identifier':
      return lowerCall(l, first, cmd, cmd.args.slice(1), final);
    case 'pipe':
      return hasArgs ? notAFunction(l, first, final, current) : lowerPipe(l, first);
    default:
      if (hasArgs) return notAFunction(l, first, final, first);
      if (first.type === 'nil') return plain(failure(l, first, 'nil is not a command'), first);
      return lowerConstant(l, first);
  }
}

function notAFunction(l: Lowering, node: Operand, final: Value | null, blamed: AnyNode): Value {
  const fails = failure(l, blamed, `can't give argument to non-function ${describe(node)}`);
  return plain(final ? helper('second', final.code, fails) : fails, blamed);
}

function lowerReference(
  l: Lowering,
  node: Extract<Operand, { type: 'field' | 'chain' | 'variable' }>,
  hasArgs: boolean,
): Value {
  if (node.type === 'field') return lowerFields(l, { ...l.dot, last: node }, node.idents, node, hasArgs);
  if (node.type === 'variable') return lowerVariable(l, node, hasArgs);
  const target = lowerOperand(l, node.node);
  return lowerFields(l, target, node.fields, node, hasArgs);
}

function lowerVariable(l: Lowering, node: VariableNode, hasArgs: boolean): Value {
  const [name = '', ...fields] = node.idents;
  const variable = findVariable(l, name);
  if (!variable) return plain(failure(l, node, `undefined variable: ${name}`), node);
  if (fields.length === 0 && hasArgs) {
    return plain(failure(l, node, `can't give argument to non-function ${describe(node)}`), node);
  }
  const value = plain(slotNode(variable.slot), node, {
    nullable: variable.nullable,
    wrapped: variable.wrapped,
  });
  return lowerFields(l, value, fields, node, hasArgs);
}

function lowerFields(l: Lowering, start: Value, names: string[], node: AnyNode, hasArgs: boolean): Value {
  let value = start;
  names.forEach((name, index) => {
    const row = add(l.program.fields, {
      name,
      site: siteAfter(l, value),
      wrapped: value.wrapped,
      unwraps: !value.nullable,
      hasArgs: hasArgs && index === names.length - 1,
    });
    value = plain(lookup(value.code, row), node.type === 'chain' ? start.last : node, {
      nullable: true,
      wrapped: true,
      afterLogic: node.type === 'chain' && start.afterLogic,
    });
  });
  return value;
}

/** An operand as the argument of a function or the start of a chain. */
export function lowerOperand(l: Lowering, node: Operand): Value {
  switch (node.type) {
    case 'field':
    case 'chain':
    case 'variable':
      return lowerReference(l, node, false);
    case 'identifier':
      return lowerCall(l, node, node, [], null);
    case 'pipe':
      return lowerPipe(l, node);
    default:
      return lowerConstant(l, node);
  }
}

function lowerConstant(l: Lowering, node: Constant): Value {
  const known = { isConstant: true };
  switch (node.type) {
    case 'dot':
      return { ...l.dot, last: node };
    case 'nil':
      return plain(constant(l, undefined), node, known);
    case 'bool':
      return plain(literal(node.value), node, { ...known, isBool: true });
    case 'string':
      return plain(literal(node.value), node, known);
    case 'number': {
      const { value } = node;
      switch (value.kind) {
        case 'int':
          return plain(intConstant(l, value.value), node, known);
        case 'float':
          return plain(floatConstant(l, value.value), node, known);
        case 'complex':
          return plain(constant(l, makeComplex(value.re, value.im)), node, known);
        default:
          return plain(failure(l, node, `${node.text} overflows int`), node);
      }
    }
  }
}
