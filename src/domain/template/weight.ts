/** How many steps a list of statements takes at most, its loops counted once. */
import type { Operand, PipeNode, Statement } from './ast.ts';

const known = new WeakMap<readonly Statement[], number>();

export function weightOf(statements: readonly Statement[]): number {
  let weight = known.get(statements);
  if (weight === undefined) {
    weight = statements.reduce((sum, statement) => sum + weightOfStatement(statement), 1);
    known.set(statements, weight);
  }
  return weight;
}

function weightOfStatement(statement: Statement): number {
  let weight = 1;
  if ('pipe' in statement && statement.pipe) weight += weightOfPipe(statement.pipe);
  if ('list' in statement) weight += weightOf(statement.list) + weightOf(statement.elseList ?? []);
  return weight;
}

function weightOfPipe(pipe: PipeNode): number {
  return pipe.cmds.reduce((sum, cmd) => sum + cmd.args.reduce((inner, arg) => inner + weightOfOperand(arg), 1), 0);
}

function weightOfOperand(operand: Operand): number {
  switch (operand.type) {
    case 'pipe':
      return weightOfPipe(operand);
    case 'chain':
      return weightOfOperand(operand.node) + operand.fields.length;
    case 'field':
    case 'variable':
      return operand.idents.length;
    default:
      return 1;
  }
}
