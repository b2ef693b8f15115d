/** What lowering keeps in mind while it turns a syntax tree into nunjucks nodes, and the small steps that expressions and
 *  statements share. */
import type { AnyNode, CommandNode, Definitions } from './ast.ts';
import type { FunctionTable } from './function-types.ts';
import { helper, type NunjucksNode, symbol } from './nunjucks-parts.ts';
import type { Program, Site } from './program.ts';
import { makeFloat, makeInt, type NumberMode } from './value.ts';

export type Variable = {
  name: string;
  slot: string;
  /** It holds what a list or map holds, for Go an `interface {}`; an assignment changes that. */
  wrapped: boolean;
  /** It may hold a list's or map's own null. */
  nullable: boolean;
};

export type LoopScope = { id: number; flag: string };

/** One definition being lowered. */
export type Lowering = {
  readonly program: Program;
  readonly definitions: Definitions;
  readonly functions: FunctionTable;
  readonly mode: NumberMode;
  /** Values go through the `show` helper, which escapes and handles what is missing; else they print as Go's. */
  readonly shows: boolean;
  /** A printf with a literal format escapes its values, so that the author's `<%s|%s>` stays a link. */
  readonly escapesFormats: boolean;
  /** Text goes through the `text` helper, which watches where it stands. */
  readonly watchesText: boolean;
  /** Variables that only ever hold string literals of the author. */
  readonly authorVariables: ReadonlySet<string>;
  readonly template: string;
  /** A printf whose format is the author's own text: its values are escaped, and not what it gives. */
  authorFormat: CommandNode | null;
  readonly nextId: () => number;
  /** The variables that execution would see here, which is not always what the parser saw. */
  variables: Variable[];
  dot: Value;
  loop: LoopScope | null;
};

/** An expression, and what is known of its value without running it. */
export type Value = {
  readonly code: NunjucksNode;
  /** It may be a map's or list's own null, which a pipeline's result turns into missing. */
  readonly nullable: boolean;
  readonly wrapped: boolean;
  readonly isBool: boolean;
  /** The node that Go's executor visited last, which is where later errors are placed. */
  readonly last: AnyNode;
  /** That node depends on where `and` or `or` stopped. */
  readonly afterLogic: boolean;
  /** Neither can it fail nor does its place in the order of evaluation matter. */
  readonly isConstant: boolean;
};

export function plain(code: NunjucksNode, last: AnyNode, more: Partial<Value> = {}): Value {
  return { code, nullable: false, wrapped: false, isBool: false, isConstant: false, afterLogic: false, last, ...more };
}

export function siteOf(l: Lowering, node: AnyNode): Site {
  return { node, template: l.template };
}

/** Where Go would place an error that comes after this value. */
export function siteAfter(l: Lowering, { last, afterLogic }: Value): Site {
  return { node: last, template: l.template, afterLogic };
}

/** Adds a row to one of the program's tables and gives its number. */
export function add<T>(table: T[], row: T): number {
  return table.push(row) - 1;
}

export function failure(l: Lowering, node: AnyNode, reason: string): NunjucksNode {
  return helper('fail', add(l.program.failures, { site: siteOf(l, node), reason }));
}

export function unwrapped(value: Value): NunjucksNode {
  return value.nullable ? helper('unwrap', value.code) : value.code;
}

export function slotNode(slot: string): NunjucksNode {
  return symbol(slot);
}

export function constant(l: Lowering, value: unknown): NunjucksNode {
  return helper('constant', add(l.program.constants, value));
}

export function intConstant(l: Lowering, value: bigint): NunjucksNode {
  return constant(l, makeInt(value, l.mode));
}

export function floatConstant(l: Lowering, value: number): NunjucksNode {
  return constant(l, makeFloat(value, l.mode));
}

export function findVariable(l: Lowering, name: string): Variable | undefined {
  return l.variables.findLast((variable) => variable.name === name);
}

export function declare(l: Lowering, name: string): Variable {
  const variable = { name, slot: `v${l.nextId()}`, wrapped: false, nullable: false };
  l.variables.push(variable);
  return variable;
}
