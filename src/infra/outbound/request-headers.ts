/**
 * Checks the headers that a person wrote and adds the defaults, for saving as well as for sending.
 * It must never let a header change the connection itself, and must never put a value into a text.
 */
import { type Failure, failure } from '../../domain/failure-causes.ts';

export type HeaderPairs = readonly (readonly [name: string, value: string])[];

/** Says what is wrong with the first bad header; undefined if all can be sent. */
export function checkHeaders(headers: HeaderPairs): Failure | undefined {
  for (const [name, value] of headers) {
    const reason = headerNameProblem(name) ?? headerValueProblem(value);
    if (reason !== undefined) return failure('invalid_header', { header: showName(name), reason });
  }
  return undefined;
}

/** All headers of a request under lower-case names; what the caller gave wins over the defaults. */
export function completeHeaders(headers: HeaderPairs, body: string, userAgent: string): Record<string, string> {
  const all: Record<string, string> = {};
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    const before = all[key];
    all[key] = before === undefined ? value : `${before}${key === 'cookie' ? '; ' : ', '}${value}`;
  }
  all['user-agent'] ??= userAgent;
  all['accept-encoding'] ??= 'gzip, deflate, br';
  if (body !== '') all['content-type'] ??= isJson(body) ? 'application/json' : 'text/plain; charset=utf-8';
  return all;
}

/** Why a header of this name cannot be sent; undefined if it can. */
export function headerNameProblem(name: string): string | undefined {
  if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name)) return 'the name has characters that HTTP does not allow';
  if (connectionHeaders.has(name.toLowerCase()) || /^proxy-/i.test(name)) return 'it belongs to the connection';
  return undefined;
}

/** Why a header cannot have this value; undefined if it can. */
export function headerValueProblem(value: string): string | undefined {
  if (/[^\t\x20-\x7e\x80-\xff]/.test(value)) {
    return /[\0\r\n]/.test(value) ? 'the value has a line break or NUL' : 'the value has characters outside of Latin-1';
  }
  return undefined;
}

const connectionHeaders = new Set([
  'host',
  'content-length',
  'connection',
  'transfer-encoding',
  'upgrade',
  'keep-alive',
  'te',
  'trailer',
  'expect',
  'http2-settings',
  '__proto__',
]);

function showName(name: string): string {
  const shown = name.replace(/[^\x20-\x7e]/g, '?').slice(0, 100);
  return shown === '' ? '(without a name)' : shown;
}

function isJson(body: string): boolean {
  if (!/^\s*["{[\-0-9tfn]/.test(body)) return false;
  try {
    JSON.parse(body);
    return true;
  } catch {
    return false;
  }
}
