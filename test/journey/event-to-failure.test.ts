import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { startTestService, type TestService } from '../support/service.ts';

let service: TestService;
let receiver: Receiver;

beforeAll(async () => {
  service = await startTestService();
  receiver = await startReceiver();
});
afterAll(async () => {
  await service.stop();
  await receiver.close();
});

test('an event goes from intake to the failure of its last attempt, and the failure is told', async () => {
  receiver.answer('/down', { status: 503, body: 'out of order' });
  const failing = await service.integration({
    name: 'Directory sync',
    triggers: ['user.created'],
    conditions: [{ field: 'user.email', operator: 'ends_with', value: '@example.com', order: 1 }],
    actions: [
      {
        type: 'http',
        url: `${receiver.url}/down`,
        body: '{"email":"{{.Data.user_email}}"}',
        max_retries: 2,
        backoff: { initial_secs: 0.05 },
        auth: { type: 'bearer', token: 's3cr3t-token' },
      },
    ],
  });
  const handler = await service.integration({
    triggers: ['event_action.delivery_failed'],
    actions: [
      { type: 'http', url: `${receiver.url}/told`, body: '{{.integration_name}}|{{.event_type}}|{{.attempt_count}}' },
    ],
  });

  expect(await service.publish('user.created', { user_email: 'bob@other.org' })).toMatchObject({ deliveries: 0 });
  expect(await service.publish('user.created', { user_email: 'ann@example.com' })).toMatchObject({ deliveries: 1 });

  const [failed] = await service.deliveries(failing, ([item]) => item?.status === 'failed');
  expect(failed).toMatchObject({ status: 'failed', attempt_count: 3, max_attempts: 3, response_status: 503 });
  const one = await service.rest('GET', `/integrations/${failing}/deliveries/${failed?.id}`);
  expect(one.body.attempts.map(({ number }: { number: number }) => number)).toEqual([1, 2, 3]);
  expect(one.body.attempts[0]).toMatchObject({
    request: { method: 'POST', body: '{"email":"ann@example.com"}' },
    response: { status: 503, body: 'out of order', truncated: false },
    manual: false,
  });
  expect(JSON.stringify(one.body)).not.toContain('s3cr3t-token');
  expect(receiver.to('/down').map(({ headers }) => headers.authorization)).toEqual(
    Array(3).fill('Bearer s3cr3t-token'),
  );
  expect(new Set(receiver.to('/down').map(({ headers }) => headers['webhook-id']))).toEqual(new Set([failed?.id]));

  const [told] = await receiver.awaits('/told', 1);
  expect(told?.body).toBe('Directory sync|user.created|3');
  await service.deliveries(handler, ([item]) => item?.status === 'success');
});
