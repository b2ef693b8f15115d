/** Encodes a value for its place in a URL, which the part already written tells. A value can never move the end of the
 *  host, leave its path segment or add a query parameter; where it could only do harm, it is an error. */
import { escapeUrl } from './escape-text.ts';
import { Failure } from './template-error.ts';

const CONTROL = /[\0-\x1f\x7f]/;
const HOST = /^(?:\[[0-9a-fA-F:.]*\]|[\p{L}\p{N}._-]*)(?::\d+)?$/u;
const SCHEME = /^[A-Za-z0-9+.-]*$/;

export function escapeUrlValue(text: string, written: string, isEscaped: boolean): string {
  if (CONTROL.test(text) && placeIn(written) !== 'encoded') {
    throw new Failure('a url cannot hold control characters');
  }
  switch (placeIn(written)) {
    case 'start':
      return text;
    case 'scheme':
      if (!SCHEME.test(text)) throw new Failure(`${JSON.stringify(text)} cannot stand in a url's scheme or host`);
      return text;
    case 'host':
      if (!HOST.test(text)) throw new Failure(`${JSON.stringify(text)} cannot stand in a url's host`);
      return text;
    default:
      if (isEscaped) return text;
      if (isDots(text, written)) throw new Failure(`${JSON.stringify(text)} would leave its path segment`);
      return escapeUrl(text, '%20');
  }
}

function placeIn(written: string): 'start' | 'scheme' | 'host' | 'encoded' {
  if (written.trim() === '') return 'start';
  if (/[?#]/.test(written)) return 'encoded';
  const rest = /^\s*(?:[A-Za-z][A-Za-z0-9+.-]*:)?\/\/(.*)$/s.exec(written)?.[1];
  if (rest !== undefined) return /[/\\]/.test(rest) ? 'encoded' : 'host';
  return written.includes('/') ? 'encoded' : 'scheme';
}

/** `..` as a whole segment is resolved away by every client, encoded or not. */
function isDots(text: string, written: string): boolean {
  if (/[?#]/.test(written) || !/^\.{1,2}$/.test(text)) return false;
  const segment = written.slice(written.lastIndexOf('/') + 1) + text;
  return /^(?:\.|%2e){1,2}$/i.test(segment);
}
