// The environment, read once: one frozen object, every problem reported together, no secret ever printed.
// Nothing else in the service reads process.env.
import { isIP } from 'node:net';
import { z } from 'zod';
import { type AccessSettings, accessEnvironment, accessSettings } from './access/access-settings.ts';
import { oidcProblems } from './access/oidc-settings.ts';
import { withFiles } from './env-files.ts';
import { samplers, type TracingSettings } from './infra/tracing.ts';

export interface Config {
  /** TCP port to listen on; 0 picks a free one. Default 4000. */
  readonly port: number;
  /** Address to listen on. Default 127.0.0.1: reachable from this machine only. */
  readonly host: string;
  /** Where others reach the service, without a slash at its end; undefined means http://HOST:PORT. */
  readonly publicUrl: string | undefined;
  /** PostgreSQL 14 to 18; undefined means the embedded server in `dataDir`. */
  readonly databaseUrl: string | undefined;
  /** The same database past a pooler that keeps no sessions; undefined means that `databaseUrl` keeps them. */
  readonly databaseSessionUrl: string | undefined;
  /** Bearer token with every right; undefined means one is made at the first start. */
  readonly adminToken: string | undefined;
  /** Bearer token that opens /metrics and nothing else; undefined means that only the other tokens do. */
  readonly metricsToken: string | undefined;
  /** 32 bytes that seal the secrets at rest; undefined means a key file in `dataDir`. */
  readonly encryptionKey: Buffer | undefined;
  /** The key that rotate-key changes to; of no use to the service. */
  readonly newEncryptionKey: Buffer | undefined;
  /** Folder for the embedded database and the key file. Default ./data. */
  readonly dataDir: string;
  /** What this process does: answer clients, run deliveries, or both. */
  readonly role: 'all' | 'api' | 'worker';
  readonly logLevel: (typeof logLevels)[number];
  /** Seconds between SIGTERM and the end of answering, in which /readyz says 503 and load balancers look elsewhere. */
  readonly drainSecs: number;
  /** Hosts, addresses and CIDR blocks that actions may reach although they are private. */
  readonly outboundAllow: readonly string[];
  /** How much history is kept: so many days, and so many deliveries of each integration; 0 is all. Default 30 and 0. */
  readonly retention: { readonly days: number; readonly perIntegration: number };
  /** Who may enter, and how much they may ask. */
  readonly access: AccessSettings;
  /** How traces are made; undefined means that there is nowhere to send them to, and none are. */
  readonly tracing: TracingSettings | undefined;
  /** Days that the audit log is kept; 0 is for ever. Default 365. */
  readonly auditRetentionDays: number;
  /** The machine's proxy settings, honoured by outbound requests. */
  readonly proxy: { readonly http?: string; readonly https?: string; readonly noProxy?: string };
}

