import { openEngine } from './open-engine.ts';
import { prepareScript } from './prepare-script.ts';
import { placeInScript, SCRIPT_FILE } from './script-place.ts';
import type { ScriptProblem } from './script-types.ts';
import { readThrown } from './start-guest.ts';

/** The problems of a script, found by stripping its types and compiling what is left; nothing of it runs. */
export async function checkSyntax(source: string): Promise<{ problems: ScriptProblem[]; sound: boolean }> {
  const prepared = prepareScript(source);
  if (!prepared.ok) return { problems: prepared.problems, sound: !prepared.parserLost };
  const { context } = await openEngine(64 * 1024 * 1024);
  const type = prepared.form.module ? 'module' : 'global';
  try {
    const compiled = context.evalCode(prepared.code, SCRIPT_FILE, { type, compileOnly: true });
    if (!compiled.error) return { problems: [], sound: true };
    const { message, stack } = readThrown(context, compiled.error);
    const place = placeInScript(stack, source, prepared.form) ?? endOfText(source);
    return { problems: [{ ...place, message }], sound: true };
  } catch {
    return { problems: [{ line: 1, column: 1, message: 'This script is nested too deeply to be read' }], sound: false };
  }
}

/** Where the engine only notices an error after the last line. */
function endOfText(source: string): { line: number; column: number } {
  const lines = source.split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
