// How much a token may ask, and how slow guessing is: by a clock of the test's own, then at the doors.
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { createRateLimit } from '../../src/access/rate-limit.ts';
import { createSlowGuessing, usualGuessingLimits } from '../../src/access/slow-guessing.ts';
import { readConfig } from '../../src/config.ts';
import type { Caller } from '../../src/domain/caller.ts';
import { TooManyRequests } from '../../src/domain/refusal.ts';
import { adminToken, createClient, startTestService, type TestService } from '../support/service.ts';
import { until } from '../support/until.ts';

const caller = (id: string): Caller => ({ kind: 'token', id, name: id, scopes: ['read'], address: '192.0.2.1' });

/** What is thrown, as the seconds to wait; 0 when nothing is. */
function waitOf(work: () => unknown): number {
  try {
    work();
    return 0;
  } catch (error) {
    if (error instanceof TooManyRequests) return error.retryAfterSecs;
    throw error;
  }
}

test('a token may send its burst at once, then goes on at its rate; another token is not concerned', () => {
  let now = 0;
  const { spend } = createRateLimit({ perSec: 2, burst: 5, told: true }, () => now);
  expect([1, 2, 3, 4, 5].map(() => spend(caller('a'))?.remaining)).toEqual([4, 3, 2, 1, 0]);
  expect(waitOf(() => spend(caller('a')))).toBe(1);
  expect(spend(caller('b'))).toEqual({ limit: 5, remaining: 4, resetSecs: 1 });
  now += 500;
  expect(spend(caller('a'))?.remaining).toBe(0);
  expect(waitOf(() => spend(caller('a')))).toBe(1);
  now += 60_000;
  expect(spend(caller('a'))?.remaining).toBe(4);
});

test('a rate of 0 is no limit', () => {
  const { spend } = createRateLimit({ perSec: 0, burst: 0, told: true });
  expect(Array.from({ length: 1_000 }, () => spend(caller('a'))).every((one) => one === undefined)).toBe(true);
});

test('waits after wrong tokens double, end at the longest, and are forgotten after an hour', () => {
  let now = 0;
  const guessing = createSlowGuessing(usualGuessingLimits, () => now);
  const wait = () => waitOf(() => guessing.mayTry('192.0.2.1', 'guess'));
  for (let count = 1; count < usualGuessingLimits.free; count++) guessing.wrong('192.0.2.1');
  expect(wait()).toBe(0);
  const waits = Array.from({ length: 12 }, () => {
    guessing.wrong('192.0.2.1');
    const secs = wait();
    now += secs * 1_000;
    expect(wait()).toBe(0);
    return secs;
  });
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
  now += usualGuessingLimits.forgetMs;
  guessing.wrong('192.0.2.1');
  expect(wait()).toBe(0);
});

test('an address that has to wait goes on with the tokens that it was right with; other addresses notice nothing', () => {
  const guessing = createSlowGuessing(usualGuessingLimits, () => 0);
  const wait = (address: string, hash: string) => waitOf(() => guessing.mayTry(address, hash));
  guessing.right('192.0.2.1', 'good');
  for (let count = 0; count < 30; count++) guessing.wrong('192.0.2.1');
  expect(wait('192.0.2.1', 'good')).toBe(0);
  expect(wait('192.0.2.1', 'guess')).toBeGreaterThan(0);
  expect(wait('192.0.2.2', 'guess')).toBe(0);
  expect(wait('192.0.2.2', 'good')).toBe(0);
});

test.each([
  ['2001:db8:0:1::1', '2001:db8::1:ffff:0:0:9', true],
  ['2001:DB8:0:1:0:0:0:1', '2001:0db8:0:1::2', true],
  ['2001:db8:0:1::1', '2001:db8:0:2::1', false],
  ['::1', '::2', true],
  ['192.0.2.1', '192.0.2.2', false],
])('%s and %s are one sender: %s', (first, second, isOne) => {
  const guessing = createSlowGuessing(usualGuessingLimits, () => 0);
  for (let count = 0; count < 30; count++) guessing.wrong(first);
  expect(waitOf(() => guessing.mayTry(second, 'guess')) > 0).toBe(isOne);
});

test('what is remembered of strangers is bounded, and the busiest are remembered', () => {
  const guessing = createSlowGuessing(usualGuessingLimits, () => 0);
  for (let count = 0; count < 100_000; count++) {
    guessing.wrong(`10.${count >> 16}.${(count >> 8) & 255}.${count & 255}`);
    if (count % 1_000 === 0) guessing.wrong('192.0.2.1');
  }
  expect(waitOf(() => guessing.mayTry('192.0.2.1', 'guess'))).toBeGreaterThan(0);
  expect(waitOf(() => guessing.mayTry('10.0.0.1', 'guess'))).toBe(0);
});

let service: TestService;

