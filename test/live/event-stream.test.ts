// The same subscription as server-sent events, and the playground's page.
import { createClient as createStreamClient } from 'graphql-sse';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createLog } from '../../src/infra/log.ts';
import { type Service, startService } from '../../src/service.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { adminToken, createClient, testConfig } from '../support/service.ts';
import { until } from '../support/until.ts';

interface Update {
  id: string;
  status: string;
  cursor: string;
}

let service: Service & { client: ReturnType<typeof createClient> };
let receiver: Receiver;
let database: TestDatabase;

beforeAll(async () => {
  receiver = await startReceiver();
  database = await createTestDatabase();
  const started = await startService(testConfig({ databaseUrl: database.url }), createLog('silent'));
  service = { ...started, client: createClient(started.url) };
});
afterAll(async () => {
  await service.stop();
  await receiver.close();
  await database.drop();
});

const subscribers = (count: number) => until(`${count} subscribers`, () => service.subscribers() === count, 10_000);

function listen(query: string, variables: Record<string, unknown> = {}, token = adminToken) {
  const client = createStreamClient({
    url: `${service.url}/graphql`,
    headers: { authorization: `Bearer ${token}` },
    retryAttempts: 0,
  });
  const items: Update[] = [];
  const errors: unknown[] = [];
  const end = client.subscribe<{ deliveryUpdated: Update }>(
    { query, variables },
    {
      next: ({ data, errors: wrong }) => {
        if (data?.deliveryUpdated) items.push(data.deliveryUpdated);
        errors.push(...(wrong ?? []));
      },
      error: (error) => errors.push(error),
      complete: () => {},
    },
  );
  onTestFinished(() => {
    end();
    client.dispose();
  });
  return { items, errors, end };
}

const everything = 'subscription ($after: String) { deliveryUpdated(after: $after) { id status cursor } }';

test('an event stream tells each status in order and once, goes on after a cursor, and leaves nothing behind', async () => {
  await service.client.integration({
    triggers: ['user.created'],
    actions: [{ type: 'http', url: `${receiver.url}/sse` }],
  });
  const first = listen(everything);
  await subscribers(1);
  await service.client.publish('user.created');
  await until('three updates', () => first.items.length === 3);
  expect(first.items.map(({ status }) => status)).toEqual(['PENDING', 'RUNNING', 'SUCCESS']);
  first.end();
  await subscribers(0);

  const again = listen(everything, { after: first.items[0]?.cursor });
  await subscribers(1);
  await service.client.publish('user.created');
  await until('five updates', () => again.items.length >= 5);
  expect(again.items.map(({ status }) => status)).toEqual(['RUNNING', 'SUCCESS', 'PENDING', 'RUNNING', 'SUCCESS']);
  again.end();
  await subscribers(0);
});

test('an event stream without the token is refused', async () => {
  const { errors, items } = listen(everything, {}, 'wrong-token-0123456789');
  await until('the refusal', () => errors.length > 0);
  expect(items).toEqual([]);
  expect(service.subscribers()).toBe(0);
});

test.each([
  ['that is none', 'nonsense'],
  ['of another database', Buffer.from('1:999999999:|1:999999999:|5').toString('base64url')],
])('a cursor %s is an error in words in an event stream', async (_, after) => {
  const { errors } = listen(everything, { after });
  await until('the error', () => errors.length > 0);
  expect(JSON.stringify(errors)).toMatch(/is not a cursor of this/);
  await subscribers(0);
});

test('a hundred event streams that are cut off leave no subscriber (C083)', async () => {
  for (let round = 0; round < 5; round += 1) {
    const controllers = Array.from({ length: 20 }, () => new AbortController());
    for (const { signal } of controllers)
      await fetch(`${service.url}/graphql`, {
        method: 'POST',
        signal,
        headers: {
          authorization: `Bearer ${adminToken}`,
          'content-type': 'application/json',
          accept: 'text/event-stream',
        },
        body: JSON.stringify({ query: everything }),
      });
    await subscribers(20);
    for (const controller of controllers) controller.abort();
    await subscribers(0);
  }
});

test('the playground is served without a token and loads nothing from another host', async () => {
  const page = await fetch(`${service.url}/graphql`, { headers: { accept: 'text/html,application/xhtml+xml' } });
  expect(page.status).toBe(200);
  expect(page.headers.get('content-type')).toContain('text/html');
  const html = await page.text();
  expect(html).toContain('GraphiQL');
  const sources = [...html.matchAll(/<(?:script|link|img|iframe)[^>]*?\s(?:src|href)=["']?([^"'\s>]+)/g)].map(
    ([, url]) => url,
  );
  expect(sources.filter((url) => /^(https?:)?\/\//.test(url ?? ''))).toEqual([]);
  expect(html).not.toMatch(/@import\s+(url\()?["']?https?:|\bimport\(["']https?:/);
});
