/** Escapes a value for the place that it is put into: a JSON body, a URL, a Slack message, a header. It looks at data
 *  only; what the author wrote is never changed. A pipeline that already ends in the right escaper is left alone. */

import { describe } from './ast.ts';
import { escapeUrlValue } from './escape-url.ts';
import type { Missing } from './function-types.ts';
import type { JsonState } from './json-place.ts';
import { NO_VALUE, printValue } from './print-value.ts';
import type { Print } from './program.ts';
import { Failure } from './template-error.ts';
import { toJsonText } from './to-json.ts';
import { kindOf, type NumberMode } from './value.ts';

/** Where a template's result goes. `none` is exact Go; `slack_json` is JSON whose texts Slack reads as its markup. */
export type EscapeKind = 'none' | 'json' | 'url' | 'slack' | 'slack_json' | 'header';

export type Place = {
  readonly escaping: EscapeKind;
  readonly missing: Missing;
  readonly mode: NumberMode;
  /** What has been written so far: a URL's parts are told apart by it. */
  readonly written: string;
  readonly json: JsonState;
};

export function escapeForContext(value: unknown, print: Print, place: Place): string {
  const { escaping, missing, mode } = place;
  if (escaping === 'slack_json') {
    const json = escapeForContext(value, print, { ...place, escaping: 'json' });
    const isSafe = print.isAuthorText || print.isAuthorFormat || print.endsIn === 'html';
    return isSafe ? json : escapeSlackInJson(json);
  }
  if (value === null || value === undefined) {
    if (missing === 'error') throw new Failure(`no value for ${describe(print.site.node)}`);
    if (escaping === 'json' && place.json === 'outside') return 'null';
    return missing === 'empty' ? '' : escapeText(NO_VALUE, print, place);
  }
  const isAuthorText = print.isAuthorText || (print.isAuthorFormat && escaping === 'slack');
  if (isAuthorText && escaping !== 'header') return printValue(value, mode);
  const kind = kindOf(value, mode);
  if ((kind === 'map' || kind === 'list') && (escaping === 'json' || escaping === 'url')) {
    const json = toJsonText(value, mode);
    return escaping === 'json' && place.json === 'outside' ? json : escapeText(json, print, place);
  }
  if (escaping === 'json' && place.json === 'outside') return jsonValue(value, print, mode);
  return escapeText(printValue(value, mode), print, place);
}

function escapeText(text: string, { endsIn }: Print, place: Place): string {
  switch (place.escaping) {
    case 'json':
      return endsIn === 'js' ? withoutJsOnlyEscapes(text) : insideJsonString(text);
    case 'slack':
      return endsIn === 'html' ? text : escapeSlack(text);
    case 'url':
      return escapeUrlValue(text, place.written, endsIn === 'urlquery');
    case 'header':
      if (/[\r\n\0]/.test(text)) throw new Failure('a header value cannot hold CR, LF or NUL');
      return text;
    default:
      return text;
  }
}

const NEEDS_JSON_ESCAPE = /["\\\0-\x1f\u2028\u2029\p{Cs}]/u;

export function insideJsonString(text: string): string {
  return NEEDS_JSON_ESCAPE.test(text) ? JSON.stringify(text).slice(1, -1) : text;
}

/** `js` writes \' which JSON does not know; the rest of its escapes JSON reads. */
function withoutJsOnlyEscapes(text: string): string {
  return text.replace(/\\(?:u[0-9A-F]{4}|.)/gs, (escaped) => (escaped === "\\'" ? "'" : escaped));
}

const JSON_SCALAR = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)$/;
const PRINTERS = new Set(['printf', 'print', 'println']);

/** A value outside of a JSON string has to be a JSON value: text becomes a string, unless a printing function made a
 *  number or a bool of it. */
function jsonValue(value: unknown, print: Print, mode: NumberMode): string {
  if (typeof value !== 'string') return toJsonText(value, mode);
  const { endsIn } = print;
  if (endsIn === 'toJson' || endsIn === 'toPrettyJson') return value;
  if (endsIn === '%q') return fromGoQuotes(value);
  if (endsIn !== null && PRINTERS.has(endsIn) && JSON_SCALAR.test(value)) return value;
  return JSON.stringify(value);
}

const GO_ONLY: Record<string, string> = { a: '\\u0007', v: '\\u000b' };

/** printf "%q" quotes as Go does, with escapes that JSON does not have. */
function fromGoQuotes(text: string): string {
  return text.replace(/\\(U[0-9a-f]{8}|u[0-9a-f]{4}|x[0-9a-f]{2}|.)/gs, (escaped, body: string) => {
    if (body.startsWith('U')) return String.fromCodePoint(Number.parseInt(body.slice(1), 16));
    if (body.startsWith('x')) return `\\u00${body.slice(1)}`;
    return GO_ONLY[body] ?? escaped;
  });
}

const SLACK: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** The same within JSON text, where a pipeline's own escapes, such as those of `toJson`, are characters too. */
function escapeSlackInJson(json: string): string {
  return json.replace(/\\(?:u00(26|3c|3e)|.)|[&<>]/gis, (part, hex: string | undefined) => {
    const char = hex === undefined ? part : String.fromCharCode(Number.parseInt(hex, 16));
    return SLACK[char] ?? part;
  });
}

/** Numbers and bools stay what they are, for the verbs that want them. */
export function escapeSlackValue(value: unknown, mode: NumberMode): unknown {
  const kind = kindOf(value, mode);
  return kind === 'string' || kind === 'list' || kind === 'map' ? escapeSlack(printValue(value, mode)) : value;
}

export function escapeSlack(text: string): string {
  return /[&<>]/.test(text) ? text.replace(/[&<>]/g, (char) => SLACK[char] ?? char) : text;
}
