// What can be written at a place of a script: what the service publishes, members of it, settings, the script's own names.
import type { Completion, CompletionContext, CompletionResult, CompletionSource } from '@codemirror/autocomplete';
import { syntaxTree } from '@codemirror/language';
import { membersAt } from './script-expression.ts';
import type { ScriptName, ScriptTypes } from './script-types.ts';

const keywords =
  'async await break const continue else export default for function if let new of return throw try'.split(' ');
const silent = new Set(['String', 'TemplateString', 'LineComment', 'BlockComment']);

/** @param settings the keys of the task's settings, as they are now. */
export function completeScript(types: ScriptTypes, settings: () => readonly string[]): CompletionSource {
  const globals = types.globals.map(optionOf);
  return (context: CompletionContext): CompletionResult | null => {
    const word = context.matchBefore(/[\w$]*/);
    if (!word || silent.has(syntaxTree(context.state).resolveInner(context.pos, -1).name)) return null;
    const source = context.state.doc.toString();
    const before = source.slice(0, word.from);
    const validFor = /^[\w$]*$/;
    if (before.endsWith('.')) {
      const expression = before.slice(0, -1);
      const options = /\bconfig\??$/.test(expression)
        ? settings().map((label) => ({ label, type: 'property' }))
        : membersAt(types, source, expression).map(optionOf);
      return options.length === 0 ? null : { from: word.from, options, validFor };
    }
    if (word.text === '' && !context.explicit) return null;
    return { from: word.from, options: [...globals, ...ownNames(source, word.text), ...others], validFor };
  };
}

const others: readonly Completion[] = keywords.map((label) => ({ label, type: 'keyword', boost: -1 }));

function optionOf({ name, signature, doc, isFunction }: ScriptName): Completion {
  const detail = signature
    .replace(/^(?:const|function|readonly) /, '')
    .replace(name, '')
    .replaceAll(/\s+/g, ' ');
  return {
    label: name,
    detail: detail.length > 60 ? `${detail.slice(0, 59)}…` : detail,
    info: doc === '' ? undefined : doc,
    type: isFunction ? 'function' : 'variable',
  } as Completion;
}

/** Names that the script declares, but for the one that is being typed. */
function ownNames(source: string, typed: string): Completion[] {
  const names = new Set(
    [...source.matchAll(/\b(?:const|let|var|function)\s+([A-Za-z_$][\w$]*)/g)].map(([, name = '']) => name),
  );
  names.delete(typed);
  return [...names].map((label) => ({ label, type: 'variable' }));
}
