/** The fields that a template reads, as paths from its root, for the warning that a field is not in an event type's
 *  schema. It follows with, range, variables and template calls as far as they can be followed without running anything. */
import type { CommandNode, Definitions, Operand, PipeNode, Statement } from './ast.ts';
import { functionTables } from './function-list.ts';
import { limits } from './limits.ts';
import { MAIN, parse } from './parser.ts';
import { placeOf } from './template-error.ts';

export type FieldRead = {
  /** `*` stands for any element of a list or map. */
  path: string[];
  /** From 1. */
  line: number;
  /** From 0, in UTF-8 bytes. */
  column: number;
};

/** Where a value comes from, or null where that cannot be known. */
type Path = readonly string[] | null;

type Walk = {
  readonly text: string;
  readonly definitions: Definitions;
  readonly found: Map<string, FieldRead>;
  /** Template calls under way, by name and data, so that recursion ends. */
  readonly calls: Set<string>;
  variables: { name: string; path: Path }[];
};

/** Throws a TemplateError of kind `parse`. */
export function listFields(text: string): FieldRead[] {
  const definitions = parse(text, (name) => functionTables.all.has(name));
  const walk: Walk = { text, definitions, found: new Map(), calls: new Set(), variables: [] };
  walkTemplate(walk, MAIN, []);
  return [...walk.found.values()];
}

function walkTemplate(walk: Walk, name: string, dot: Path): void {
  const key = JSON.stringify([name, dot]);
  const statements = walk.definitions.get(name);
  if (!statements || walk.calls.has(key) || walk.calls.size > limits.templateDepth) return;
  walk.calls.add(key);
  const { variables } = walk;
  walk.variables = [{ name: '$', path: dot }];
  walkList(walk, statements, dot);
  walk.variables = variables;
}

function walkList(walk: Walk, statements: readonly Statement[], dot: Path): void {
  for (const statement of statements) {
    switch (statement.type) {
      case 'action':
        readPipe(walk, statement.pipe, dot);
        break;
      case 'template':
        walkTemplate(walk, statement.name, statement.pipe ? readPipe(walk, statement.pipe, dot) : null);
        break;
      case 'if':
      case 'with':
      case 'range': {
        const known = walk.variables.length;
        const path = readPipe(walk, statement.pipe, dot, statement.type === 'range');
        const element = path ? [...path, '*'] : null;
        const inner = statement.type === 'if' ? dot : statement.type === 'with' ? path : element;
        const scope = walk.variables.length;
        walkList(walk, statement.list, inner);
        walk.variables.length = scope;
        walkList(walk, statement.elseList ?? [], dot);
        walk.variables.length = known;
        break;
      }
    }
  }
}

function readPipe(walk: Walk, pipe: PipeNode, dot: Path, isLoop = false): Path {
  let path: Path = null;
  for (const cmd of pipe.cmds) path = readCommand(walk, cmd, dot);
  if (pipe.cmds.length > 1) path = null;
  const element = path && isLoop ? [...path, '*'] : path;
  pipe.decl.forEach(({ idents }, index) => {
    const isKey = isLoop && pipe.decl.length > 1 && index === 0;
    const variable = { name: idents[0] ?? '', path: isKey ? null : element };
    const known = pipe.isAssign ? walk.variables.findLast(({ name }) => name === variable.name) : undefined;
    // after an assignment it may be the one or the other
    if (known) known.path = null;
    else walk.variables.push(variable);
  });
  return path;
}

function readCommand(walk: Walk, cmd: CommandNode, dot: Path): Path {
  const paths = cmd.args.map((arg) => readOperand(walk, arg, dot));
  return cmd.args.length === 1 ? (paths[0] ?? null) : null;
}

function readOperand(walk: Walk, operand: Operand, dot: Path): Path {
  switch (operand.type) {
    case 'dot':
      return dot;
    case 'field':
      return note(walk, dot, operand.idents, operand.start);
    case 'variable': {
      const [name, ...fields] = operand.idents;
      const path = walk.variables.findLast((variable) => variable.name === name)?.path ?? null;
      return fields.length > 0 ? note(walk, path, fields, operand.start) : path;
    }
    case 'chain':
      return note(walk, readOperand(walk, operand.node, dot), operand.fields, operand.pos);
    case 'pipe':
      return readPipe(walk, operand, dot);
    default:
      return null;
  }
}

function note(walk: Walk, start: Path, fields: readonly string[], pos: number): Path {
  if (!start) return null;
  const path = [...start, ...fields];
  const key = JSON.stringify([path, pos]);
  if (!walk.found.has(key)) walk.found.set(key, { path, ...placeOf(walk.text, pos) });
  return path;
}
