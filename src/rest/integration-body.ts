// Integrations between the documented REST body and GraphQL's inputs: actions are flat with a `type`, headers are an
// object. What does not fit is passed on as it is, so that the input's own check names it.
import type { IntegrationBodyFragment } from './gql/operations.ts';
import { camelKeys, isObject, snakeCase, snakeKeys } from './spelling.ts';

const readOnly = new Set(['id', 'version', 'created_at', 'updated_at']);
const inputNames: Record<string, string> = { http: 'http', slack: 'slack', log: 'log', trigger_task: 'triggerTask' };

/** @param keepIds false on create, where every action is a new one. */
export function integrationInput(body: unknown, keepIds: boolean): unknown {
  if (!isObject(body)) return body;
  const fields = Object.entries(body).filter(([name]) => !readOnly.has(name));
  return Object.fromEntries(
    fields.map(([name, value]) => {
      if (name === 'actions' && Array.isArray(value))
        return [name, value.map((action) => actionInput(action, keepIds))];
      if (name === 'conditions' && Array.isArray(value)) return [name, value.map(conditionInput)];
      return [name, value];
    }),
  );
}

function conditionInput(condition: unknown): unknown {
  if (!isObject(condition)) return condition;
  const { operator, value } = condition;
  return {
    ...condition,
    ...(typeof operator === 'string' && { operator: operator.toUpperCase() }),
    // The specification shows numbers too; conditions compare text.
    ...((typeof value === 'number' || typeof value === 'boolean') && { value: String(value) }),
  };
}

function actionInput(action: unknown, keepIds: boolean): unknown {
  if (!isObject(action)) return action;
  const { type, id, ...fields } = action;
  const name = typeof type === 'string' && Object.hasOwn(inputNames, type) ? inputNames[type] : undefined;
  if (name === undefined) return { type };
  const { headers, auth, level, method, backoff, ...rest } = camelKeys(fields);
  return {
    [name]: {
      ...(keepIds && id !== undefined && { id }),
      ...rest,
      ...(headers !== undefined && { headers: headerInputs(headers) }),
      ...(auth !== undefined && { auth: authInput(auth) }),
      ...(level !== undefined && { level: upper(level) }),
      ...(method !== undefined && { method: upper(method) }),
      ...(backoff !== undefined && { backoff: isObject(backoff) ? camelKeys(backoff) : backoff }),
    },
  };
}

const upper = (value: unknown) => (typeof value === 'string' ? value.toUpperCase() : value);

const headerInputs = (headers: unknown) =>
  isObject(headers) ? Object.entries(headers).map(([name, value]) => ({ name, value })) : headers;

function authInput(auth: unknown): unknown {
  if (!isObject(auth)) return auth;
  const { type, token, username, password, ...unknown } = auth;
  if (type === 'bearer') return { bearer: { token, ...unknown } };
  if (type === 'basic') return { basic: { username: username ?? '', password, ...unknown } };
  return type === 'none' || type === null || type === undefined ? null : { [String(type)]: unknown };
}

/** `input.actions[0].http.maxRetries` as `actions[0].max_retries`; a header's number as its name. */
export function integrationPath(path: string, body: unknown): string {
  const flat = path
    .replace(/^(actions\[\d+\])\.(http|slack|log|triggerTask)\b/, '$1')
    .replace(/\.auth\.(bearer|basic)\b/, '.auth');
  const header = /^actions\[(\d+)\]\.headers\[(\d+)\](\.value|\.name)?$/.exec(flat);
  const name = header && headerName(body, Number(header[1]), Number(header[2]));
  return header && name !== undefined ? `actions[${header[1]}].headers.${name}` : snakeCase(flat);
}

function headerName(body: unknown, action: number, header: number): string | undefined {
  const actions = isObject(body) ? body.actions : undefined;
  const at: unknown = Array.isArray(actions) ? actions[action] : undefined;
  return isObject(at) && isObject(at.headers) ? Object.keys(at.headers)[header] : undefined;
}

export function integrationBody({ actions, conditions, ...rest }: IntegrationBodyFragment) {
  const { version, createdAt, updatedAt, ...head } = rest;
  return {
    ...head,
    conditions: conditions.map((condition) => ({ ...condition, operator: condition.operator.toLowerCase() })),
    actions: actions.map(actionBody),
    version,
    created_at: createdAt,
    updated_at: updatedAt,
  };
}

type Action = IntegrationBodyFragment['actions'][number];

function actionBody(action: Action): Record<string, unknown> {
  if ('url' in action) {
    const { headers, auth, backoff, ...rest } = action;
    return {
      ...snakeKeys(rest),
      headers: Object.fromEntries(headers.map(({ name, value }) => [name, value])),
      auth: { ...auth, type: auth.type.toLowerCase() },
      ...(backoff && { backoff: snakeKeys(backoff) }),
    };
  }
  if ('level' in action) return { ...action, level: action.level.toLowerCase() };
  return snakeKeys(action);
}
