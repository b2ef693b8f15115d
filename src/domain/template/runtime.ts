/** What generated code calls while it runs: nunjucks hands every function a `runtime`, an `env` with filters, a `context`
 *  and a `frame`, and these are ours. nunjucks keeps its output in a local variable that an error would lose; Go reports
 *  what was written before an error, so the writing happens here and generated code adds up empty strings. */
import { describe } from './ast.ts';
import { toOutput } from './bytes.ts';
import { callRoot } from './call-root.ts';
import { type EscapeKind, escapeForContext, escapeSlackValue, type Place } from './escape-for-context.ts';
import type { Missing, OutsideTools, Tools } from './function-types.ts';
import { type JsonState, jsonEffect } from './json-place.ts';
import { limits } from './limits.ts';
import { lookupField } from './lookup.ts';
import { MAIN } from './parser.ts';
import { printValue } from './print-value.ts';
import type { Program, Site, Slots } from './program.ts';
import { quote } from './quote.ts';
import { loopItems } from './range-items.ts';
import { Failure, placeOf, TemplateError } from './template-error.ts';
import { forgetSizes, INTERFACE, makeInt, type NumberMode, sizeOf, truth, typeName } from './value.ts';

export type Render = (data: unknown, outside: OutsideTools) => string;
export type RuntimeOptions = { escaping: EscapeKind; missing: Missing; mode: NumberMode };

type Loops = { keys: string[] | null; turn: number; items: unknown[] };

