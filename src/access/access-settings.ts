// What the environment says of access: which proxies are believed, how much a token may ask, whose tokens hold.
import proxyAddr from '@fastify/proxy-addr';
import { z } from 'zod';
import { type OidcSettings, oidcEnvironment, oidcSettings } from './oidc-settings.ts';
import type { RateLimitSettings } from './rate-limit.ts';

export interface AccessSettings {
  /** Addresses and networks of proxies whose `X-Forwarded-For` is believed. Default: none. */
  readonly trustProxy: readonly string[];
  /** Of each token, on each node. Default: 10,000 a second, and twice as many at once. */
  readonly rateLimit: RateLimitSettings;
  /** Whose tokens open the doors beside our own; undefined: nobody's. */
  readonly oidc: OidcSettings | undefined;
}

/** Texts of the environment; an empty one is none. */
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

const upTo = (max: number) =>
  z
    .string()
    .refine((text) => /^\d{1,9}$/.test(text) && Number(text) <= max, `must be a whole number from 0 to ${max}`)
    .transform(Number);

/** Separated by commas or spaces. */
const list = z.string().transform((text) => text.split(/[\s,]+/).filter((entry) => entry !== ''));

export const accessEnvironment = {
  TRUST_PROXY: optional(
    list.refine(areNetworks, 'must name addresses or networks, such as 10.0.0.0/8, loopback or uniquelocal'),
  ),
  RATE_LIMIT_PER_SEC: optional(upTo(1_000_000)),
  RATE_LIMIT_BURST: optional(upTo(10_000_000)),
  ...oidcEnvironment,
};

type Values = z.infer<z.ZodObject<typeof accessEnvironment>>;

export function accessSettings(values: Values): AccessSettings {
  const told = values.RATE_LIMIT_PER_SEC !== undefined;
  const perSec = values.RATE_LIMIT_PER_SEC ?? 10_000;
  return Object.freeze({
    trustProxy: Object.freeze(values.TRUST_PROXY ?? []),
    oidc: oidcSettings(values),
    rateLimit: Object.freeze({ perSec, burst: values.RATE_LIMIT_BURST ?? perSec * 2, told }),
  });
}

function areNetworks(entries: readonly string[]): boolean {
  try {
    proxyAddr.compile([...entries]);
    return true;
  } catch {
    return false;
  }
}
