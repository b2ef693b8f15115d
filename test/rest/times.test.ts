// Times are UTC wherever the server and its database are. Last in its own file: it changes this process's zone.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { startTestService, type TestService } from '../support/service.ts';

let service: TestService;
let receiver: Receiver;
let database: TestDatabase;
const zone = process.env.TZ;

beforeAll(async () => {
  process.env.TZ = 'Asia/Kolkata';
  database = await createTestDatabase();
  const name = new URL(database.url).pathname.slice(1);
  await database.query(`ALTER DATABASE ${name} SET timezone = 'America/New_York'`);
  service = await startTestService({ database });
  receiver = await startReceiver();
});
afterAll(async () => {
  await service.stop();
  await receiver.close();
  await database.drop();
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

const nearNow = (text: string) => {
  expect(text).toMatch(/Z$/);
  expect(Math.abs(Date.now() - Date.parse(text))).toBeLessThan(5_000);
};

test('neither the zone of the server nor that of the database moves a time (C113)', async () => {
  expect(new Date().getTimezoneOffset()).toBe(-330);
  receiver.answer('/z', 500, 200);
  const created = await service.rest('POST', '/integrations', {
    name: 'zones',
    triggers: ['user.created'],
    actions: [
      { type: 'http', url: `${receiver.url}/z`, body: '{{.FiredAt}}', max_retries: 1, backoff: { initial_secs: 2 } },
    ],
  });
  nearNow(created.body.created_at);
  await service.publish('user.created');
  const [first] = await receiver.awaits('/z', 1);
  nearNow(first?.body ?? '');
  const [waiting] = await service.deliveries(
    created.body.id,
    ([item]) => Boolean(item?.next_attempt_at) && item?.attempt_count === 1,
  );
  nearNow(waiting?.created_at);
  const waitMs = Date.parse(waiting?.next_attempt_at) - (first?.at ?? 0);
  expect(waitMs).toBeGreaterThan(1_400);
  expect(waitMs).toBeLessThan(3_500);
  const [, second] = await receiver.awaits('/z', 2);
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeLessThan(4_500);
  const [done] = await service.deliveries(created.body.id, ([item]) => item?.status === 'success');
  const one = await service.rest('GET', `/integrations/${created.body.id}/deliveries/${done?.id}`);
  for (const { started_at } of one.body.attempts) nearNow(started_at);
  nearNow(one.body.finished_at);
});
