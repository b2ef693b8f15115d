// Turns what an administrator wrote into what the engine runs: TypeScript's types become blanks, so that every line
// and column stays. It must never run in the main thread: amaro's parser is lost for good after one text nested too
// deeply, and so the worker that it happened in has to be replaced.

import { transformSync } from 'amaro';
import { findModuleWords } from './find-module-words.ts';
import { BORDER, sizeInWords } from './limits.ts';
import type { ScriptProblem } from './script-types.ts';

export type PreparedScript =
  | { ok: true; code: string; form: ScriptForm }
  | { ok: false; problems: ScriptProblem[]; parserLost: boolean };

export interface ScriptForm {
  /** A script with an `export` is a module; any other is the body of a function, so that it may `return`. */
  module: boolean;
  /** Lines put in front of the author's first one. */
  linesBefore: number;
}

const TOO_DEEP = 'This script is nested too deeply to be read';
const NO_IMPORT =
  'A script cannot import anything: event, config, input, log, fetch, crypto, sleep, store and scim are there';

export function prepareScript(source: string): PreparedScript {
  if (source.length > BORDER.source) {
    return refused([{ line: 1, column: 1, message: `The script is longer than ${sizeInWords(BORDER.source)}` }]);
  }
  const words = findModuleWords(source);
  const imports = words.filter((word) => word.word === 'import');
  if (imports.length > 0) {
    return refused(imports.map(({ line, column }) => ({ line, column, message: NO_IMPORT })));
  }
  const form: ScriptForm = words.length > 0 ? { module: true, linesBefore: 0 } : { module: false, linesBefore: 1 };
  try {
    const text = form.module ? source : `(async()=>{'use strict';\n${source}\n})()`;
    return { ok: true, code: strip(text), form };
  } catch (error) {
    if (!isSyntaxProblem(error)) return refused([{ line: 1, column: 1, message: TOO_DEEP }], true);
    return refused([problemOf(error, source, form)]);
  }
}

function problemOf(error: SyntaxProblem, source: string, form: ScriptForm): ScriptProblem {
  const lines = source.split('\n');
  const line = error.startLine - form.linesBefore;
  if (line > lines.length) {
    const column = (lines.at(-1)?.length ?? 0) + 1;
    return { line: lines.length, column, message: `The script ends too early: ${error.message}` };
  }
  const place = { line: Math.max(1, line), column: error.startColumn + 1 };
  return { ...place, message: inPlainWords(error.message) };
}

/** The parser counts columns as a terminal shows them: on a failure it is asked again with only narrow letters. */
function strip(text: string): string {
  try {
    return transformSync(text, { mode: 'strip-only' }).code;
  } catch (error) {
    const narrow = text.replace(/[^\0-\x7f]/g, 'x');
    if (narrow !== text && isSyntaxProblem(error)) transformSync(narrow, { mode: 'strip-only' });
    throw error;
  }
}

interface SyntaxProblem {
  message: string;
  startLine: number;
  startColumn: number;
}

function isSyntaxProblem(error: unknown): error is SyntaxProblem {
  return typeof error === 'object' && error !== null && 'startLine' in error && 'message' in error;
}

function inPlainWords(message: string): string {
  const short = message.replace(/\. Expected (?:[^,]+, ){4}.*/, '');
  return short.replace(/ (?:is|are) not supported in (?:strip-only|type strip) mode/, ' cannot be used in a script');
}

function refused(problems: ScriptProblem[], parserLost = false): PreparedScript {
  return { ok: false, problems, parserLost };
}