/** Every problem of the environment at once; the message is made for the terminal. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration has ${problems.length} problem(s):\n${problems.map((line) => `  - ${line}`).join('\n')}`);
    this.problems = problems;
  }
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const otlpProtocols = ['http/protobuf', 'http/json'] as const;

const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

const wholeNumber = (max: number) =>
  z
    .string()
    .refine((text) => /^\d{1,9}$/.test(text) && Number(text) <= max, `must be a whole number from 0 to ${max}`)
    .transform(Number);

const databaseUrl = z.string().refine((text) => {
  const protocol = URL.canParse(text) ? new URL(text).protocol : '';
  return protocol === 'postgres:' || protocol === 'postgresql:';
}, 'must look like postgresql://user:password@host:5432/database');

const bearerToken = z
  .string()
  .min(16, 'must have at least 16 characters')
  .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces');

const sealingKey = z
  .string()
  .refine((text) => decodeKey(text) !== undefined, 'must be 32 bytes as 64 hex digits or base64')
  .transform((text) => decodeKey(text));

const environment = z.object({
  PORT: optional(
    z
      .string()
      .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, 'must be a number from 0 to 65535')
      .transform(Number),
  ),
  HOST: optional(z.string().refine((host) => isIP(host) !== 0 || /^[a-z0-9.-]+$/i.test(host), 'must be a host name')),
  PUBLIC_URL: optional(
    z
      .string()
      .refine(isPublicUrl, 'must look like https://iam.example.com, without credentials, query or fragment')
      .transform((text) => text.replace(/\/+$/, '')),
  ),
  DATABASE_URL: optional(databaseUrl),
  DATABASE_SESSION_URL: optional(databaseUrl),
  ADMIN_TOKEN: optional(bearerToken),
  METRICS_TOKEN: optional(bearerToken),
  ENCRYPTION_KEY: optional(sealingKey),
  NEW_ENCRYPTION_KEY: optional(sealingKey),
  DATA_DIR: optional(z.string()),
  ROLE: optional(z.enum(['all', 'api', 'worker'], 'must be all, api or worker')),
  LOG_LEVEL: optional(z.enum(logLevels, `must be one of ${logLevels.join(', ')}`)),
  DRAIN_SECS: optional(
    z
      .string()
      .refine((text) => /^\d{1,3}$/.test(text) && Number(text) <= 300, 'must be a number of seconds from 0 to 300')
      .transform(Number),
  ),
  OUTBOUND_ALLOW: optional(z.string()),
  OTEL_SDK_DISABLED: optional(z.string()),
  OTEL_TRACES_EXPORTER: optional(z.enum(['otlp', 'none'], 'must be otlp or none')),
  OTEL_EXPORTER_OTLP_ENDPOINT: optional(z.url({ protocol: /^https?$/, error: 'must be an http address' })),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: optional(z.url({ protocol: /^https?$/, error: 'must be an http address' })),
  OTEL_EXPORTER_OTLP_PROTOCOL: optional(z.enum(otlpProtocols, `must be ${otlpProtocols.join(' or ')}`)),
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: optional(z.enum(otlpProtocols, `must be ${otlpProtocols.join(' or ')}`)),
  OTEL_TRACES_SAMPLER: optional(z.enum(samplers, `must be one of ${samplers.join(', ')}`)),
  OTEL_TRACES_SAMPLER_ARG: optional(
    z
      .string()
      .refine((text) => text.trim() !== '' && Number(text) >= 0 && Number(text) <= 1, 'must be a number from 0 to 1')
      .transform(Number),
  ),
  OTEL_BSP_SCHEDULE_DELAY: optional(wholeNumber(600_000)),
  RETENTION_DAYS: optional(wholeNumber(36_500)),
  RETENTION_PER_INTEGRATION: optional(wholeNumber(100_000_000)),
  AUDIT_RETENTION_DAYS: optional(wholeNumber(36_500)),
  ...accessEnvironment,
});

function tracingSettings(values: z.infer<typeof environment>): TracingSettings | undefined {
  const isOff = values.OTEL_SDK_DISABLED?.toLowerCase() === 'true' || values.OTEL_TRACES_EXPORTER === 'none';
  const endpoint = values.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? values.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (isOff || endpoint === undefined) return undefined;
  return Object.freeze({
    protocol: values.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL ?? values.OTEL_EXPORTER_OTLP_PROTOCOL ?? 'http/protobuf',
    sampler: values.OTEL_TRACES_SAMPLER ?? 'parentbased_always_on',
    ratio: values.OTEL_TRACES_SAMPLER_ARG ?? 1,
    delayMs: values.OTEL_BSP_SCHEDULE_DELAY ?? 5_000,
  });
}

function isPublicUrl(text: string): boolean {
  const url = URL.parse(text);
  return (
    url !== null &&
    /^https?:\/\/[^\s?#@]+$/i.test(text) &&
    (url.protocol === 'http:' || url.protocol === 'https:') &&
    text.length <= 1_000
  );
}

function decodeKey(text: string): Buffer | undefined {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  return /^[\w+/-]{43}=?$/.test(text) ? Buffer.from(text, 'base64') : undefined;
}

/**
 * Reads the service's settings.
 * @param checkOutboundAllow gives the problems of one OUTBOUND_ALLOW entry list; the guard's own rules.
 * @throws ConfigError naming every bad variable.
 */
export function readConfig(
  given: Readonly<Record<string, string | undefined>>,
  checkOutboundAllow: (entries: readonly string[]) => readonly string[],
): Config {
  const { env, problems: fileProblems } = withFiles(given);
  const parsed = environment.safeParse(env);
  const outboundAllow = (env.OUTBOUND_ALLOW ?? '').split(/[\s,]+/).filter((entry) => entry !== '');
  const problems = [
    ...fileProblems,
    ...(parsed.error?.issues ?? []).map((issue) => `${issue.path.join('.')}: ${issue.message}`),
    ...checkOutboundAllow(outboundAllow),
    ...oidcProblems(env),
    ...(env.DATABASE_SESSION_URL && !env.DATABASE_URL ? ['DATABASE_SESSION_URL: needs DATABASE_URL beside it'] : []),
  ];
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  const values = parsed.data;
  const http = env.HTTP_PROXY ?? env.http_proxy;
  const https = env.HTTPS_PROXY ?? env.https_proxy;
  const noProxy = env.NO_PROXY ?? env.no_proxy;
  return Object.freeze({
    port: values.PORT ?? 4000,
    host: values.HOST ?? '127.0.0.1',
    publicUrl: values.PUBLIC_URL,
    databaseUrl: values.DATABASE_URL,
    databaseSessionUrl: values.DATABASE_SESSION_URL,
    adminToken: values.ADMIN_TOKEN,
    metricsToken: values.METRICS_TOKEN,
    encryptionKey: values.ENCRYPTION_KEY,
    newEncryptionKey: values.NEW_ENCRYPTION_KEY,
    dataDir: values.DATA_DIR ?? './data',
    role: values.ROLE ?? 'all',
    logLevel: values.LOG_LEVEL ?? 'info',
    drainSecs: values.DRAIN_SECS ?? 0,
    outboundAllow: Object.freeze(outboundAllow),
    retention: Object.freeze({
      days: values.RETENTION_DAYS ?? 30,
      perIntegration: values.RETENTION_PER_INTEGRATION ?? 0,
    }),
    access: accessSettings(values),
    tracing: tracingSettings(values),
    auditRetentionDays: values.AUDIT_RETENTION_DAYS ?? 365,
    proxy: Object.freeze({ ...(http && { http }), ...(https && { https }), ...(noProxy && { noProxy }) }),
  });
}
