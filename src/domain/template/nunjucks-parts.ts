/** The parts of nunjucks that its type package leaves out: node classes, compiler and Template. Its parser and lexer are
 *  not here and must never be: they are no sandbox, and no user's text may reach them. */
import nunjucks from 'nunjucks';
import type { RootFunction } from './program.ts';

export type NunjucksNode = { readonly lineno: number; readonly colno: number };
type NodeClass = new (lineno: number, colno: number, ...fields: unknown[]) => NunjucksNode;
type NodeName = 'Filter' | 'For' | 'If' | 'InlineIf' | 'Literal' | 'LookupVal' | 'NodeList' | 'Not' | 'Output' | 'Root';

type Parts = {
  readonly nodes: Readonly<Record<NodeName | 'Symbol', NodeClass>>;
  readonly compiler: {
    readonly Compiler: new (
      name: string,
      throwOnUndefined: boolean,
    ) => { compile(root: NunjucksNode): void; getCode(): string };
  };
  readonly Template: new (
    source: { type: 'code'; obj: unknown },
    env: unknown,
    name: string,
    eager: boolean,
  ) => { readonly rootRenderFunc: RootFunction };
};

const parts = nunjucks as unknown as Parts;
const { nodes } = parts;

/** Places are kept in the program's tables, so nunjucks' own are unused. */
function make(type: NodeName | 'Symbol', ...fields: unknown[]): NunjucksNode {
  return new nodes[type](0, 0, ...fields);
}

export function symbol(name: string): NunjucksNode {
  return make('Symbol', name);
}

export function literal(value: string | number | boolean): NunjucksNode {
  return make('Literal', value);
}

export function list(children: NunjucksNode[]): NunjucksNode {
  return make('NodeList', children);
}

/** A call of one of the runtime's helpers: nunjucks' filters are plain functions, called with what precedes them. */
export function helper(name: string, ...args: (NunjucksNode | number | string)[]): NunjucksNode {
  const nodesOfArgs = args.map((arg) => (typeof arg === 'object' ? arg : literal(arg)));
  return make('Filter', symbol(name), list(nodesOfArgs));
}

export function output(value: NunjucksNode): NunjucksNode {
  return make('Output', [value]);
}

export function lookup(target: NunjucksNode, field: number): NunjucksNode {
  return make('LookupVal', target, literal(field));
}

export function ifElse(cond: NunjucksNode, body: NunjucksNode, otherwise: NunjucksNode | null): NunjucksNode {
  return make('If', cond, body, otherwise);
}

export function choose(cond: NunjucksNode, yes: NunjucksNode, no: NunjucksNode): NunjucksNode {
  return make('InlineIf', cond, yes, no);
}

export function not(target: NunjucksNode): NunjucksNode {
  return make('Not', target);
}

export function forEach(
  items: NunjucksNode,
  name: string,
  body: NunjucksNode,
  otherwise: NunjucksNode | null,
): NunjucksNode {
  return make('For', items, symbol(name), body, otherwise);
}

/** nunjucks' compiler writes the code, nunjucks' Template holds it. */
export function compileRoot(name: string, statements: NunjucksNode[], env: unknown): RootFunction {
  const compiler = new parts.compiler.Compiler(name, false);
  compiler.compile(make('Root', statements));
  const template = new parts.Template({ type: 'code', obj: new Function(compiler.getCode())() }, env, name, true);
  return template.rootRenderFunc;
}
