// The HTTP action: one request per attempt, as the administrator wrote it, signed and recognisable.
import { z } from 'zod';
import { retryClasses } from '../domain/delivery-rules.ts';
import { looksLikeCredential } from '../domain/secret-names.ts';
import { looksLikeJson } from '../domain/template/template.ts';
import { traceHeaders } from '../domain/trace-context.ts';
import { type ActionTools, defineActionKind, type FieldPath } from './action-kind.ts';
import { backoff, depthHeader, headerList, limits, templateOptions, templateText } from './fields.ts';
import { dialectFields, dialectProblems } from './http-dialect.ts';
import { httpForm } from './http-form.ts';
import { type Message, makeMessage } from './http-message.ts';
import { repeatHttp } from './repeat-http.ts';
import { authorizationHeader, sendHttp } from './send-http.ts';
import { makeSigningKey, signatures } from './sign-request.ts';

const auth = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('none') }),
  z.strictObject({ type: z.literal('bearer'), token: z.string().min(1, 'must not be empty').max(8_192) }),
  z.strictObject({
    type: z.literal('basic'),
    username: z
      .string()
      .max(1_024)
      .refine((name) => !name.includes(':'), 'must not contain a colon'),
    password: z.string().max(8_192),
  }),
]);

const schema = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).default('POST'),
  url: templateText.min(1, 'must not be empty').max(8_192),
  headers: headerList.default([]),
  body: templateText.max(262_144).default(''),
  timeoutSecs: z.int('must be a whole number of seconds').min(1).max(300).default(10),
  maxRetries: z.int('must be a whole number').min(0).max(20).default(0),
  retryOn: z.array(z.enum(retryClasses)).nullable().default(null),
  backoff,
  auth: auth.default({ type: 'none' }),
  signing: z.boolean().default(false),
  signingScheme: z.enum(['v1', 'v1a']).default('v1'),
  /** Made here, never given by a client. */
  signingKeys: z.array(z.object({ secret: z.string(), until: z.string().nullable() })).default([]),
  ca: z
    .string()
    .max(65_536)
    .refine((pem) => pem.includes('-----BEGIN CERTIFICATE-----'), 'must be certificates in PEM')
    .nullable()
    .default(null),
  tlsInsecure: z.boolean().default(false),
  ...dialectFields,
  ...limits,
  ...templateOptions,
});

export type HttpConfig = z.infer<typeof schema>;

export const httpAction = defineActionKind<HttpConfig>({
  type: 'http',
  title: 'HTTP request',
  description: 'Sends an HTTP request to a URL.',
  schema: schema.superRefine(dialectProblems),
  form: httpForm,
  templates: (config) => [
    { path: ['url'], escape: 'url' },
    ...config.headers.map((_, index) => ({
      path: ['headers', index, 'value'] as FieldPath,
      escape: 'header' as const,
    })),
    { path: ['body'], escape: bodyEscape(config) },
  ],
  secrets: (config) => [
    ...(config.auth.type === 'bearer' ? [{ path: ['auth', 'token'] }] : []),
    ...(config.auth.type === 'basic' ? [{ path: ['auth', 'password'] }] : []),
    ...config.headers.flatMap(({ name }, index) =>
      looksLikeCredential(name) ? [{ path: ['headers', index, 'value'] as FieldPath }] : [],
    ),
    ...config.signingKeys.map((_, index) => ({ path: ['signingKeys', index, 'secret'], internal: true as const })),
  ],
  internal: ['signingKeys'],
  target: ({ url }) => url,
  complete: (config, before) => {
    if (!config.signing) return { config: { ...config, signingKeys: [] } };
    const kept = before?.signing && before.signingScheme === config.signingScheme ? before.signingKeys : [];
    if (kept.length > 0) return { config: { ...config, signingKeys: kept } };
    const made = makeSigningKey(config.signingScheme);
    return { config: { ...config, signingKeys: [made] }, revealed: made.secret };
  },
  warnings: ({ tlsInsecure }) =>
    tlsInsecure
      ? ['the certificate of the target is not checked: anybody on the way can read and change requests']
      : [],
  retries: ({ maxRetries, backoff: own, retryOn }) => ({
    maxAttempts: 1 + maxRetries,
    backoff: own ?? undefined,
    retryOn: retryOn ?? undefined,
  }),
  run: async (config, tools, signal) => {
    const message = await makeMessage(config, tools);
    if ('cause' in message) return { failure: message };
    const headers = headersOf(config, message, tools);
    const { method, url } = config;
    const { body } = message;
    return sendHttp(config, { method, url, headers, body }, tools, signal);
  },
  repeat: repeatHttp,
});

function headersOf(
  config: HttpConfig,
  message: Message,
  { delivery, event, trace }: Pick<ActionTools, 'delivery' | 'event' | 'trace'>,
): [string, string][] {
  const now = new Date();
  const timestamp = Math.floor(now.getTime() / 1_000);
  const own: [string, string][] = [
    ...message.headers,
    ['webhook-id', delivery.id],
    ['webhook-timestamp', String(timestamp)],
    [depthHeader, String(event.depth + 1)],
    ...(trace === undefined ? [] : traceHeaders(trace)),
  ];
  const authorization = authorizationHeader(config.auth);
  if (authorization) own.push(['Authorization', authorization]);
  if (config.signingKeys.length > 0) {
    const content = { id: delivery.id, timestamp, body: message.body };
    own.push(['webhook-signature', signatures(config.signingKeys, content, now)]);
  }
  // Ours win over configured headers of the same name: never two copies.
  const names = new Set(own.map(([name]) => name.toLowerCase()));
  const configured = config.headers.filter(({ name }) => !names.has(name.toLowerCase()));
  return [...configured.map(({ name, value }): [string, string] => [name, value]), ...own];
}

/** By the configured Content-Type, or by the body's shape when there is none. */
function bodyEscape(config: HttpConfig): 'json' | 'none' {
  const contentType = config.headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value;
  const isJson = contentType === undefined ? looksLikeJson(config.body) : /^[^;]*\bjson\b/i.test(contentType);
  return isJson ? 'json' : 'none';
}
