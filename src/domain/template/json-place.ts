/** Where in a JSON text the next value will stand. A piece of text moves between three states whatever came before it, so
 *  its effect is worked out once, when the template is compiled. */

export type JsonState = 'outside' | 'inString' | 'afterBackslash';
export type JsonEffect = Readonly<Record<JsonState, JsonState>>;

export function jsonEffect(text: string): JsonEffect {
  return {
    outside: after(text, 'outside'),
    inString: after(text, 'inString'),
    afterBackslash: after(text, 'afterBackslash'),
  };
}

function after(text: string, start: JsonState): JsonState {
  let state = start;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (state === 'afterBackslash') state = 'inString';
    else if (char === '"') state = state === 'inString' ? 'outside' : 'inString';
    else if (char === '\\' && state === 'inString') state = 'afterBackslash';
  }
  return state;
}

/** Actions that print nothing themselves. */
const SILENT_ACTION =
  /^\s*\{\{(?:- )?\s*(?:\/\*[\s\S]*?\*\/\s*-?|(?:if|with|range|define|block|end|else|\$\w+\s*(?:,\s*\$\w+\s*)?:?=)(?:[^}"`]|"(?:[^"\\]|\\.)*"|`[^`]*`)*)\}\}/;

/** For callers that know no Content-Type: a body that begins like an object or list is JSON. */
export function looksLikeJson(body: string): boolean {
  let rest = body;
  for (let match = SILENT_ACTION.exec(rest); match; match = SILENT_ACTION.exec(rest))
    rest = rest.slice(match[0].length);
  return /^\s*(?:\{(?!\{)|\[)/.test(rest);
}
