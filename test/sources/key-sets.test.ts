// The keys of a provider at their address: they rotate, and no stranger's tokens make us ask for them again and again.
import { jwtVerify, SignJWT } from 'jose';
import { expect, onTestFinished, test } from 'vitest';
import { parseOutboundAllow } from '../../src/infra/outbound/outbound-allow.ts';
import { createOutbound } from '../../src/infra/outbound/send-request.ts';
import { createKeySets } from '../../src/sources/credentials/key-sets.ts';
import { makeTrialKeys } from '../../src/sources/trial-keys.ts';
import { startReceiver } from '../support/receiver.ts';

async function provider(cooldownMs?: number) {
  const receiver = await startReceiver();
  const outbound = createOutbound({ allow: parseOutboundAllow(['127.0.0.0/8']).allow, version: 'test' });
  onTestFinished(async () => {
    await outbound.close();
    await receiver.close();
  });
  const [before, after] = await Promise.all([makeTrialKeys('k-1', 'ES256'), makeTrialKeys('k-2', 'ES256')]);
  const publish = (jwks: object) => receiver.answer('/jwks.json', { status: 200, body: JSON.stringify(jwks) });
  publish(before.jwks);
  const keys = createKeySets(outbound, cooldownMs).of({ jwks_url: `${receiver.url}/jwks.json` });
  const token = (of: typeof before, kid: string) =>
    new SignJWT({}).setProtectedHeader({ alg: 'ES256', kid }).sign(of.privateKey.key);
  const verify = (text: string) => jwtVerify(text, keys);
  return { before, after, publish, token, verify, asked: () => receiver.to('/jwks.json').length };
}

test('a key that the provider has rotated in is fetched when a token names it, and the old one then counts no more', async () => {
  const { before, after, publish, token, verify, asked } = await provider(0);
  await verify(await token(before, 'k-1'));
  await verify(await token(before, 'k-1'));
  expect(asked()).toBe(1);
  publish(after.jwks);
  await verify(await token(after, 'k-2'));
  expect(asked()).toBe(2);
  await expect(verify(await token(before, 'k-1'))).rejects.toThrow();
});

test('tokens with unknown keys make the keys be fetched once, not for each', async () => {
  const { before, after, token, verify, asked } = await provider();
  await verify(await token(before, 'k-1'));
  for (let times = 0; times < 5; times += 1) await expect(verify(await token(after, 'k-2'))).rejects.toThrow();
  expect(asked()).toBe(1);
});
