// What tests of breakers begin with: an integration whose target fails until its breaker is open.
import { until } from '../support/until.ts';
import { isTerminal, startStage } from './make.ts';

/** A stage, and what is asked of breakers on it. */
export function startBreakerStage() {
  const stage = startStage();

  /** Opens after three failures; no probe comes by itself within a test. */
  const breaker = { failures: 3, wait_secs: 3_600, max_wait_secs: 10_000 };
  const http = (path: string, more: Record<string, unknown> = {}) => ({
    type: 'http',
    url: stage.receiver.url + path,
    ...more,
  });

  const breakers = async (id: string): Promise<Record<string, any>[]> =>
    (await stage.service.rest('GET', `/integrations/${id}/breakers`)).body.items;
  const stateOf = async (id: string) => (await breakers(id))[0]?.state;
  const publish = (n: number) => stage.service.publish('user.created', { n });
  const remove = (id: string) => stage.service.rest('DELETE', `/integrations/${id}`);
  /** As if the wait were over. */
  const probeNow = (id: string) =>
    stage.service.database.query(
      `WITH due AS (UPDATE action_gates SET next_probe_at = now(), release_at = now() WHERE integration_id = $1 RETURNING 1)
       SELECT pg_notify('iam_work', 'gates') FROM due`,
      [id],
    );

  /** An integration whose target fails until its breaker is open, and so many deliveries that wait. */
  async function opened(path: string, waiting = 0, more: Record<string, unknown> = {}) {
    stage.receiver.answer(path, 503);
    const id = await stage.integration(http(path), { breaker, ...more });
    for (let n = 0; n < 3; n += 1) {
      await publish(n);
      await stage.service.deliveries(id, (items) => items.length === n + 1 && items.every(isTerminal));
    }
    await until('the breaker to open', async () => (await stateOf(id)) === 'open');
    for (let n = 0; n < waiting; n += 1) await publish(100 + n);
    await stage.service.deliveries(
      id,
      (items) => items.filter(({ waits_for }) => waits_for === 'breaker').length === waiting,
    );
    return id;
  }

  return { stage, breaker, http, breakers, stateOf, publish, remove, probeNow, opened };
}
