import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { ActionKind } from '../../src/actions/action-kind.ts';
import { findActionKind } from '../../src/actions/registry.ts';
import { createVault, isMask, maskSecrets, openSecrets, sealSecrets } from '../../src/integrations/secrets.ts';

const vault = createVault(Buffer.alloc(32, 1));
const http = findActionKind('http') as ActionKind;
const slack = findActionKind('slack') as ActionKind;
const httpConfig = (more: Record<string, unknown>) => http.schema.parse({ url: 'http://127.0.0.1:9/', ...more });

test('a sealed value opens under its key and place, and nowhere else', () => {
  const sealed = vault.seal('s3cret', 'action-1/auth.token');
  expect(vault.open(sealed, 'action-1/auth.token')).toBe('s3cret');
  expect(() => vault.open(sealed, 'action-2/auth.token')).toThrow();
  expect(() => vault.open(sealed, 'action-1/auth.password')).toThrow();
  expect(() => createVault(Buffer.alloc(32, 2)).open(sealed, 'action-1/auth.token')).toThrow();
});

test('a sealed value that was changed, cut or never sealed does not open', () => {
  const sealed = vault.seal('s3cret', 'a');
  const bytes = Buffer.from(sealed.slice('sealed:v1:'.length), 'base64');
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(() => vault.open(`sealed:v1:${changed.toString('base64')}`, 'a')).toThrow();
    expect(() => vault.open(`sealed:v1:${bytes.subarray(0, at).toString('base64')}`, 'a')).toThrow();
  }
  for (const text of ['s3cret', '', 'sealed:v2:AAAA']) expect(() => vault.open(text, 'a')).toThrow();
});

test('the same secret is sealed differently each time, and any text comes back', () => {
  expect(vault.seal('x', 'a')).not.toBe(vault.seal('x', 'a'));
  for (const text of ['', 'é€😀', '\n"\\', randomBytes(8_000).toString('hex')])
    expect(vault.open(vault.seal(text, 'a'), 'a')).toBe(text);
});

test('the error of a value that does not open does not tell the value', () => {
  expect(() => vault.open('my-plain-secret', 'a')).toThrow(
    expect.not.objectContaining({ message: expect.stringContaining('my-plain') }),
  );
});

test.each([
  ['a bearer token', http, () => httpConfig({ auth: { type: 'bearer', token: 'S-1' } })],
  ['a password', http, () => httpConfig({ auth: { type: 'basic', username: 'u', password: 'S-1' } })],
  ['a header that looks like a credential', http, () => httpConfig({ headers: [{ name: 'X-API-Key', value: 'S-1' }] })],
  ['an incoming webhook', slack, () => slack.schema.parse({ webhookUrl: 'http://127.0.0.1:9/T0/S-1', message: 'm' })],
])('%s is sealed, opened again and masked', (_what, kind, config) => {
  const plain = config();
  const sealed = sealSecrets(vault, kind, 'a-1', plain);
  expect(JSON.stringify(sealed)).not.toContain('S-1');
  expect(openSecrets(vault, kind, 'a-1', sealed)).toEqual(plain);
  expect(() => openSecrets(vault, kind, 'a-2', sealed)).toThrow();
  const shown = JSON.stringify(maskSecrets(vault, kind, 'a-1', sealed));
  expect(shown).not.toMatch(/S-1|sealed:/);
  expect(shown).toContain('********');
});

test('a header without a secret stays readable', () => {
  const plain = httpConfig({ headers: [{ name: 'X-Kind', value: 'staff' }] });
  expect(maskSecrets(vault, http, 'a-1', sealSecrets(vault, http, 'a-1', plain))).toMatchObject({
    headers: [{ name: 'X-Kind', value: 'staff' }],
  });
});

test('whatever contains the mask stands for a secret', () => {
  for (const value of ['********', 'http://host/********', 'Bearer ********']) expect(isMask(value)).toBe(true);
  for (const value of ['*******', '', null, undefined, 8]) expect(isMask(value)).toBe(false);
});
