import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ConfigError, readConfig } from '../src/config.ts';

const read = (env: Record<string, string>) => readConfig(env, () => []);
function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    read(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

test('without any variable the service is reachable from its own machine only', () => {
  expect(read({})).toMatchObject({
    port: 4000,
    host: '127.0.0.1',
    publicUrl: undefined,
    databaseUrl: undefined,
    databaseSessionUrl: undefined,
    adminToken: undefined,
    encryptionKey: undefined,
    dataDir: './data',
    role: 'all',
    logLevel: 'info',
    drainSecs: 0,
    outboundAllow: [],
    proxy: {},
    retention: { days: 30, perIntegration: 0 },
  });
});

test('an empty variable is one that is not set', () => {
  const names = [
    'PORT',
    'HOST',
    'PUBLIC_URL',
    'DATABASE_URL',
    'ADMIN_TOKEN',
    'ENCRYPTION_KEY',
    'DATA_DIR',
    'ROLE',
    'LOG_LEVEL',
    'DRAIN_SECS',
  ];
  expect(read(Object.fromEntries(names.map((name) => [name, ''])))).toEqual(read({}));
});

test.each([
  ['PORT', ['0', '4000', '65535'], ['-1', '65536', 'http', '4e3', '0x10', ' ', '80.5']],
  ['HOST', ['0.0.0.0', '::', 'localhost', 'iam.example.com'], ['http://x', 'a b']],
  [
    'PUBLIC_URL',
    ['http://127.0.0.1:4000', 'https://iam.example.com', 'https://example.com/iam/', 'http://[::1]:4000'],
    ['iam.example.com', 'ftp://x', 'https://u:p@x', 'https://x/?a=1', 'https://x#a', 'https://a b', 'https://'],
  ],
  ['DATABASE_URL', ['postgres://h/d', 'postgresql://u:p@h:5432/d?sslmode=require'], ['mysql://h/d', 'h:5432', 'x']],
  ['ADMIN_TOKEN', ['0123456789abcdef'], ['short', 'with space 0123456789', 'ümlaut-0123456789abc']],
  [
    'ENCRYPTION_KEY',
    ['0'.repeat(64), Buffer.alloc(32, 9).toString('base64')],
    ['0'.repeat(62), 'x', 'a phrase, not a key'],
  ],
  ['ROLE', ['all', 'api', 'worker'], ['API', 'boss']],
  ['RETENTION_DAYS', ['0', '30', '3650'], ['-1', '1.5', 'a month', '40000']],
  ['RETENTION_PER_INTEGRATION', ['0', '10000'], ['all', '-5']],
  ['AUDIT_RETENTION_DAYS', ['0', '365'], ['-1', 'a year']],
  ['LOG_LEVEL', ['silent', 'debug'], ['verbose']],
  ['DRAIN_SECS', ['0', '15', '300'], ['301', '-1', '1.5', 'soon']],
])('%s takes what is right and names itself when it is wrong', (name, right, wrong) => {
  for (const value of right) expect(problemsOf({ [name]: value })).toEqual([]);
  for (const value of wrong) expect(problemsOf({ [name]: value })).toEqual([expect.stringMatching(`^${name}: `)]);
});

test('the address past a pooler needs the one through it', () => {
  const [pooled, direct] = ['postgresql://pooler:6432/d', 'postgresql://server:5432/d'];
  expect(read({ DATABASE_URL: pooled, DATABASE_SESSION_URL: direct })).toMatchObject({
    databaseUrl: pooled,
    databaseSessionUrl: direct,
  });
  expect(problemsOf({ DATABASE_SESSION_URL: direct })).toEqual([expect.stringMatching(/^DATABASE_SESSION_URL: /)]);
  expect(problemsOf({ DATABASE_URL: pooled, DATABASE_SESSION_URL: 'server' })).toHaveLength(1);
});

test('all problems come in one message that holds no value', () => {
  const env = {
    PORT: 'p0rt',
    ADMIN_TOKEN: 's3cret',
    DATABASE_URL: 'mysql://u:passw0rd@h/d',
    ENCRYPTION_KEY: 'k3y',
    ROLE: 'r0le',
  };
  const check = () => ['OUTBOUND_ALLOW: no such block'];
  let message = '';
  try {
    readConfig(env, check);
  } catch (error) {
    message = String(error);
  }
  expect(message).toContain('6 problem(s)');
  for (const name of [...Object.keys(env), 'OUTBOUND_ALLOW']) expect(message).toContain(name);
  for (const value of ['s3cret', 'passw0rd', 'k3y']) expect(message).not.toContain(value);
});

test('a key reads the same from hex and from base64', () => {
  const bytes = Buffer.from(Array.from({ length: 32 }, (_, index) => index * 7));
  for (const text of [bytes.toString('hex'), bytes.toString('base64'), bytes.toString('base64url')])
    expect(read({ ENCRYPTION_KEY: text }).encryptionKey).toEqual(bytes);
});

test('the public address has no slash at its end', () => {
  expect(read({ PUBLIC_URL: 'https://example.com/iam/' }).publicUrl).toBe('https://example.com/iam');
});

test('proxy settings are read in either spelling, and the configuration cannot be changed', () => {
  expect(read({ https_proxy: 'http://p:1', NO_PROXY: 'x' }).proxy).toEqual({ https: 'http://p:1', noProxy: 'x' });
  expect(Object.isFrozen(read({}))).toBe(true);
});

test('traces are made only with somewhere to send them, in a way that is spoken here', () => {
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };
  expect(read({}).tracing).toBeUndefined();
  expect(read({ OTEL_SERVICE_NAME: 'x', OTEL_TRACES_SAMPLER: 'always_on' }).tracing).toBeUndefined();
  const usual = { protocol: 'http/protobuf', sampler: 'parentbased_always_on', ratio: 1, delayMs: 5_000 };
  expect(read(endpoint).tracing).toEqual(usual);
  expect(read({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://c/v1/traces' }).tracing).toEqual(usual);
  for (const off of [{ OTEL_SDK_DISABLED: 'true' }, { OTEL_TRACES_EXPORTER: 'none' }])
    expect(read({ ...endpoint, ...off }).tracing).toBeUndefined();
  const ratio = { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.25' };
  expect(read({ ...endpoint, ...ratio }).tracing).toEqual({ ...usual, sampler: 'traceidratio', ratio: 0.25 });
  for (const wrong of [
    { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' },
    { OTEL_TRACES_SAMPLER: 'sometimes' },
    { OTEL_TRACES_SAMPLER_ARG: '2' },
  ])
    expect(() => read(wrong)).toThrow(Object.keys(wrong)[0]);
});

test('secrets may come from files, whose end of line does not count', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'iam-env-'));
  const file = (name: string, content: string) => {
    writeFileSync(path.join(folder, name), content);
    return path.join(folder, name);
  };
  const token = file('token', 'a-token-from-a-file\n');
  expect(read({ ADMIN_TOKEN_FILE: token }).adminToken).toBe('a-token-from-a-file');
  expect(read({ ADMIN_TOKEN_FILE: '', ADMIN_TOKEN: 'a-token-by-itself' }).adminToken).toBe('a-token-by-itself');
  expect(() => read({ ADMIN_TOKEN_FILE: token, ADMIN_TOKEN: 'a-token-by-itself' })).toThrow(
    'is set beside ADMIN_TOKEN',
  );
  expect(() => read({ ADMIN_TOKEN_FILE: path.join(folder, 'none') })).toThrow(/none cannot be read \(ENOENT\)/);
  expect(() => read({ METRICS_TOKEN_FILE: file('empty', ' \n') })).toThrow('is empty');
  // What is in it is held to the same rules, and never told.
  expect(() => read({ ADMIN_TOKEN_FILE: file('short', 'sh0rt') })).toThrow(/^(?!.*sh0rt)[\s\S]*ADMIN_TOKEN: must have/);
  rmSync(folder, { recursive: true });
});
