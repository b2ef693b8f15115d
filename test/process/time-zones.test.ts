import { expect, onTestFinished, test } from 'vitest';
import { createTestDatabase } from '../support/database.ts';
import { startChildService } from '../support/process.ts';
import { startReceiver } from '../support/receiver.ts';
import { subscribe } from '../support/subscribe.ts';

test('times are right when neither the process nor the database lives in UTC (C113)', async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  const name = new URL(database.url).pathname.slice(1);
  await database.query(`ALTER DATABASE ${name} SET timezone = 'America/New_York'`);
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  receiver.answer('/z', 500, 200);
  const { client, url } = await startChildService({ DATABASE_URL: database.url, TZ: 'Asia/Kolkata' });
  const live = await subscribe<{ status: string; nextAttemptAt: string; updatedAt: string }>(
    url,
    'subscription { deliveryUpdated { status nextAttemptAt updatedAt } }',
  );
  onTestFinished(() => live.close());
  const id = await client.integration({
    triggers: ['user.created'],
    actions: [
      { type: 'http', url: `${receiver.url}/z`, body: '{{.FiredAt}}', max_retries: 1, backoff: { initial_secs: 2 } },
    ],
  });
  const begun = Date.now();
  await client.publish('user.created');
  const waiting = await client.deliveries(id, ([item]) => item?.status === 'pending' && item.attempt_count === 1);
  const isNear = (text: string) => {
    expect(text).toMatch(/(Z|[+-]\d\d:\d\d)$/);
    expect(Math.abs(Date.parse(text) - begun)).toBeLessThan(5_000);
  };
  for (const field of ['created_at', 'updated_at', 'next_attempt_at']) isNear(waiting[0]?.[field]);
  const [done] = await client.deliveries(id, ([item]) => item?.status === 'success');
  const { body } = await client.rest('GET', `/integrations/${id}/deliveries/${done?.id}`);
  for (const { started_at } of body.attempts) isNear(started_at);
  isNear(body.finished_at);
  isNear((await client.rest('GET', `/integrations/${id}`)).body.created_at);
  for (const { body: firedAt } of receiver.to('/z')) isNear(firedAt);
  for (const { updatedAt } of live.items) isNear(updatedAt);
  const [first, second] = receiver.to('/z');
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(1_500);
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeLessThan(4_500);
});
