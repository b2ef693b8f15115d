// What most tests of deliveries begin with: one integration with one action, one event, and how it ended.
import { afterAll, beforeAll } from 'vitest';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { type DeliveryItem, startTestService, type TestService, type TestServiceOptions } from '../support/service.ts';
import { until } from '../support/until.ts';

export interface Stage {
  readonly service: TestService;
  readonly receiver: Receiver;
  /** An integration on user.created whose actions are these. Gives its id. */
  integration(actions: Action | readonly Action[], more?: Record<string, unknown>): Promise<string>;
  /** Makes an integration, publishes one event for it and resolves when each of its deliveries has ended. */
  fire(action: Action | readonly Action[], data?: unknown, type?: string): Promise<Ended>;
  /** Resolves with the delivery of the integration, attempts included, once the condition holds. */
  delivery(integrationId: string, condition?: (item: DeliveryItem) => boolean): Promise<DeliveryItem>;
  /** One delivery with its attempts. */
  history(integrationId: string, deliveryId: string): Promise<DeliveryItem>;
}

export type Action = Record<string, unknown>;

export interface Ended {
  readonly integrationId: string;
  /** The first action's delivery, attempts included. */
  readonly delivery: DeliveryItem;
  readonly deliveries: readonly DeliveryItem[];
}

export const isTerminal = ({ status }: DeliveryItem) => status === 'success' || status === 'failed';

/** Retries that follow at once. */
export const quick = { backoff: { initial_secs: 0.05, factor: 1 } };

/** One service and one receiver for all tests of a file. */
export function startStage(options?: () => TestServiceOptions): Stage {
  let service: TestService;
  let receiver: Receiver;
  beforeAll(async () => {
    service = await startTestService(options?.());
    receiver = await startReceiver();
  });
  afterAll(async () => {
    await service.stop();
    await receiver.close();
  });
  const integration: Stage['integration'] = (actions, more = {}) =>
    service.integration({ triggers: ['user.created'], actions: [actions].flat(), ...more });
  const history: Stage['history'] = async (integrationId, deliveryId) =>
    (await service.rest('GET', `/integrations/${integrationId}/deliveries/${deliveryId}`)).body;
  return {
    get service() {
      return service;
    },
    get receiver() {
      return receiver;
    },
    integration,
    history,
    delivery: async (integrationId, condition = isTerminal) => {
      const [item] = await service.deliveries(integrationId, ([first]) => first !== undefined && condition(first));
      return history(integrationId, item?.id);
    },
    fire: async (action, data = {}, type = 'user.created') => {
      const integrationId = await integration(action, { triggers: [type] });
      await service.publish(type, data);
      const count = [action].flat().length;
      const items = await service.deliveries(integrationId, (all) => all.length === count && all.every(isTerminal));
      // Newest first; the actions' own order is the other way round.
      const deliveries = await Promise.all(items.toReversed().map(({ id }) => history(integrationId, id)));
      // No later test's event may find it.
      await service.rest('PUT', `/integrations/${integrationId}`, { enabled: false });
      return { integrationId, delivery: deliveries[0] as DeliveryItem, deliveries };
    },
  };
}

/** The events that tell of failed deliveries of an integration, as they were stored. */
export async function failureEvents(service: TestService, integrationId: string): Promise<Record<string, any>[]> {
  return service.database.query(
    `SELECT * FROM events WHERE type = 'event_action.delivery_failed' AND data->>'integration_id' = $1 ORDER BY uid`,
    [integrationId],
  );
}

/**
 * Resolves when nothing is waiting, running or queued any more: what has not come by then never comes.
 */
export async function settled({ database }: TestService): Promise<void> {
  await until('nothing to be pending', async () => {
    const [row] = await database.query<{ open: number }>(
      `SELECT (SELECT count(*) FROM deliveries WHERE status IN ('pending', 'running'))
         + (SELECT count(*) FROM pgboss.job WHERE state IN ('created', 'retry', 'active')) AS open`,
    );
    return Number(row?.open) === 0;
  });
}
