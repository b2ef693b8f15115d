// What can be written between {{ and }}: the fields of the events, and the functions that templates have.
import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import type { Catalogue } from './draft.ts';
import type { TemplateValue } from './event-fields.ts';

const keywords = ['if', 'else', 'end', 'range', 'with', 'define', 'template', 'block'];

export function completeTemplate(
  values: readonly TemplateValue[],
  functions: Catalogue['templateFunctions'],
): (context: CompletionContext) => CompletionResult | null {
  const fields = values.map(({ name, example, description }) => ({
    label: name,
    detail: example.slice(0, 40),
    info: description || undefined,
    type: 'variable',
  }));
  const words = [
    ...functions.map(({ name, args, description }) => ({
      label: name,
      detail: args,
      info: description,
      type: 'function',
    })),
    ...keywords.map((label) => ({ label, type: 'keyword' })),
  ];
  return (context) => {
    const line = context.state.doc.lineAt(context.pos);
    const before = line.text.slice(0, context.pos - line.from);
    const opened = before.lastIndexOf('{{');
    if (opened < 0 || before.indexOf('}}', opened) >= 0) return null;
    const word = /[.\w$]*$/.exec(before)?.[0] ?? '';
    if (word === '' && !context.explicit && !before.endsWith('{{')) return null;
    return {
      from: context.pos - word.length,
      options: word.startsWith('.') ? fields : [...fields, ...words],
      validFor: /^[.\w$]*$/,
    };
  };
}
