// W4: targets that hang hold only themselves up. The good targets' time to the first byte alone, beside hanging ones
// that get as many events, and while five hundred attempts hang at once.
import { type BenchOptions, type Line, load, quantile, round, sleep, waitFor } from './measure.ts';
import { type Client, clockNs, createClient, sendAll, sendSteadily } from './send.ts';
import { startServiceProcess } from './service-process.ts';
import { createIntegration, publish } from './setup.ts';
import { startTimedReceiver, type TimedReceiver } from './timed-receiver.ts';

const targets = 10;
const hangMs = 10_000;
const goodPerSecond = 10;
const hangingAtOnce = 500;
/** More integrations than the limit of attempts for each one needs. */
const hangers = 20;

export async function benchHangingTargets({ quick }: BenchOptions): Promise<Line[]> {
  const seconds = quick ? 4 : 15;
  const receiver = await startTimedReceiver(hangMs);
  const service = await startServiceProcess();
  const client = createClient(service, 64);
  try {
    for (let index = 0; index < targets / 2; index += 1)
      await createIntegration(client, {
        name: `good ${index}`,
        url: `${receiver.url}/good`,
        emailEnd: `@good${index}.com`,
      });
    for (let index = 0; index < hangers; index += 1)
      await createIntegration(client, {
        name: `hanging ${index}`,
        url: `${receiver.url}/hang`,
        emailEnd: `@hang${index}.com`,
        timeoutSecs: 60,
      });
    const good = createGoodRuns(client, receiver);
    await good(2, []);
    const alone = await good(seconds, []);
    const beside = await good(
      seconds,
      Array.from({ length: targets / 2 }, (_, index) => `@hang${index}.com`),
    );
    await sleep(quick ? 0 : hangMs);
    const before = receiver.requests();
    await sendAll(hangingAtOnce, 32, (n) => publish(client, 2_000_000 + n, `@hang${n % hangers}.com`));
    await waitFor('all hanging', () => receiver.requests() >= before + hangingAtOnce, 9_000);
    const among = await good(quick ? 4 : 8, []);
    const line = (name: string, values: readonly number[]): Line => ({
      'good targets': name,
      events: values.length,
      'p50 ms': round(quantile(values, 0.5)),
      'p99 ms': round(quantile(values, 0.99)),
      'p99 / alone': round(quantile(values, 0.99) / quantile(alone, 0.99)),
      bar: '2',
    });
    return [
      line('alone', alone),
      line('half of all hang', beside),
      { ...line(`${hangingAtOnce} hang`, among), load: load() },
    ];
  } finally {
    client.close();
    await service.stop();
    await receiver.close();
  }
}

/** Sends to the good targets at their pace, each time with an event for one of the hanging ones if there are any. */
function createGoodRuns(client: Client, receiver: TimedReceiver) {
  let next = 0;
  return async (seconds: number, hanging: readonly string[]): Promise<number[]> => {
    const first = next;
    const total = seconds * goodPerSecond;
    next += total;
    const sent = new Map<number, number>();
    const each = hanging.length > 0 ? 2 : 1;
    await sendSteadily(goodPerSecond * each, total * each, (index) => {
      if (each === 2 && index % 2 === 1)
        return publish(client, 1_000_000 + index, hanging[((index - 1) / 2) % hanging.length]);
      const n = first + Math.floor(index / each);
      sent.set(n, clockNs());
      return publish(client, n, `@good${n % (targets / 2)}.com`);
    });
    await waitFor('all good deliveries', () => [...sent.keys()].every((n) => receiver.arrivals.has(n)), 60_000);
    return [...sent].map(([n, at]) => ((receiver.arrivals.get(n) ?? Number.NaN) - at) / 1e6);
  };
}
