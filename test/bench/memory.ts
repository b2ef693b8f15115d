// W8: what the service's process holds when idle, and whether it grows with what it has delivered.
// BENCH_DELIVERIES=1000000 for the bar's million.
import { startCountingReceiver } from './counting-receiver.ts';
import { type BenchOptions, type Line, load, round, sleep, waitFor } from './measure.ts';
import { createClient, sendAll } from './send.ts';
import { startServiceProcess } from './service-process.ts';
import { createIntegration, eventOf, openDeliveries } from './setup.ts';

const fanOut = 10;
const eventsOfRequest = 100;
const idleBar = 180;

export async function benchMemory({ quick }: BenchOptions): Promise<Line[]> {
  const deliveries = Number(process.env.BENCH_DELIVERIES ?? (quick ? 8_000 : 100_000));
  const receiver = await startCountingReceiver();
  const service = await startServiceProcess();
  const client = createClient(service, 4);
  try {
    await sleep(quick ? 2_000 : 10_000);
    const idle = await service.residentMiB();
    for (let index = 0; index < fanOut; index += 1)
      await createIntegration(client, { name: `bench ${index}`, url: `${receiver.url}/ours` });
    const lines: Line[] = [
      { deliveries: 0, 'RSS MiB': round(idle), 'held MiB': round(await service.heldMiB()), bar: `<= ${idleBar}` },
    ];
    // A quarter at a time: growth shows from the first quarter to the last, after the heap has found its size.
    for (let quarter = 1; quarter <= 4; quarter += 1) {
      const begun = performance.now();
      await sendAll(deliveries / 4 / fanOut / eventsOfRequest, 1, async (request) => {
        const events = Array.from({ length: eventsOfRequest }, (_, index) =>
          eventOf(request * eventsOfRequest + index),
        );
        await client.call('POST', '/events', { events });
        // At most some thousand are open at a time: it is the steady state that is looked at.
        await waitFor('room', async () => (await openDeliveries(service.sql)) < 4_000, 120_000);
      });
      await waitFor('all settled', async () => (await openDeliveries(service.sql)) === 0, 120_000);
      const perSecond = deliveries / 4 / ((performance.now() - begun) / 1_000);
      await sleep(quick ? 1_000 : 5_000);
      lines.push({
        deliveries: (deliveries / 4) * quarter,
        'RSS MiB': round(await service.residentMiB()),
        'held MiB': round(await service.heldMiB()),
        bar: 'no growth',
        'deliveries/s': round(perSecond),
        load: load(),
      });
    }
    return lines;
  } finally {
    client.close();
    await service.stop();
    await receiver.close();
  }
}
