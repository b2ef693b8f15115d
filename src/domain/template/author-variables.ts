/** Finds the variables that only ever hold string literals, as in `{{$comma := ""}}…{{$comma = ","}}`. What they print is
 *  the author's own text and is not escaped. */
import type { Definitions, PipeNode, Statement } from './ast.ts';

export function authorVariables(definitions: Definitions): ReadonlySet<string> {
  const literal = new Set<string>();
  const other = new Set<string>(['$']);
  const note = (pipe: PipeNode, isLoop: boolean) => {
    const only = pipe.cmds.length === 1 ? pipe.cmds[0]?.args : undefined;
    const isLiteral = !isLoop && only?.length === 1 && only[0]?.type === 'string';
    for (const { idents } of pipe.decl) (isLiteral ? literal : other).add(idents[0] ?? '');
    for (const cmd of pipe.cmds) for (const arg of cmd.args) if (arg.type === 'pipe') note(arg, false);
  };
  const visit = (statements: readonly Statement[]): void => {
    for (const statement of statements) {
      if ('pipe' in statement && statement.pipe) note(statement.pipe, statement.type === 'range');
      if ('list' in statement) visit(statement.list);
      if ('elseList' in statement && statement.elseList) visit(statement.elseList);
    }
  };
  for (const statements of definitions.values()) visit(statements);
  return new Set([...literal].filter((name) => !other.has(name)));
}
