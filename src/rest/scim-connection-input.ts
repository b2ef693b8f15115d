// A SCIM connection as bodies have it, as GraphQL's input.
import type { Problem } from '../domain/refusal.ts';
import { camelKeys, isObject } from './spelling.ts';

const readOnly = new Set(['id', 'version', 'created_at', 'updated_at', 'managed_by', 'managed_key']);
const types: Readonly<Record<string, string>> = { bearer: 'bearer', client_credentials: 'clientCredentials' };

export function connectionInput(body: unknown, problems: Problem[]): Record<string, unknown> {
  if (!isObject(body)) {
    problems.push({ path: '', message: 'must be a JSON object' });
    return { name: '-', baseUrl: '-', auth: { bearer: {} } };
  }
  const fields = Object.entries(body).filter(([name]) => !readOnly.has(name));
  const input = camelKeys(Object.fromEntries(fields), '', problems);
  return isObject(input.auth) ? { ...input, auth: authInput(input.auth, problems) } : input;
}

function authInput(auth: Record<string, unknown>, problems: Problem[]): unknown {
  const { type, ...given } = auth;
  if (typeof type !== 'string' || !Object.hasOwn(types, type)) {
    problems.push({ path: 'auth.type', message: `must be one of ${Object.keys(types).join(', ')}` });
    return { bearer: {} };
  }
  const fields = camelKeys(given, 'auth', problems);
  const place = fields.secretIn;
  return {
    [types[type] ?? '']: { ...fields, ...(typeof place === 'string' && { secretIn: place.toUpperCase() }) },
  };
}
