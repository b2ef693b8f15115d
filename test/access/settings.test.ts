// The environment's settings of access: what is refused at the start, in words.
import { expect, test } from 'vitest';
import { ConfigError, readConfig } from '../../src/config.ts';

const oidc = { OIDC_ISSUER: 'https://id.example.com', OIDC_AUDIENCE: 'iam', OIDC_READ_VALUES: 'reader' };

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env, () => []);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

test.each([
  [{ ...oidc, OIDC_AUDIENCE: ' ' }, 'OIDC_AUDIENCE: must be set where OIDC_ISSUER is'],
  [{ ...oidc, OIDC_READ_VALUES: '' }, 'OIDC_ISSUER: needs one of OIDC_ADMIN_VALUES'],
  [{ ...oidc, OIDC_ISSUER: 'http://id.example.com' }, 'OIDC_ISSUER: must be an https address'],
  [{ ...oidc, OIDC_ISSUER: 'http://127.evil.example.com' }, 'OIDC_ISSUER: must be an https address'],
  [{ ...oidc, OIDC_ISSUER: 'https://id.example.com/?tenant=1' }, 'OIDC_ISSUER: must be an https address'],
  [{ OIDC_AUDIENCE: 'iam' }, 'OIDC_AUDIENCE: needs OIDC_ISSUER beside it'],
  [{ OIDC_CLIENT_ID: 'page' }, 'OIDC_CLIENT_ID: needs OIDC_ISSUER beside it'],
  [{ RATE_LIMIT_PER_SEC: '-1' }, 'RATE_LIMIT_PER_SEC: must be a whole number'],
  [{ TRUST_PROXY: 'my-proxy' }, 'TRUST_PROXY: must name addresses or networks'],
])('%o is refused by name', (env, words) => {
  expect(problemsOf(env)).toEqual([expect.stringContaining(words)]);
});

test.each([
  [oidc],
  [{ ...oidc, OIDC_ISSUER: 'http://127.0.0.1:9000/realms/x' }],
  [{ ...oidc, OIDC_ISSUER: 'http://[::1]:9000' }],
  [{ TRUST_PROXY: 'loopback, 10.0.0.0/8 2001:db8::/32' }],
  [{ RATE_LIMIT_PER_SEC: '0' }],
])('%o is taken', (env) => {
  expect(problemsOf(env)).toEqual([]);
});
