// Nothing of a request is stored before it has proved where it comes from, and a provider is refused in its own way.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SignedRequest } from '../../src/sources/source-kind.ts';
import { captureLog } from '../deliveries/captured-log.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { until } from '../support/until.ts';
import { addProvider, type Provider, sendTo, storedEvents, ways } from './providers.ts';

let service: TestService;
const now = new Date('2026-11-20T09:30:00.000Z');
const secondsLater = (seconds: number) => new Date(now.getTime() + seconds * 1_000);
const written = captureLog('warn');

beforeAll(async () => {
  service = await startTestService({
    now: () => now,
    log: written.log,
  });
});
afterAll(() => service.stop());

const withHeaders = (request: SignedRequest, change: (name: string, value: string) => string | undefined) => ({
  ...request,
  headers: Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) => {
      const changed = change(name, value);
      return changed === undefined ? [] : [[name, changed]];
    }),
  ),
});
/** A signature ends in 00 by itself now and then. */
const withOtherEnd = (value: string) => `${value.slice(0, -2)}${value.endsWith('00') ? '11' : '00'}`;
const isCredential = (name: string) =>
  !/^(content-type|accept|svix-(id|timestamp)|webhook-(id|timestamp))$/i.test(name);

const refusal = { ssf: 400 } as Record<string, number>;
const isSecretSafe = (text: string, { settings, kind }: Provider) =>
  kind.settings.every(({ name, type }) => type !== 'secret' || !text.includes(String(settings[name])));

