// The HTTP action: one request per attempt, as the administrator wrote it.
import { z } from 'zod';
import { looksLikeCredential } from '../domain/secret-names.ts';
import { defineActionKind, type FieldPath, type SentRequest } from './action-kind.ts';
import { headerList, templateText } from './fields.ts';

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
  backoff: z
    .strictObject({
      initialSecs: z.number().min(0.05).max(86_400),
      factor: z.number().min(1).max(10).default(2),
      maxSecs: z.number().min(0.05).max(86_400).default(36_000),
    })
    .nullable()
    .default(null),
  auth: auth.default({ type: 'none' }),
});

export type HttpConfig = z.infer<typeof schema>;

export const httpAction = defineActionKind<HttpConfig>({
  type: 'http',
  title: 'HTTP request',
  description: 'Sends an HTTP request to a URL.',
  schema,
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
  ],
  retries: ({ maxRetries, backoff }) => ({ maxAttempts: 1 + maxRetries, backoff: backoff ?? undefined }),
  run: async (config, { outbound, delivery }, signal) => {
    const own = new Set(['webhook-id', 'webhook-timestamp']);
    const headers: [string, string][] = config.headers
      .filter(({ name }) => !own.has(name.toLowerCase()))
      .map(({ name, value }) => [name, value]);
    const authorization = authorizationHeader(config.auth);
    if (authorization) headers.push(['Authorization', authorization]);
    headers.push(['webhook-id', delivery.id], ['webhook-timestamp', String(Math.floor(Date.now() / 1_000))]);
    const request: SentRequest = {
      method: config.method,
      url: config.url,
      headers: Object.fromEntries(headers),
      body: config.body,
    };
    const result = await outbound.send(
      {
        method: config.method,
        url: config.url,
        headers,
        timeoutMs: config.timeoutSecs * 1_000,
        ...(config.body !== '' && { body: config.body }),
      },
      signal,
    );
    return { request, response: result.response, failure: result.failure, retryAfterMs: result.retryAfterMs };
  },
});

/** By the configured Content-Type, or by the body's shape when there is none. */
function bodyEscape(config: HttpConfig): 'json' | 'none' {
  const contentType = config.headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value;
  if (contentType !== undefined) return /^[^;]*\bjson\b/i.test(contentType) ? 'json' : 'none';
  return /^\s*[[{](?!\{)/.test(config.body) ? 'json' : 'none';
}

function authorizationHeader(config: HttpConfig['auth']): string | undefined {
  if (config.type === 'bearer') return `Bearer ${config.token}`;
  if (config.type !== 'basic') return undefined;
  return `Basic ${Buffer.from(`${config.username}:${config.password}`, 'utf8').toString('base64')}`;
}
