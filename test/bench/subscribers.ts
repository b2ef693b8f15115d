// W7: a thousand websocket subscribers, each of one integration's ended deliveries: does every matching update come, how
// long after the change, and what does a subscriber cost the service.
import { type BenchOptions, type Line, load, quantile, round, sleep, waitFor } from './measure.ts';
import { createClient, sendAll, sendSteadily } from './send.ts';
import { startServiceProcess } from './service-process.ts';
import { createIntegration, openDeliveries, publish } from './setup.ts';
import { startSubscriberThread } from './subscriber-thread.ts';
import { startTimedReceiver } from './timed-receiver.ts';

const deliveriesPerSecond = 200;
const bar = 'all, p99 250, 60 KiB';

export async function benchSubscribers({ quick }: BenchOptions): Promise<Line[]> {
  const subscribers = quick ? 200 : 1_000;
  const integrations = subscribers / 10;
  const total = deliveriesPerSecond * (quick ? 4 : 15);
  const receiver = await startTimedReceiver();
  const service = await startServiceProcess();
  const client = createClient(service, 64);
  const thread = startSubscriberThread(service.url, service.token);
  try {
    const ids: string[] = [];
    for (let index = 0; index < integrations; index += 1)
      ids.push(
        await createIntegration(client, { name: `of ${index}`, url: `${receiver.url}/`, emailEnd: `@s${index}.com` }),
      );
    // Warm, so that what subscribers add is not mixed with what the code itself takes.
    await thread.subscribe(Array.from({ length: 50 }, (_, index) => ids[index % ids.length] ?? ''));
    await sendAll(total, 32, (n) => publish(client, n, `@s${n % integrations}.com`));
    await waitFor('all settled', async () => (await openDeliveries(service.sql)) === 0, 60_000);
    await thread.closeAll();
    await sleep(2_000);
    const before = await service.heldMiB();
    const residentBefore = await service.residentMiB();
    await thread.subscribe(Array.from({ length: subscribers }, (_, index) => ids[index % ids.length] ?? ''));
    const subscribed = await service.heldMiB();
    await sendSteadily(deliveriesPerSecond, total, (n) => publish(client, n, `@s${n % integrations}.com`));
    await waitFor('all settled', async () => (await openDeliveries(service.sql)) === 0, 60_000);
    const expected = total * (subscribers / integrations);
    await waitFor('all updates', async () => (await thread.updates()).length >= expected, 10_000).catch(() => {});
    const delays = await thread.updates();
    const after = await service.heldMiB();
    const residentAfter = await service.residentMiB();
    return [
      {
        subscribers,
        'deliveries/s': deliveriesPerSecond,
        'updates expected': expected,
        arrived: delays.length,
        'p50 ms': round(quantile(delays, 0.5)),
        'p99 ms': round(quantile(delays, 0.99)),
        'KiB each, idle': round(((subscribed - before) * 1_024) / subscribers),
        'KiB each, after': round(((after - before) * 1_024) / subscribers),
        'RSS KiB each': round(((residentAfter - residentBefore) * 1_024) / subscribers),
        bar,
        load: load(),
      },
    ];
  } finally {
    await thread.stop();
    client.close();
    await service.stop();
    await receiver.close();
  }
}