describe.each(ways)('$name', (way) => {
  let provider: Provider;
  beforeAll(async () => {
    provider = await addProvider(service, way);
  });
  afterAll(() => provider.close());

  const expectRefused = async (request: SignedRequest, status = refusal[way.kind] ?? 401) => {
    const before = await storedEvents(service, provider.name);
    const answer = await sendTo(service, provider.name, request);
    expect(answer.status, answer.text).toBe(status);
    expect(isSecretSafe(answer.text, provider)).toBe(true);
    expect(await storedEvents(service, provider.name)).toEqual(before);
    return answer;
  };

  test('its own requests are accepted and stored', async () => {
    for (const number of [0, 1, 2]) {
      const { status, text } = await sendTo(service, provider.name, await provider.request(number, now));
      expect(status, text).toBe(provider.kind.success);
      expect(text).toBe('');
    }
    expect((await storedEvents(service, provider.name)).length).toBeGreaterThan(0);
  });

  test('a credential that is missing, empty or another one is refused', async () => {
    const request = await provider.request(0, now);
    if (way.kind === 'msgraph') {
      const other = request.body.replace(String(provider.settings.client_state), 'another');
      await expectRefused({ ...request, body: other });
      await expectRefused({ ...request, body: request.body.replace(/"clientState":"[^"]*"/, '"clientState":""') });
      return;
    }
    if (way.kind === 'ssf') {
      const answer = await expectRefused({ ...request, body: `${request.body.slice(0, -8)}AAAAAAAA` });
      expect(answer.headers.get('content-type')).toContain('application/json');
      expect(JSON.parse(answer.text)).toEqual({ err: 'invalid_key', description: expect.any(String) });
      return;
    }
    await expectRefused(withHeaders(request, (name, value) => (isCredential(name) ? undefined : value)));
    await expectRefused(withHeaders(request, (name, value) => (isCredential(name) ? '' : value)));
    await expectRefused(withHeaders(request, (name, value) => (isCredential(name) ? withOtherEnd(value) : value)));
  });

  test('the credential of another source of the same kind is refused', async () => {
    const other = await addProvider(service, { ...way, name: `other-${way.name}` });
    await expectRefused(await other.request(0, now));
    await other.close();
  });

  test.runIf(/hmac|jwt|zitadel|logto|clerk|standard|fusionauth\.jwt/.test(way.name))(
    'a body with one other byte is refused',
    async () => {
      const request = await provider.request(0, now);
      await expectRefused({ ...request, body: request.body.replace('{', '{ ') });
    },
  );

  test.runIf(/zitadel|clerk|standard|bearer_jwt/.test(way.name))(
    'a signed time that is too old or of the future is refused, one within the tolerance is not',
    async () => {
      for (const seconds of [-301, 301]) await expectRefused(await provider.request(0, secondsLater(seconds)));
      for (const seconds of [-290, 50]) {
        const { status } = await sendTo(service, provider.name, await provider.request(0, secondsLater(seconds)));
        expect(status).toBe(provider.kind.success);
      }
    },
  );

  // Where the credential does not depend on the body.
  test.runIf(/okta|basic|header|auth0|authentik|vymalo/.test(way.name))(
    'a good credential with a body that is no JSON is a bad request',
    async () => {
      const request = await provider.request(0, now);
      for (const body of ['{"type": ', '', '"text"', 'null', '[[[['.repeat(50_000)])
        await expectRefused({ ...request, body }, 400);
    },
  );

  test('it answers GET for no handshake but its own', async () => {
    const request: SignedRequest = { method: 'GET', headers: (await provider.request(0, now)).headers, body: '' };
    const { status } = await sendTo(service, provider.name, request);
    expect(status).toBe(401);
    const challenged = { ...request, headers: { ...request.headers, 'x-okta-verification-challenge': 'c-1' } };
    const answer = await sendTo(service, provider.name, challenged);
    expect(answer.status).toBe(way.kind === 'okta' ? 200 : 405);
    expect(answer.text.includes('c-1')).toBe(way.kind === 'okta');
  });

  test('what was refused is counted by reason and written to the log without a secret', async () => {
    const own = () => written.lines().filter(({ source }) => source === provider.name);
    const told = (name: string) =>
      own()
        .filter(({ reason }) => reason === name)
        .reduce((sum, { count }) => sum + count, 0);
    const stats = await until('counters and log to agree', async () => {
      const { body } = await service.rest('GET', `/sources/${provider.id}`);
      const { rejected, accepted, unmapped } = body.stats;
      const agree = rejected.every(({ name, count }: { name: string; count: number }) => told(name) === count);
      return agree && rejected.length > 0 && accepted + unmapped > 0 && body.stats;
    });
    expect(stats).toMatchObject({ last_rejection_at: expect.any(String), last_event_at: expect.any(String) });
    expect(isSecretSafe(JSON.stringify(own()), provider)).toBe(true);
  });
});

test('an unknown source and one that is switched off are not found', async () => {
  const provider = await addProvider(service, { name: 'off', kind: 'okta', more: { enabled: false } });
  const request = await provider.request(0, now);
  expect((await sendTo(service, 'off', request)).status).toBe(404);
  expect((await sendTo(service, 'nobody', request)).status).toBe(404);
  await service.rest('PUT', `/sources/${provider.id}`, { enabled: true });
  expect((await sendTo(service, 'off', request)).status).toBe(200);
  await service.rest('DELETE', `/sources/${provider.id}`);
  expect((await sendTo(service, 'off', request)).status).toBe(404);
  expect(await storedEvents(service, 'off')).toHaveLength(2);
  await provider.close();
});

test('a body of more than 8 MiB is refused with 413 before it is read', async () => {
  const provider = await addProvider(service, { name: 'large', kind: 'logto' });
  const { status, text } = await sendTo(service, 'large', {
    ...(await provider.request(0, now)),
    body: 'x'.repeat(8 * 1024 * 1024 + 1),
  });
  expect({ status, title: JSON.parse(text).title }).toEqual({ status: 413, title: 'Payload too large' });
  await until('the counter', async () => {
    const { body } = await service.rest('GET', `/sources/${provider.id}`);
    return body.stats.rejected.some(({ name }: { name: string }) => name === 'too_large');
  });
  await provider.close();
});
