// W2: at an easy pace, from sending the event to the first byte at the receiver.
import { startBareProcess } from './bare-process.ts';
import { type BenchOptions, type Line, load, quantile, round, waitFor } from './measure.ts';
import type { BenchProcess } from './process-usage.ts';
import { clockNs, createClient, sendSteadily } from './send.ts';
import { startServiceProcess } from './service-process.ts';
import { createIntegration, publish } from './setup.ts';
import { startTimedReceiver, type TimedReceiver } from './timed-receiver.ts';

const perSecond = 30;
const bars = 'p50 8, p99 20';

export async function benchLatency({ quick }: BenchOptions): Promise<Line[]> {
  const seconds = quick ? 5 : 20;
  const receivers = await Promise.all([startTimedReceiver(), startTimedReceiver()]);
  const [ofBare, ofOurs] = receivers;
  const bare = await startBareProcess(`${ofBare.url}/bare`);
  const ours = await startServiceProcess();
  try {
    const client = createClient(ours);
    await createIntegration(client, { name: 'bench', url: `${ofOurs.url}/ours` });
    client.close();
    const ofBarePipeline = await latencies(bare, ofBare, seconds);
    const ofService = await latencies(ours, ofOurs, seconds);
    return [
      { program: 'bare pipeline', ...lineOf(ofBarePipeline) },
      { program: 'service', ...lineOf(ofService), bar: bars, load: load() },
    ];
  } finally {
    await Promise.all([bare.stop(), ours.stop()]);
    await Promise.all(receivers.map((receiver) => receiver.close()));
  }
}

/** Milliseconds of each event; the first second warms up and does not count. */
async function latencies(program: BenchProcess, receiver: TimedReceiver, seconds: number): Promise<number[]> {
  const client = createClient(program);
  const total = perSecond * (seconds + 1);
  const sent: number[] = [];
  await sendSteadily(perSecond, total, (n) => {
    sent[n] = clockNs();
    return publish(client, n);
  });
  await waitFor('all deliveries', () => receiver.arrivals.size >= total, 30_000);
  client.close();
  return sent.map((at, n) => ((receiver.arrivals.get(n) ?? Number.NaN) - at) / 1e6).slice(perSecond);
}

const lineOf = (values: readonly number[]): Line => ({
  events: values.length,
  'p50 ms': round(quantile(values, 0.5)),
  'p99 ms': round(quantile(values, 0.99)),
  'worst ms': round(quantile(values, 1)),
});
