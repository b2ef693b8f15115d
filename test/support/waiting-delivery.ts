// A delivery that has failed once and waits ten minutes for its next attempt.
import type { TestService } from './service.ts';

/** @param url where nothing listens, unless a receiver is given that fails. */
export async function waitingDelivery(service: TestService, url = 'http://127.0.0.1:1/') {
  const action = { type: 'http', url, max_retries: 3, backoff: { initial_secs: 600, factor: 1 } };
  const id = await service.integration({ name: 'Waits', triggers: ['app_mapping.created'], actions: [action] });
  await service.publish('app_mapping.created', {});
  const waits = ({ status, attempt_count }: Record<string, unknown>) => status === 'pending' && attempt_count === 1;
  const [delivery] = await service.deliveries(id, ([first]) => first !== undefined && waits(first));
  await service.rest('PUT', `/integrations/${id}`, { enabled: false });
  return { id, deliveryId: delivery?.id as string };
}
