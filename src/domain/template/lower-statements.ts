/** Turns statements into nunjucks nodes: text and values into Output, blocks into If and For. `{{break}}` and
 *  `{{continue}}` set a flag, and what follows them in the turn is guarded by it, as nunjucks has no jumps. */

import type {
  ActionNode,
  AnyNode,
  BranchNode,
  CommandNode,
  PipeNode,
  Statement,
  TemplateNode,
  TextNode,
} from './ast.ts';
import { jsonEffect } from './json-place.ts';
import { lowerPipe } from './lower-expression.ts';
import {
  add,
  declare,
  failure,
  findVariable,
  type Lowering,
  plain,
  siteAfter,
  siteOf,
  slotNode,
  type Value,
  type Variable,
} from './lowering.ts';
import { forEach, helper, ifElse, list, literal, type NunjucksNode, not, output, symbol } from './nunjucks-parts.ts';
import { quote } from './quote.ts';
import { weightOf } from './weight.ts';

export function lowerList(l: Lowering, statements: Statement[]): NunjucksNode[] {
  const nodes: NunjucksNode[] = [];
  let group = nodes;
  for (const statement of statements) {
    group.push(...lowerStatement(l, statement));
    if (statement.type === 'break' || statement.type === 'continue') break;
    if (l.loop && mayJump(statement)) {
      group = [];
      nodes.push(ifElse(not(slotNode(l.loop.flag)), list(group), null));
    }
  }
  return nodes;
}

function mayJump(statement: Statement): boolean {
  switch (statement.type) {
    case 'break':
    case 'continue':
      return true;
    case 'range':
      return (statement.elseList ?? []).some(mayJump);
    case 'if':
    case 'with':
      return statement.list.some(mayJump) || (statement.elseList ?? []).some(mayJump);
    default:
      return false;
  }
}

function lowerStatement(l: Lowering, statement: Statement): NunjucksNode[] {
  switch (statement.type) {
    case 'text':
      return [lowerText(l, statement)];
    case 'action':
      return [lowerAction(l, statement)];
    case 'template':
      return [lowerInvocation(l, statement)];
    case 'range':
      return lowerRange(l, statement);
    case 'if':
    case 'with':
      return [lowerBranch(l, statement)];
    default: {
      const loop = l.loop?.id ?? 0;
      return [output(helper('jump', loop, statement.type))];
    }
  }
}

function lowerText(l: Lowering, { text, pos }: TextNode): NunjucksNode {
  if (!l.watchesText) return output(literal(text));
  const site = siteOf(l, { type: 'string', pos, quoted: quote(text), value: text });
  return output(helper('text', add(l.program.texts, { text, site, effect: jsonEffect(text) })));
}

function lowerAction(l: Lowering, { pipe }: ActionNode): NunjucksNode {
  const format = l.escapesFormats ? authorFormat(pipe) : null;
  l.authorFormat = format;
  const value = lowerPipe(l, pipe);
  l.authorFormat = null;
  if (pipe.decl.length > 0) return output(helper('second', value.code, literal('')));
  const only = pipe.cmds.length === 1 && pipe.cmds[0]?.args.length === 1 ? pipe.cmds[0].args[0] : null;
  if (l.watchesText && only?.type === 'string') {
    return lowerText(l, { type: 'text', pos: only.pos, text: only.value });
  }
  if (!l.shows) return output(value.code);
  const isAuthorText =
    only?.type === 'string' || (only?.type === 'variable' && l.authorVariables.has(only.idents.join('.')));
  const print = add(l.program.prints, {
    site: siteOf(l, pipe),
    endsIn: endOf(pipe),
    isAuthorText,
    isAuthorFormat: format !== null,
  });
  return output(helper('show', print, value.code));
}

function authorFormat(pipe: PipeNode): CommandNode | null {
  const cmd = pipe.cmds.at(-1);
  const [first, format] = cmd?.args ?? [];
  return cmd && first?.type === 'identifier' && first.name === 'printf' && format?.type === 'string' ? cmd : null;
}

/** The function a pipeline ends in; printf "%q" counts as one of its own. */
function endOf(pipe: PipeNode): string | null {
  const cmd = pipe.cmds.at(-1);
  const [first, format] = cmd?.args ?? [];
  if (first?.type !== 'identifier') return null;
  if (first.name === 'printf' && format?.type === 'string' && format.value === '%q') return '%q';
  return first.name;
}

