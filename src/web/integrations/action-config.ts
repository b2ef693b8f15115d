// The configuration of an action as its form has it.
import type { EditorCatalogueQuery } from '../gql/integration-editor.ts';

export type FormField = EditorCatalogueQuery['actionKinds'][number]['form'][number];

type Values = Readonly<Record<string, unknown>>;

export interface HeaderDraft {
  readonly name: string;
  readonly value?: string;
}

/** What the service shows in place of a secret, or of a part of it. */
const mask = '********';

export const isMasked = (value: unknown): boolean => typeof value === 'string' && value.includes(mask);

/** The value at a path such as auth.token. */
export function valueAt(config: Values, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, name) => (isValues(value) && Object.hasOwn(value, name) ? value[name] : undefined),
      config,
    );
}

export function withValue(config: Values, path: string, value: unknown): Values {
  const [name = '', ...rest] = path.split('.');
  if (rest.length === 0) return { ...config, [name]: value };
  const inner = config[name];
  return { ...config, [name]: withValue(isValues(inner) ? inner : {}, rest.join('.'), value) };
}

/** Whether a form shows a field as its other values are. */
export function isShown(config: Values, { whenPath, whenIs }: FormField): boolean {
  return !whenPath || whenIs.includes(String(valueAt(config, whenPath)));
}

/** What is sent: fields that are shown, without empty ones and without secrets that were not touched. */
export function configToSend(config: Values, form: readonly FormField[]): Values {
  return form.reduce<Values>((sent, field) => {
    if (!isShown(config, field)) return sent;
    const value = valueAt(config, field.path);
    if (value === undefined || value === null || (field.control === 'SECRET' && isMasked(value))) return sent;
    if (value === '' && !field.required && field.control !== 'SECRET' && field.control !== 'TEMPLATE') return sent;
    if (value === '' && field.path === 'blocks') return sent;
    if (Array.isArray(value) && value.length === 0 && field.control === 'CHOICES') return sent;
    return withValue(sent, field.path, field.control === 'HEADERS' ? headersToSend(value) : value);
  }, {});
}

const headersToSend = (headers: unknown): HeaderDraft[] =>
  (Array.isArray(headers) ? (headers as HeaderDraft[]) : []).map(({ name, value }) =>
    isMasked(value) ? { name } : { name, value: value ?? '' },
  );

/** What may be kept in the tab: no secret, neither new ones nor masks. */
export function withoutSecrets(config: Values, form: readonly FormField[]): Values {
  return form.reduce<Values>((kept, { path, control }) => {
    if (control === 'SECRET' && valueAt(kept, path) !== undefined) return withValue(kept, path, undefined);
    if (control !== 'HEADERS') return kept;
    const headers = (valueAt(kept, path) ?? []) as HeaderDraft[];
    return withValue(
      kept,
      path,
      headers.map(({ name, value }) => (/auth|cookie|key|pass|secret|token/i.test(name) ? { name } : { name, value })),
    );
  }, config);
}

function isValues(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