export function createRuntime(program: Program, options: RuntimeOptions): { env: object; render: Render } {
  const { fields, calls, loops, prints, texts, constants, logicSites, failures, invocations, roots } = program;
  const { escaping, missing, mode } = options;
  const loopNames = loops.map(({ id }) => ({ flag: `j${id}`, state: `l${id}` }));
  let out = '';
  let turns = 0;
  let depth = 0;
  let steps = 0;
  let lastLogic: Site | null = null;
  let json: JsonState = 'outside';
  let outside: OutsideTools;
  const tools: Tools = {
    mode,
    missing,
    now: () => outside.now(),
    uuid: () => outside.uuid(),
    spend(count) {
      steps += count;
      if (steps > limits.steps) throw new Failure(`more than ${limits.steps} steps`);
    },
  };

  function failAt(given: Site, reason: string): never {
    const site = (given.afterLogic && lastLogic) || given;
    const message = `executing ${quote(site.template)} at <${describe(site.node)}>: ${reason}`;
    throw new TemplateError('exec', message, placeOf(program.text, site.node.pos), toOutput(out));
  }

  function failField(field: { site: Site }, reason: string): never {
    return failAt(field.site, reason);
  }

  function charge(count: number, site: Site): void {
    steps += count;
    if (steps > limits.steps) failAt(site, `more than ${limits.steps} steps`);
  }

  function invoke(call: number, args: unknown[]): unknown {
    const called = calls[call];
    if (!called) return undefined;
    let cost = 1;
    const { isBrief } = called.fn;
    for (const arg of args) cost += isBrief && typeof arg !== 'string' ? 1 : sizeOf(arg);
    try {
      const result = called.fn.run(args, tools);
      const size = sizeOf(result);
      if (size > limits.outputBytes) throw new Failure(`result longer than ${limits.outputBytes} bytes`);
      charge(isBrief ? cost : cost + size, called.site);
      return result;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return failAt(called.site, `error calling ${called.name}: ${error.message}`);
    }
  }

  function write(text: string): void {
    out += text;
    if (out.length > limits.outputBytes) throw tooLong();
  }

  function tooLong(): TemplateError {
    const message = `output longer than ${limits.outputBytes} bytes`;
    return new TemplateError('exec', message, { line: 1, column: 0 }, toOutput(out.slice(0, limits.outputBytes)));
  }

  const filters: Record<string, (this: Slots, ...args: never[]) => unknown> = {
    constant: (index: number) => constants[index],
    unwrap: (value: unknown) => value ?? undefined,
    escapeArgument: (value: unknown) => escapeSlackValue(value, mode),
    asInterface: (value: unknown) => (typeof value === 'bigint' ? value : INTERFACE),
    truth,
    second: (_first: unknown, second: unknown) => second,
    set(slot: string, value: unknown) {
      this[slot] = value;
      return value;
    },
    assignTruth(slot: string, value: unknown) {
      this[slot] = value;
      return truth(value);
    },
    keep(slot: string, value: unknown, decides: number, site: number, next: number) {
      this[slot] = value;
      const isTrue = truth(value);
      const stops = isTrue === (decides === 1);
      const visited = logicSites[stops || next < 0 ? site : next];
      // an argument that is itself an `and` or `or` has said where it stopped
      if (visited && !(stops && visited.afterLogic)) lastLogic = visited;
      return isTrue;
    },
    call: (call: number, ...args: unknown[]) => invoke(call, args),
    piped(call: number, final: unknown, ...args: unknown[]) {
      args.push(final);
      return invoke(call, args);
    },
    fail(index: number) {
      const failure = failures[index];
      return failure ? failAt(failure.site, failure.reason) : '';
    },
    needString(value: unknown, index: number) {
      if (typeof value === 'string') return value;
      const site = failures[index]?.site;
      if (!site) return '';
      if (value === undefined) return failAt(site, 'invalid value; expected string');
      const type = value === null ? 'interface {}' : typeName(value, mode);
      return failAt(site, `wrong type for value; expected string; got ${type}`);
    },
    show(index: number, value: unknown) {
      const print = prints[index];
      if (!print) return '';
      // a url's place is found by looking at all that was written
      if (escaping === 'url') charge(out.length, print.site);
      try {
        const place: Place = { escaping, missing, mode, written: out, json };
        const shown = escapeForContext(value, print, place);
        if (print.isAuthorText && (escaping === 'json' || escaping === 'slack_json')) json = jsonEffect(shown)[json];
        return shown;
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        return failAt(print.site, error.message);
      }
    },
    text(index: number) {
      const text = texts[index];
      if (!text) return '';
      if (escaping === 'header' && /[\r\n\0]/.test(text.text)) {
        return failAt(text.site, 'a header value cannot hold CR, LF or NUL');
      }
      json = text.effect[json];
      return text.text;
    },
    range(id: number, value: unknown) {
      const loop = loops[id];
      const names = loopNames[id];
      if (!loop || !names) return [];
      this[names.flag] = false;
      const found = loopItems(value, loop, mode);
      if (typeof found === 'string') return failAt(loop.site, found);
      charge(found.keys ? found.items.length * 20 : 1, loop.site);
      this[names.state] = { turn: 0, ...found };
      return found.items;
    },
    turn(id: number, element: unknown) {
      turns += 1;
      const loop = loops[id];
      const names = loopNames[id];
      if (!loop || !names) return '';
      if (turns > limits.loopTurns) failAt(loop.site, `more than ${limits.loopTurns} loop turns`);
      charge(loop.weight, loop.site);
      this[names.flag] = false;
      if (loop.elementSlot) this[loop.elementSlot] = element;
      if (loop.indexSlot) {
        const state = this[names.state] as Loops;
        this[loop.indexSlot] = state.keys ? state.keys[state.turn] : makeInt(state.turn, mode);
        state.turn += 1;
      }
      return '';
    },
    jump(id: number, type: string) {
      const names = loopNames[id];
      if (!names) return '';
      this[names.flag] = true;
      if (type === 'break') (this[names.state] as Loops).items.length = 0;
      return '';
    },
    template(index: number, data: unknown) {
      const invocation = invocations[index];
      const root = invocation && roots.get(invocation.name);
      if (!root) return '';
      if (depth >= limits.templateDepth) {
        failAt(invocation.site, `exceeded maximum template depth (${limits.templateDepth})`);
      }
      charge(invocation.weight, invocation.site);
      depth += 1;
      callRoot(root, env, runtime, data);
      depth -= 1;
      return '';
    },
  };

  const env = { opts: { autoescape: false }, getFilter: (name: string) => filters[name] };

  const runtime = {
    suppressValue(value: unknown): string {
      write(typeof value === 'string' ? value : printValue(value, mode));
      return '';
    },
    contextOrFrameLookup: (context: Slots, _frame: unknown, name: string) => context[name],
    memberLookup(target: unknown, index: number): unknown {
      const field = fields[index];
      return field ? lookupField(target, field, mode, failField) : undefined;
    },
    fromIterator: (items: unknown) => items,
    handleError: (error: unknown) => error,
  };

  function render(data: unknown, given: OutsideTools): string {
    const root = roots.get(MAIN);
    out = '';
    turns = 0;
    depth = 0;
    steps = 0;
    lastLogic = null;
    json = 'outside';
    outside = given;
    forgetSizes();
    try {
      if (root) callRoot(root, env, runtime, data);
      if (out.length * 3 > limits.outputBytes && Buffer.byteLength(out) > limits.outputBytes) throw tooLong();
      return toOutput(out);
    } catch (error) {
      if (error instanceof TemplateError) throw error;
      const reason = error instanceof Failure ? error.message : reasonOf(error);
      throw new TemplateError('exec', reason, { line: 1, column: 0 }, toOutput(out));
    } finally {
      out = '';
    }
  }

  return { env, render };
}

/** A stack that ran out is the one thing that limits cannot tell beforehand. */
function reasonOf(error: unknown): string {
  return error instanceof RangeError ? 'data nested too deeply' : 'the template could not be executed';
}
