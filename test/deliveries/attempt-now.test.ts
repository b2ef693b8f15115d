// What waits for its time is attempted now: once, by whichever node, and the attempts after it stay.
import { expect, test } from 'vitest';
import { waitingDelivery } from '../support/waiting-delivery.ts';
import { startStage } from './make.ts';

const stage = startStage();
const attemptNow = (id: string, deliveryId: string, attempt?: number) =>
  stage.service.rest('POST', `/integrations/${id}/deliveries/${deliveryId}/attempt-now`, attempt && { attempt });

test('the next attempt is made at once, is not one by hand, and is followed by the others', async () => {
  stage.receiver.answer('/now', 500);
  const { id, deliveryId } = await waitingDelivery(stage.service, `${stage.receiver.url}/now`);
  const answers = await Promise.all([2, 2, 2].map((attempt) => attemptNow(id, deliveryId, attempt)));
  // Who comes later finds it due, under way, or made.
  expect(answers.map(({ status }) => status).filter((status) => status !== 202 && status !== 409)).toEqual([]);
  expect(answers.some(({ status }) => status === 202)).toBe(true);
  const delivery = await stage.delivery(id, (item) => item.status === 'pending' && item.attempt_count === 2);
  expect(delivery.attempts).toMatchObject([{ manual: false }, { number: 2, manual: false }]);
  expect(Date.parse(delivery.next_attempt_at) - Date.now()).toBeGreaterThan(300_000);
  expect(stage.receiver.to('/now')).toHaveLength(2);
  const jobs = await stage.service.database.query(
    `SELECT FROM pgboss.job WHERE name = 'attempts' AND state < 'active' AND data->>'deliveryId' = $1`,
    [deliveryId],
  );
  expect(jobs).toHaveLength(1);
});

test('it is refused, and changes nothing, for what has ended, is paused, or is not there', async () => {
  stage.receiver.answer('/slow-one', 500, 200);
  const { id, deliveryId } = await waitingDelivery(stage.service, `${stage.receiver.url}/slow-one`);
  const nothing = '00000000-0000-7000-8000-000000000000';
  expect((await attemptNow(id, nothing)).status).toBe(404);
  expect((await attemptNow(nothing, deliveryId)).status).toBe(404);
  expect((await attemptNow(id, deliveryId, 3)).body.detail).toBe('its next attempt is number 2, not 3');
  await stage.service.rest('POST', `/integrations/${id}/deliveries/${deliveryId}/cancel`);
  const refused = await attemptNow(id, deliveryId);
  expect(refused).toMatchObject({
    status: 409,
    body: { detail: 'only a delivery that waits can be attempted now: this one is failed' },
  });
  expect(stage.receiver.to('/slow-one')).toHaveLength(1);
});
