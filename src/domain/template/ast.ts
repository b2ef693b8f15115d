/** The syntax tree that the parser makes, in Go's terms, and how Go prints its nodes in messages (`at <.a | len>`).
 *  Nothing here evaluates anything. */
import { quote } from './quote.ts';

/** `pos` is where Go places errors, the second component of a chain; `start` is where it begins. */
export type FieldNode = { type: 'field'; pos: number; start: number; idents: string[] };
export type VariableNode = { type: 'variable'; pos: number; start: number; idents: string[] };
export type ChainNode = { type: 'chain'; pos: number; node: Operand; fields: string[] };
export type IdentifierNode = { type: 'identifier'; pos: number; name: string };
export type DotNode = { type: 'dot'; pos: number };
export type NilNode = { type: 'nil'; pos: number };
export type BoolNode = { type: 'bool'; pos: number; value: boolean };
export type StringNode = { type: 'string'; pos: number; quoted: string; value: string };
export type NumberNode = { type: 'number'; pos: number; text: string; value: NumberLiteral };

/** `overflow` is an integer beyond int64, which Go refuses only when it is evaluated. */
export type NumberLiteral =
  | { kind: 'int'; value: bigint }
  | { kind: 'float'; value: number }
  | { kind: 'complex'; re: number; im: number }
  | { kind: 'overflow' };

export type PipeNode = {
  type: 'pipe';
  pos: number;
  isAssign: boolean;
  decl: VariableNode[];
  cmds: CommandNode[];
};
export type CommandNode = { type: 'command'; pos: number; args: Operand[] };

export type Constant = DotNode | NilNode | BoolNode | StringNode | NumberNode;
export type Operand = FieldNode | VariableNode | ChainNode | IdentifierNode | Constant | PipeNode;

export type TextNode = { type: 'text'; pos: number; text: string };
export type ActionNode = { type: 'action'; pos: number; pipe: PipeNode };
export type TemplateNode = { type: 'template'; pos: number; name: string; pipe: PipeNode | null };
export type JumpNode = { type: 'break' | 'continue'; pos: number };
export type BranchNode = {
  type: 'if' | 'with' | 'range';
  pos: number;
  pipe: PipeNode;
  list: Statement[];
  elseList: Statement[] | null;
};
export type Statement = TextNode | ActionNode | TemplateNode | JumpNode | BranchNode;

/** Every template that one text defines; the text itself is `t`, as Go's own tests would name it. */
export type Definitions = Map<string, Statement[]>;

export type AnyNode = Operand | CommandNode | TemplateNode;

export function describe(node: AnyNode): string {
  switch (node.type) {
    case 'field':
      return node.idents.map((ident) => `.${ident}`).join('');
    case 'variable':
      return node.idents.join('.');
    case 'chain': {
      const inner = describe(node.node);
      const start = node.node.type === 'pipe' ? `(${inner})` : inner;
      return start + node.fields.map((field) => `.${field}`).join('');
    }
    case 'identifier':
      return node.name;
    case 'dot':
      return '.';
    case 'nil':
      return 'nil';
    case 'bool':
      return String(node.value);
    case 'string':
      return node.quoted;
    case 'number':
      return node.text;
    case 'command':
      return node.args.map((arg) => (arg.type === 'pipe' ? `(${describe(arg)})` : describe(arg))).join(' ');
    case 'pipe': {
      const decl = node.decl.map((variable) => variable.idents[0]).join(', ');
      const cmds = node.cmds.map(describe).join(' | ');
      return decl ? `${decl} ${node.isAssign ? '=' : ':='} ${cmds}` : cmds;
    }
    case 'template':
      return `{{template ${quote(node.name)}${node.pipe ? ` ${describe(node.pipe)}` : ''}}}`;
  }
}
