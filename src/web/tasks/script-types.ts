// What a script may use, read from the declaration file that the service publishes: names, their types, what is said
// of them. It reads as much of TypeScript as that file uses.

export interface ScriptName {
  readonly name: string;
  /** As it is declared, without its documentation. */
  readonly signature: string;
  readonly doc: string;
  /** Of a function what it returns. */
  readonly type: string;
  readonly isFunction: boolean;
}

export interface ScriptTypes {
  readonly globals: readonly ScriptName[];
  /** The bodies of interfaces and the texts of types, by their names. */
  readonly named: ReadonlyMap<string, string>;
}

export function readScriptTypes(text: string): ScriptTypes {
  const globals: ScriptName[] = [];
  const named = new Map<string, string>();
  for (const { text: statement, doc } of statementsOf(text)) {
    const [, kind, name = '', rest = ''] =
      /^declare (const|function|interface|type) (\w+)([\s\S]*)$/.exec(statement) ?? [];
    if (kind === 'interface') named.set(name, rest.slice(rest.indexOf('{')));
    else if (kind === 'type') named.set(name, rest.replace(/^\s*=/, '').trim());
    else if (kind) globals.push(declared(name, rest.trim(), doc, statement.replace(/^declare /, '')));
  }
  return { globals, named };
}

/** The members of a type, those of all its parts. */
export function membersOf(types: ScriptTypes, type: string, depth = 0): readonly ScriptName[] {
  if (depth > 5) return [];
  const text = type.trim();
  const promised = /^Promise<([\s\S]*)>$/.exec(text)?.[1];
  if (promised !== undefined) return membersOf(types, promised, depth + 1);
  return partsOf(text).flatMap((part) => {
    if (part.startsWith('{')) return bodyMembers(part.slice(1, -1));
    const global = /^typeof (\w+)$/.exec(part)?.[1];
    if (global) return membersOf(types, types.globals.find(({ name }) => name === global)?.type ?? '', depth + 1);
    return types.named.has(part) ? membersOf(types, types.named.get(part) ?? '', depth + 1) : [];
  });
}

function bodyMembers(body: string): ScriptName[] {
  return statementsOf(body).flatMap(({ text, doc }) => {
    const [, name, rest = ''] = /^(?:readonly )?(\w+)\??\s*([(:][\s\S]*)$/.exec(text) ?? [];
    return name ? [declared(name, rest, doc, text)] : [];
  });
}

function declared(name: string, rest: string, doc: string, signature: string): ScriptName {
  const isFunction = rest.startsWith('(');
  const after = isFunction ? rest.slice(endOfGroup(rest, 0) + 1) : rest;
  return { name, isFunction, doc, type: after.replace(/^\s*:/, '').trim(), signature: signature.trim() };
}

/** The parts of a union or an intersection. */
function partsOf(type: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < type.length; at += 1) {
    if ('({['.includes(type[at] ?? '')) at = endOfGroup(type, at);
    else if (type[at] === '&' || type[at] === '|') {
      parts.push(type.slice(from, at).trim());
      from = at + 1;
    }
  }
  return [...parts, type.slice(from).trim()].filter((part) => part !== '');
}

interface Statement {
  readonly text: string;
  readonly doc: string;
}

/** What is between semicolons, or ends with the brace of an interface, each with the comment before it. */
function statementsOf(text: string): Statement[] {
  const found: Statement[] = [];
  let doc = '';
  let from = 0;
  const end = (to: number) => {
    const statement = text.slice(from, to).trim();
    if (statement !== '') found.push({ text: statement, doc });
    doc = '';
    from = to;
  };
  for (let at = 0; at < text.length; at += 1) {
    const comment = commentAt(text, at);
    if (comment !== undefined) {
      if (text.slice(from, at).trim() === '') {
        if (text.startsWith('/**', at)) doc = docText(comment);
        from = at + comment.length;
      }
      at += comment.length - 1;
      continue;
    }
    if ('({['.includes(text[at] ?? '')) {
      at = endOfGroup(text, at);
      if (/^\s*declare interface /.test(text.slice(from, at))) end(at + 1);
    } else if (text[at] === ';') {
      end(at);
      from = at + 1;
    }
  }
  end(text.length);
  return found;
}

function commentAt(text: string, at: number): string | undefined {
  if (text.startsWith('/*', at)) return text.slice(at, text.indexOf('*/', at) + 2 || undefined);
  if (text.startsWith('//', at)) return text.slice(at, (text.indexOf('\n', at) + 1 || text.length + 1) - 1);
  return undefined;
}

/** Where the bracket that opens at a place is closed. */
function endOfGroup(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const comment = commentAt(text, at);
    if (comment !== undefined) at += comment.length - 1;
    else if ('({['.includes(text[at] ?? '')) depth += 1;
    else if (')}]'.includes(text[at] ?? '')) {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return text.length - 1;
}

const docText = (comment: string): string =>
  comment
    .replace(/^\/\*\*|\*\/$/g, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, ''))
    .join('\n')
    .replaceAll(/```\w*\n?/g, '')
    .trim();
