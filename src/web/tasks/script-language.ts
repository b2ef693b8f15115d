// TypeScript in the editor: highlighting, line numbers, and what is said of a name when the mouse rests on it.
import { javascript } from '@codemirror/lang-javascript';
import { bracketMatching, indentOnInput } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { hoverTooltip, lineNumbers } from '@codemirror/view';
import { nameAt } from './script-expression.ts';
import type { ScriptTypes } from './script-types.ts';

export const scriptLanguage = (types: ScriptTypes): Extension => [
  lineNumbers(),
  javascript({ typescript: true }),
  indentOnInput(),
  bracketMatching(),
  hoverTooltip((view, position) => {
    const word = view.state.wordAt(position);
    if (!word) return null;
    const source = view.state.doc.toString();
    const found = nameAt(types, source, source.slice(0, word.to));
    if (!found) return null;
    return {
      pos: word.from,
      end: word.to,
      create: () => {
        const dom = document.createElement('div');
        const signature = document.createElement('pre');
        signature.textContent = found.signature;
        dom.append(signature);
        if (found.doc !== '') dom.append(found.doc);
        return { dom };
      },
    };
  }),
];
