// One action of a REST body, flat with a `type`, as GraphQL's alternatives.
import type { Problem } from '../domain/refusal.ts';
import type { Target } from './integration-input.ts';
import { camelKeys, isObject, unknownField, within } from './spelling.ts';

const inputNames: Record<string, string> = { http: 'http', slack: 'slack', log: 'log', trigger_task: 'triggerTask' };
const authTypes = ['none', 'bearer', 'basic'];
const authFields = ['token', 'username', 'password'];

/** Nothing is wrong with it; the request that it stands in is refused. */
const standIn = { log: { message: '-' } };

export function actionInput(action: unknown, at: string, target: Target, problems: Problem[]): unknown {
  if (!isObject(action)) return action;
  const { type, id, ...given } = action;
  const name = typeof type === 'string' && Object.hasOwn(inputNames, type) ? inputNames[type] : undefined;
  if (name === undefined) {
    problems.push({ path: `${at}.type`, message: `must be one of ${Object.keys(inputNames).join(', ')}` });
    return standIn;
  }
  const fields = camelKeys(given, at, problems);
  const set = (field: string, translate: (value: unknown, at: string, problems: Problem[]) => unknown) => {
    if (fields[field] !== undefined && fields[field] !== null)
      fields[field] = translate(fields[field], `${at}.${field}`, problems);
  };
  set('headers', headerInputs);
  set('auth', authInput);
  set('level', upperCase);
  set('method', upperCase);
  for (const name of ['signingScheme', 'format', 'contentMode', 'subjectFormat']) set(name, upperCase);
  set('escape', upperCase);
  set('missing', upperCase);
  set('retryOn', retryClasses);
  for (const readOnly of ['signingSecret', 'signingPublicKeys']) delete fields[readOnly];
  set('backoff', (backoff, here) => (isObject(backoff) ? camelKeys(backoff, here, problems) : backoff));
  requireNotNull(fields, 'webhookUrl', `${at}.webhook_url`, problems);
  return { [name]: { ...(target.for === 'update' && id !== undefined && { id }), ...fields } };
}

const upperCase = (value: unknown) => (typeof value === 'string' ? value.toUpperCase() : value);

/** GraphQL's enum names cannot begin with a digit: `5xx` is HTTP_5XX. */
const retryClasses = (classes: unknown) =>
  Array.isArray(classes)
    ? classes.map((name) => (typeof name === 'string' ? name.toUpperCase().replace(/^\d/, 'HTTP_$&') : name))
    : classes;

function headerInputs(headers: unknown, at: string, problems: Problem[]): unknown {
  if (isObject(headers))
    return within(Object.entries(headers)).map(([name, value]) => {
      if (value === null) problems.push({ path: `${at}.${name.slice(0, 80)}`, message: 'is required' });
      return { name, value };
    });
  problems.push({ path: at, message: 'must be an object of names and values' });
  return [];
}

function authInput(auth: unknown, at: string, problems: Problem[]): unknown {
  if (!isObject(auth)) return auth;
  const { type, ...given } = auth;
  const isGiven = (name: string) => given[name] !== undefined && given[name] !== null && given[name] !== '';
  if ((type === undefined || type === null) && !Object.keys(given).some(isGiven)) return null;
  if (typeof type !== 'string' || !authTypes.includes(type)) {
    problems.push({ path: `${at}.type`, message: `must be one of ${authTypes.join(', ')}` });
    return null;
  }
  const own = type === 'bearer' ? ['token'] : type === 'basic' ? ['username', 'password'] : [];
  for (const name of Object.keys(given)) {
    if (!authFields.includes(name)) problems.push(unknownField(at, name));
    else if (!own.includes(name) && isGiven(name))
      problems.push({ path: `${at}.${name}`, message: `does not belong to auth.type ${type}` });
    else if (own.includes(name)) requireNotNull(given, name, `${at}.${name}`, problems);
  }
  if (own.length === 0) return null;
  return {
    [type]: Object.fromEntries(own.filter((name) => given[name] !== undefined).map((name) => [name, given[name]])),
  };
}

/** For secrets, which an update may leave out to keep the stored one: null is no way of saying that. */
function requireNotNull(fields: Record<string, unknown>, name: string, at: string, problems: Problem[]): void {
  if (fields[name] === null) problems.push({ path: at, message: 'is required' });
}