function truthOf(value: Value): NunjucksNode {
  return value.isBool ? value.code : helper('truth', value.code);
}

/** Runs `read` with the variables and dot of a block, which end with it. */
function inBlock<T>(l: Lowering, changes: Partial<Pick<Lowering, 'dot' | 'loop'>>, read: () => T): T {
  const { dot, loop } = l;
  const known = l.variables.length;
  Object.assign(l, changes);
  const result = read();
  l.variables.length = known;
  l.dot = dot;
  l.loop = loop;
  return result;
}

function lowerBranch(l: Lowering, node: BranchNode): NunjucksNode {
  return inBlock(l, {}, () => {
    const value = lowerPipe(l, node.pipe);
    let cond = truthOf(value);
    let dot = l.dot;
    if (node.type === 'with') {
      const slot = `v${l.nextId()}`;
      cond = helper('assignTruth', slot, value.code);
      dot = plain(slotNode(slot), node.pipe);
    }
    const body = inBlock(l, { dot }, () => list(lowerList(l, node.list)));
    const { elseList } = node;
    const otherwise = elseList ? inBlock(l, {}, () => list(lowerList(l, elseList))) : null;
    return ifElse(cond, body, otherwise);
  });
}

function lowerRange(l: Lowering, node: BranchNode): NunjucksNode[] {
  return inBlock(l, {}, () => {
    const value = lowerPipe(l, node.pipe);
    const id = l.program.loops.length;
    const [indexSlot, elementSlot] = loopSlots(l, node.pipe);
    l.program.loops.push({
      id,
      site: siteAfter(l, value),
      indexSlot,
      elementSlot,
      canBreak: node.list.some(mayBreak),
      weight: weightOf(node.list),
    });
    const name = `e${id}`;
    const dot = plain(symbol(name), node.pipe, { nullable: true, wrapped: true });
    const loop = { id, flag: `j${id}` };
    const body = inBlock(l, { dot, loop }, () => {
      markWrapped(l, node.pipe);
      return list([output(helper('turn', id, symbol(name))), ...lowerList(l, node.list)]);
    });
    const { elseList } = node;
    const otherwise = elseList ? inBlock(l, {}, () => list(lowerList(l, elseList))) : null;
    const items = helper('range', id, value.code);
    return [forEach(items, name, body, otherwise)];
  });
}

function mayBreak(statement: Statement): boolean {
  if (statement.type === 'if' || statement.type === 'with') {
    return statement.list.some(mayBreak) || (statement.elseList ?? []).some(mayBreak);
  }
  if (statement.type === 'range') return (statement.elseList ?? []).some(mayBreak);
  return statement.type === 'break';
}

/** Slots of the index and element variables, both assigned anew each turn. */
function loopSlots(l: Lowering, pipe: PipeNode): [string | null, string | null] {
  const slots = pipe.decl.map((variable) => findVariable(l, variable.idents[0] ?? '')?.slot ?? null);
  return slots.length > 1 ? [slots[0] ?? null, slots[1] ?? null] : [null, slots[0] ?? null];
}

/** Inside the loop the element variable holds what a list or map holds: its null is not yet a missing value. */
function markWrapped(l: Lowering, pipe: PipeNode): void {
  const element = pipe.decl.at(-1)?.idents[0];
  const variable = element === undefined ? undefined : findVariable(l, element);
  if (!variable) return;
  const changed = { wrapped: true, nullable: true };
  if (pipe.isAssign) Object.assign(variable, changed);
  else l.variables.push({ ...variable, ...changed } satisfies Variable);
}

function lowerInvocation(l: Lowering, node: TemplateNode): NunjucksNode {
  const called = l.definitions.get(node.name);
  if (!called) {
    return output(failure(l, node, `template ${quote(node.name)} not defined`));
  }
  const row = add(l.program.invocations, {
    site: siteOf(l, node),
    name: node.name,
    weight: weightOf(called),
  });
  const data = node.pipe ? [lowerPipe(l, node.pipe).code] : [];
  return output(helper('template', row, ...data));
}

/** The first variable of every template: `$`, what it was given. */
export function startScope(l: Lowering, main: AnyNode): void {
  declare(l, '$');
  l.dot = plain(slotNode('dot'), main);
}
