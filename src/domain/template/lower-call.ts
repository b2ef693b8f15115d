/** Turns a function call into a nunjucks expression. The count of arguments is settled here, once; `and` and `or` become
 *  choices, so that what they do not need is never evaluated. */
import type { AnyNode, IdentifierNode, Operand } from './ast.ts';
import { describe } from './ast.ts';
import type { TemplateFunction } from './function-types.ts';
import { lowerOperand } from './lower-expression.ts';
import { add, failure, type Lowering, plain, siteAfter, siteOf, slotNode, unwrapped, type Value } from './lowering.ts';
import { choose, helper, literal, type NunjucksNode } from './nunjucks-parts.ts';

/** `blamed` is the node of the function's own errors: the command, or the name where it is an argument. */
export function lowerCall(
  l: Lowering,
  name: IdentifierNode,
  blamed: AnyNode,
  args: Operand[],
  final: Value | null,
): Value {
  const fn = l.functions.get(name.name);
  const wrong = fn ? wrongCount(name.name, fn, args.length, final !== null) : 'not a defined function';
  if (!fn || wrong) {
    const fails = failure(l, name, wrong ?? '');
    return plain(final ? helper('second', final.code, fails) : fails, name);
  }
  if (name.name === 'and' || name.name === 'or') return lowerLogic(l, name, args, final);
  const values = args.map((arg, index) => lowerArgument(l, fn, arg, index));
  const { last, afterLogic } = values.at(-1) ?? { last: name, afterLogic: false };
  const call = add(l.program.calls, { fn, name: name.name, site: siteOf(l, blamed) });
  // slice alone looks at its indexes without looking into the `interface {}` that a map's or list's value is
  const wraps = name.name === 'slice';
  const codes = values.map(({ code, wrapped }, index) =>
    wraps && wrapped && index > 0 ? helper('asInterface', code) : code,
  );
  if (name.name === 'call') {
    // Go says what was called, as it was written
    const written = args[0];
    if (written) codes.splice(1, 0, literal(describe(written)));
  }
  let pipedCode = piped(l, name, fn, args, final);
  if (blamed === l.authorFormat) {
    codes.forEach((code, index) => {
      if (index > 0) codes[index] = helper('escapeArgument', code);
    });
    if (pipedCode) pipedCode = helper('escapeArgument', pipedCode);
  }
  return plain(callCode(call, codes, pipedCode), last, {
    nullable: !fn.isBool,
    isBool: fn.isBool ?? false,
    afterLogic,
  });
}

/** The piped value is evaluated first, although it is the last argument. */
function callCode(call: number, codes: NunjucksNode[], final: NunjucksNode | null): NunjucksNode {
  return final ? helper('piped', call, final, ...codes) : helper('call', call, ...codes);
}

function piped(
  l: Lowering,
  name: IdentifierNode,
  fn: TemplateFunction,
  args: Operand[],
  final: Value | null,
): NunjucksNode | null {
  if (!final) return null;
  const code = unwrapped(final);
  return fn.firstIsString && args.length === 0
    ? needString(l, { ...final, code, last: name, afterLogic: false })
    : code;
}

function wrongCount(name: string, fn: TemplateFunction, args: number, isPiped: boolean): string | null {
  const count = args + (isPiped ? 1 : 0);
  if (fn.max === Number.POSITIVE_INFINITY || fn.min !== fn.max) {
    if (count >= fn.min && count <= fn.max) return null;
    if (count > fn.max) return `wrong number of args for ${name}: want at most ${fn.max} got ${count}`;
    return `wrong number of args for ${name}: want at least ${fn.min} got ${args}`;
  }
  return count === fn.min ? null : `wrong number of args for ${name}: want ${fn.min} got ${count}`;
}

function lowerArgument(l: Lowering, fn: TemplateFunction, arg: Operand, index: number): Value {
  if (index > 0 || !fn.firstIsString) return lowerOperand(l, arg);
  switch (arg.type) {
    case 'nil':
      return plain(failure(l, arg, 'cannot assign nil to string'), arg);
    case 'bool':
    case 'number':
      return plain(failure(l, arg, `expected string; found ${describe(arg)}`), arg);
    case 'string':
      return lowerOperand(l, arg);
    default: {
      const value = lowerOperand(l, arg);
      return { ...value, code: needString(l, value) };
    }
  }
}

function needString(l: Lowering, value: Value): NunjucksNode {
  const reason = add(l.program.failures, { site: siteAfter(l, value), reason: '' });
  return helper('needString', value.code, reason);
}

function lowerLogic(l: Lowering, name: IdentifierNode, args: Operand[], final: Value | null): Value {
  const finalSlot = `h${l.nextId()}`;
  const values = args.map((arg) => lowerOperand(l, arg));
  const sites = values.map((value) => add(l.program.logicSites, siteAfter(l, value)));
  const codes = values.map((value) => value.code);
  if (final) codes.push(slotNode(finalSlot));
  let code = codes.pop() ?? literal('');
  for (const [index, earlier] of [...codes.entries()].reverse()) {
    const slot = `h${l.nextId()}`;
    const isTrue = helper('keep', slot, earlier, name.name === 'or' ? 1 : 0, sites[index] ?? 0, sites[index + 1] ?? -1);
    const kept = slotNode(slot);
    code = name.name === 'or' ? choose(isTrue, kept, code) : choose(isTrue, code, kept);
  }
  if (final) code = helper('second', helper('set', finalSlot, unwrapped(final)), code);
  const last = values.at(-1)?.last ?? name;
  return plain(code, last, { nullable: true, afterLogic: values.length > 1 || (values[0]?.afterLogic ?? false) });
}
