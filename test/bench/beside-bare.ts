// A burst through the service and through the bare pipeline in turns, so that both meet the same neighbours.
import { startBareProcess } from './bare-process.ts';
import { type CountingReceiver, startCountingReceiver } from './counting-receiver.ts';
import { type Line, load, median, percent, round } from './measure.ts';
import type { BenchProcess } from './process-usage.ts';
import { createClient, sendAll } from './send.ts';
import { startServiceProcess } from './service-process.ts';
import { createIntegration, publish } from './setup.ts';

export interface Burst {
  readonly events: number;
  readonly senders: number;
  /** Deliveries of each event. */
  readonly fanOut: number;
  /** Bursts of each program; their median counts. */
  readonly rounds: number;
}

interface Round {
  readonly intake: number;
  readonly deliveries: number;
  readonly nodeMs: number;
  readonly serverMs: number;
}

/** The least share of the bare pipeline's deliveries per second. */
const bar = 0.7;

export async function besideBare(burst: Burst): Promise<Line[]> {
  const receivers = await Promise.all([startCountingReceiver(), startCountingReceiver()]);
  const [ofBare, ofOurs] = receivers;
  const bare = await startBareProcess(`${ofBare.url}/bare`, burst.fanOut);
  const ours = await startServiceProcess();
  try {
    const setUp = createClient(ours);
    for (let index = 0; index < burst.fanOut; index += 1)
      await createIntegration(setUp, { name: `bench ${index}`, url: `${ofOurs.url}/ours` });
    setUp.close();
    // Warm: the code compiled, the connections made.
    const warmUp = { ...burst, events: Math.ceil(1_000 / burst.fanOut) };
    await runBurst(bare, ofBare, warmUp);
    await runBurst(ours, ofOurs, warmUp);
    const rounds: { bare: Round; ours: Round }[] = [];
    for (let number = 0; number < burst.rounds; number += 1)
      rounds.push({ bare: await runBurst(bare, ofBare, burst), ours: await runBurst(ours, ofOurs, burst) });
    return linesOf(rounds);
  } finally {
    await Promise.all([bare.stop(), ours.stop()]);
    await Promise.all(receivers.map((receiver) => receiver.close()));
  }
}

async function runBurst(program: BenchProcess, receiver: CountingReceiver, burst: Burst): Promise<Round> {
  const { events, senders, fanOut } = burst;
  const client = createClient(program, senders);
  const before = await program.cpuSeconds();
  const expected = receiver.count() + events * fanOut;
  const begun = performance.now();
  const intake = await sendAll(events, senders, (n) => publish(client, n));
  await receiver.reached(expected);
  const deliveries = (events * fanOut) / ((performance.now() - begun) / 1_000);
  client.close();
  const after = await program.cpuSeconds();
  const msEach = (seconds: number) => (seconds * 1_000) / (events * fanOut);
  return {
    intake,
    deliveries,
    nodeMs: msEach(after.node - before.node),
    serverMs: msEach(after.server - before.server),
  };
}

function linesOf(rounds: readonly { readonly bare: Round; readonly ours: Round }[]): Line[] {
  const line = (of: 'bare' | 'ours'): Line => {
    const middle = (part: keyof Round) => round(median(rounds.map((one) => one[of][part])));
    return {
      program: of === 'bare' ? 'bare pipeline' : 'service',
      'events in/s': middle('intake'),
      'deliveries/s': middle('deliveries'),
      'CPU ms each, node': middle('nodeMs'),
      'CPU ms each, postgres': middle('serverMs'),
    };
  };
  const share = median(rounds.map(({ bare, ours }) => ours.deliveries / bare.deliveries));
  const cpu = ({ nodeMs, serverMs }: Round) => nodeMs + serverMs;
  const cpuShare = median(rounds.map(({ bare, ours }) => cpu(bare) / cpu(ours)));
  return [
    line('bare'),
    { ...line('ours'), share: percent(share), bar: percent(bar), 'share by CPU': percent(cpuShare), load: load() },
  ];
}