beforeAll(async () => {
  const { access } = readConfig({ RATE_LIMIT_PER_SEC: '1', RATE_LIMIT_BURST: '40', TRUST_PROXY: 'loopback' }, () => []);
  service = await startTestService({ config: { access } });
});
afterAll(() => service.stop());

async function tokenOf(scope: string): Promise<string> {
  return (await service.rest('POST', '/tokens', { name: scope, scopes: [scope] })).body.secret;
}

test('a token that asks too much is answered with 429 and when to come back, and no other token is', async () => {
  const greedy = createClient(service.url, await tokenOf('read'));
  const first = await greedy.rest('GET', '/sources/kinds');
  expect(first.status).toBe(200);
  expect(first.headers.get('ratelimit-limit')).toBe('40');
  expect(Number(first.headers.get('ratelimit-remaining'))).toBeLessThan(40);
  const refused = await until('too many requests', async () => {
    const answer = await greedy.rest('GET', '/sources/kinds');
    return answer.status === 429 && answer;
  });
  expect(refused.body).toMatchObject({ status: 429, title: 'Too many requests' });
  expect(refused.headers.get('content-type')).toContain('application/problem+json');
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  expect(refused.headers.get('ratelimit-remaining')).toBe('0');
  const inGraphQL = await until('too many operations', async () => {
    const { errors } = await greedy.graphql('{ sourceKinds { name } }');
    return errors;
  });
  expect(inGraphQL).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
  expect((await createClient(service.url, await tokenOf('read')).rest('GET', '/sources/kinds')).status).toBe(200);
});

test('each operation on a websocket counts', async () => {
  const secret = await tokenOf('read');
  const socket = new WebSocket(`${service.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  onTestFinished(() => socket.terminate());
  const messages: any[] = [];
  socket.on('message', (data) => messages.push(JSON.parse(String(data))));
  socket.once('open', () =>
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${secret}` } })),
  );
  await until('to be let in', () => messages.length > 0);
  for (let id = 0; id < 80; id++)
    socket.send(JSON.stringify({ id: String(id), type: 'subscribe', payload: { query: '{ __typename }' } }));
  const refused = await until('a refusal', () => messages.find(({ type }) => type === 'error'));
  expect(refused.payload).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
  expect(socket.readyState).toBe(WebSocket.OPEN);
});

test('who guesses tokens has to wait, at every door; the same token from elsewhere lets in, and what was right goes on', async () => {
  const from = (address: string) => ({ 'x-forwarded-for': address });
  const guess = (address: string, index: number) =>
    createClient(service.url, `iam_${String(index).padStart(43, 'x')}`).rest(
      'GET',
      '/integrations',
      undefined,
      from(address),
    );
  const right = (address: string, token: string) =>
    createClient(service.url, token).rest('GET', '/integrations', undefined, from(address));
  const known = await tokenOf('read');
  expect((await right('198.51.100.7', known)).status).toBe(200);
  const statuses = new Set<number>();
  let index = 0;
  const held = await until('to be held up', async () => {
    const answer = await guess('198.51.100.7', index++);
    statuses.add(answer.status);
    return answer.status === 429 && answer;
  });
  expect([...statuses]).toEqual([401, 429]);
  expect(Number(held.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  expect(held.body.detail).toContain('too many wrong tokens');
  expect((await right('198.51.100.8', adminToken)).status).toBe(200);
  expect((await right('198.51.100.7', known)).status).toBe(200);

  // Guesses until the wait is long enough to be seen at the other doors too.
  await until(
    'a longer wait',
    async () => Number((await guess('198.51.100.7', index++)).headers.get('retry-after')) >= 4,
  );
  const other = await tokenOf('read');
  expect((await right('198.51.100.7', other)).status).toBe(429);
  const headers = { ...from('198.51.100.7'), 'content-type': 'application/json', authorization: `Bearer ${other}` };
  const graphql = await fetch(`${service.url}/graphql`, {
    method: 'POST',
    headers,
    body: '{"query":"{ __typename }"}',
  });
  expect([graphql.status, (await graphql.json()).errors[0].extensions.code]).toEqual([429, 'RATE_LIMITED']);
  const socket = new WebSocket(`${service.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    headers: from('198.51.100.7'),
  });
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  socket.once('open', () =>
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${other}` } })),
  );
  expect(await closed).toBe(4429);
});

test('an address that only a stranger tells is not believed', async () => {
  const { access } = readConfig({}, () => []);
  const plain = await startTestService({ config: { access } });
  onTestFinished(() => plain.stop());
  const held = await until('to be held up', async () => {
    const headers = { 'x-forwarded-for': `198.51.100.${Math.floor(Math.random() * 250)}` };
    const answer = await createClient(plain.url, 'wrong-token-0123456789').rest('GET', '/x', undefined, headers);
    return answer.status === 429 && answer;
  });
  expect(held.status).toBe(429);
});
