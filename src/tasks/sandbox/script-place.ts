import { sizeInWords } from './limits.ts';
import type { ScriptForm } from './prepare-script.ts';
import type { ScriptError, ScriptErrorKind, ScriptLimits } from './script-types.ts';

export const SCRIPT_FILE = 'script.ts';

/** The first place in the author's source that a stack names; the engine counts columns in bytes of UTF-8. */
export function placeInScript(
  stack: string,
  source: string,
  form: ScriptForm,
): { line: number; column: number } | undefined {
  for (const [, line, column] of stack.matchAll(/\bscript\.ts:(\d+):(\d+)/g)) {
    const at = Number(line) - form.linesBefore;
    const text = source.split('\n')[at - 1];
    if (text === undefined) continue;
    const before = Buffer.from(text).subarray(0, Number(column) - 1);
    return { line: at, column: before.toString().length + 1 };
  }
  return undefined;
}

/** What an error of the engine is, by its name and message. A script that imitates one only misleads its author. */
export function kindOf(name: string, message: string): ScriptErrorKind {
  if (name === 'InternalError' && /^(?:out of memory|string too long)/.test(message)) return 'memory';
  if (name === 'InternalError' && message === 'stack overflow') return 'stack';
  if (name === 'RangeError' && message === 'Maximum call stack size exceeded') return 'stack';
  return name === 'SyntaxError' && message === 'stack overflow' ? 'stack' : 'exception';
}

export function describe(
  thrown: { name: string; message: string; stack: string },
  source: string,
  form: ScriptForm,
  limits: ScriptLimits,
): ScriptError {
  const kind = kindOf(thrown.name, thrown.message);
  const plain: Partial<Record<ScriptErrorKind, string>> = {
    memory: `The script needs more memory than the ${sizeInWords(limits.memoryBytes)} it may use`,
    stack: tooDeep(limits),
  };
  const named = thrown.name === '' || thrown.name === 'Error' ? thrown.message : `${thrown.name}: ${thrown.message}`;
  return { kind, message: plain[kind] ?? named, ...placeInScript(thrown.stack, source, form) };
}

export function tooDeep(limits: ScriptLimits): string {
  return `The script calls itself too deeply: its stack is limited to ${sizeInWords(limits.stackBytes)}`;
}
