// W9: SIGKILL in the middle of a burst, and a restart on the same folder: nothing that was acknowledged is lost.
import { type BenchOptions, type Line, load, round, waitFor } from './measure.ts';
import { createClient, sendAll } from './send.ts';
import { startServiceProcess } from './service-process.ts';
import { createIntegration, openDeliveries, publish } from './setup.ts';
import { startTimedReceiver } from './timed-receiver.ts';

const bar = '0 lost, 30 s';

export async function benchKillAndRestart({ quick }: BenchOptions): Promise<Line[]> {
  const events = quick ? 1_500 : 5_000;
  const receiver = await startTimedReceiver();
  const first = await startServiceProcess();
  const client = createClient(first);
  const acknowledged: number[] = [];
  await createIntegration(client, { name: 'bench', url: `${receiver.url}/ours` });
  let kill: Promise<void> | undefined;
  await sendAll(events, 32, async (n) => {
    await publish(client, n).then(
      () => acknowledged.push(n),
      () => {},
    );
    if (acknowledged.length >= events / 2) kill ??= first.kill();
  });
  await kill;
  client.close();
  const receivedAtKill = receiver.arrivals.size;
  const begun = performance.now();
  const second = await startServiceProcess({ dataDir: first.dataDir });
  try {
    const listening = performance.now() - begun;
    const openAtRestart = await openDeliveries(second.sql);
    await waitFor('all settled', async () => (await openDeliveries(second.sql)) === 0, 120_000);
    const settled = performance.now() - begun;
    return [
      {
        acknowledged: acknowledged.length,
        'received before': receivedAtKill,
        'open at restart': openAtRestart,
        lost: acknowledged.filter((n) => !receiver.arrivals.has(n)).length,
        'sent twice': receiver.requests() - receiver.arrivals.size,
        's until it listens': round(listening / 1_000),
        's until all settled': round(settled / 1_000),
        bar,
        load: load(),
      },
    ];
  } finally {
    await second.stop();
    await receiver.close();
  }
}
