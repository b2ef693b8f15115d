// What the expression that ends at a place of a script is: by the published types and the script's own constants. Good
// enough for what is offered while one types; the service's interpreter is the judge.
import { membersOf, type ScriptName, type ScriptTypes } from './script-types.ts';

const deepest = 6;

/** The name that stands at the end of a text, if it is one of the published ones or a member of one. */
export function nameAt(types: ScriptTypes, source: string, text: string): ScriptName | undefined {
  const name = /[A-Za-z_$][\w$]*$/.exec(text)?.[0];
  return name === undefined ? undefined : lookUp(types, source, text.slice(0, -name.length), name, 0);
}

/** The members of what a text ends with; what stands behind its last dot is left out. */
export function membersAt(types: ScriptTypes, source: string, text: string): readonly ScriptName[] {
  const type = typeBefore(types, source, text, 0);
  return type === undefined ? [] : membersOf(types, type);
}

function typeBefore(types: ScriptTypes, source: string, given: string, depth: number): string | undefined {
  if (depth > deepest) return undefined;
  const text = given.trimEnd().replace(/[?!]$/, '').trimEnd();
  if (text.endsWith(')')) {
    const open = startOfGroup(text);
    const called = text.slice(0, open);
    const name = /[A-Za-z_$][\w$]*$/.exec(called)?.[0];
    if (name !== undefined && name !== 'await')
      return lookUp(types, source, called.slice(0, -name.length), name, depth + 1)?.type;
    return typeBefore(types, source, text.slice(open + 1, -1), depth + 1);
  }
  const name = /[A-Za-z_$][\w$]*$/.exec(text)?.[0];
  return name === undefined ? undefined : lookUp(types, source, text.slice(0, -name.length), name, depth + 1)?.type;
}

function lookUp(
  types: ScriptTypes,
  source: string,
  before: string,
  name: string,
  depth: number,
): ScriptName | undefined {
  if (depth > deepest) return undefined;
  const text = before.trimEnd();
  if (text.endsWith('.')) {
    const type = typeBefore(types, source, text.slice(0, -1), depth + 1);
    return type === undefined ? undefined : membersOf(types, type).find((member) => member.name === name);
  }
  const global = types.globals.find((one) => one.name === name);
  if (global) return global;
  const pattern = new RegExp(`\\b(?:const|let|var)\\s+${name.replaceAll('$', '\\$')}\\s*=\\s*([^;\\n]+)`);
  const value = pattern.exec(source)?.[1];
  if (value === undefined) return undefined;
  const type = typeBefore(types, source, value, depth + 1);
  return type === undefined
    ? undefined
    : { name, signature: `const ${name}: ${type}`, doc: '', type, isFunction: false };
}

/** Where the bracket that a text ends with is opened. */
function startOfGroup(text: string): number {
  let depth = 0;
  for (let at = text.length - 1; at >= 0; at -= 1) {
    if (text[at] === ')') depth += 1;
    else if (text[at] === '(') {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return 0;
}
