/** Go's text/template for everything an administrator writes: lexer, parser, syntax tree, nunjucks nodes, nunjucks'
 *  compiler, cache. A user's text never reaches nunjucks' parser, and templates see own properties of data only. */
import type { Definitions, Statement } from './ast.ts';
import { authorVariables } from './author-variables.ts';
import { cached } from './compiled-cache.ts';
import { defaultNow, defaultUuid } from './default-tools.ts';
import type { EscapeKind } from './escape-for-context.ts';
import { functionTables } from './function-list.ts';
import type { FunctionTable, Missing } from './function-types.ts';
import { lowerList, startScope } from './lower-statements.ts';
import { type Lowering, plain } from './lowering.ts';
import { compileRoot, type NunjucksNode, symbol } from './nunjucks-parts.ts';
import { parse } from './parser.ts';
import type { Program } from './program.ts';
import { createRuntime, type Render } from './runtime.ts';
import { TemplateError } from './template-error.ts';
import type { NumberMode } from './value.ts';

export type { EscapeKind } from './escape-for-context.ts';
export type { Missing } from './function-types.ts';
export { looksLikeJson } from './json-place.ts';
export { type FieldRead, listFields } from './list-fields.ts';
export { TemplateError } from './template-error.ts';
export type { NumberMode } from './value.ts';

export type CompileOptions = {
  /** Whole JSON numbers are Go ints, or float64 as plain json.Unmarshal has it. Default `ints`. */
  numbers?: NumberMode;
  /** Where the result goes, and so how values are escaped. Default `none`, which is exact Go. */
  escape?: EscapeKind;
  /** What a missing or null value prints: `<no value>`, nothing, or an error. Default `go`. */
  missing?: Missing;
  /** Go's own functions only, or those of functions-all.ts too. Default `all`. */
  functions?: 'go' | 'all';
  /** The clock of `now`. */
  now?: () => Date;
  /** The source of `uuidv4`. */
  uuid?: () => string;
};

/** Throws a TemplateError of kind `parse`; the returned function throws one of kind `exec`. */
export function compile(text: string, options: CompileOptions = {}): (data: unknown) => string {
  const mode = options.numbers ?? 'ints';
  const escaping = options.escape ?? 'none';
  const missing = options.missing ?? 'go';
  const functions = options.functions ?? 'all';
  const key = `${mode} ${escaping} ${missing} ${functions} ${text}`;
  const render = cached(key, () => build(text, { mode, escaping, missing }, functions));
  const outside = { now: options.now ?? defaultNow, uuid: options.uuid ?? defaultUuid };
  return (data) => render(data, outside);
}

type BuildOptions = { mode: NumberMode; escaping: EscapeKind; missing: Missing };

function build(text: string, options: BuildOptions, functionSet: 'go' | 'all'): Render {
  const functions = functionTables[functionSet];
  try {
    const definitions = parse(text, (name) => functions.has(name));
    const program = emptyProgram(text);
    const lowered = lowerAll(program, definitions, functions, options);
    const { env, render } = createRuntime(program, options);
    for (const [name, nodes] of lowered) program.roots.set(name, compileRoot(name, nodes, env));
    return render;
  } catch (error) {
    // only a stack that ran out can get here; the limits on nesting make it improbable
    if (error instanceof TemplateError) throw error;
    throw new TemplateError('parse', 'template too complex', { line: 1, column: 0 });
  }
}

function emptyProgram(text: string): Program {
  return {
    text,
    roots: new Map(),
    fields: [],
    calls: [],
    loops: [],
    prints: [],
    texts: [],
    constants: [],
    logicSites: [],
    failures: [],
    invocations: [],
  };
}

/** The nunjucks nodes of every definition. */
function lowerAll(
  program: Program,
  definitions: Definitions,
  functions: FunctionTable,
  { mode, escaping, missing }: BuildOptions,
): Map<string, NunjucksNode[]> {
  const author = authorVariables(definitions);
  return new Map(
    Array.from(definitions, ([name, statements]) => {
      let ids = 0;
      const l: Lowering = {
        program,
        definitions,
        functions,
        mode,
        shows: escaping !== 'none' || missing !== 'go',
        watchesText: escaping === 'json' || escaping === 'slack_json' || escaping === 'header',
        authorVariables: author,
        template: name,
        authorFormat: null,
        escapesFormats: escaping === 'slack' || escaping === 'slack_json',
        nextId: () => {
          ids += 1;
          return ids;
        },
        variables: [],
        dot: plain(symbol('dot'), { type: 'dot', pos: 0 }),
        loop: null,
      };
      startScope(l, { type: 'dot', pos: 0 });
      return [name, lowerList(l, statements satisfies Statement[])];
    }),
  );
}
